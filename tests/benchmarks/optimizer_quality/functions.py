"""Problems given by a formula, each instance with its optimum moved to another place of the same box."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.stats import special_ortho_group

from tests.benchmarks.optimizer_quality.problem import Params, Problem, with_noise

Array = np.ndarray

_NAMES = "uvwxyz"


@dataclass(frozen=True, slots=True)
class Function:
    """A loss on the whole of space, so that any box around one of its ``minima`` will do.

    ``widths`` are the sides of the box, in decades where ``log``. ``noise`` is the deviation of single
    results. Only a function that no axis is special for may be ``turned``.
    """

    loss: Callable[[Array], float]
    minima: tuple[tuple[float, ...], ...]
    widths: tuple[float, ...]
    noise: float = 0.0
    log: bool = False
    turned: bool = False


def sine(x: Array) -> float:
    """The loss of Guild's tutorial; its lowest value is near -0.2892."""
    return float(math.sin(5 * x[0]) * (1 - math.tanh(x[0] * x[0])))


def branin(x: Array) -> float:
    """Branin (1972); all of its minima, of which there are infinitely many, are equally low."""
    valley = x[1] - 5.1 / (4 * math.pi**2) * x[0] ** 2 + 5 / math.pi * x[0] - 6
    return float(valley**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x[0]) + 10)


_HEIGHTS = np.array([1.0, 1.2, 3.0, 3.2])
_STEEPNESS = np.array(
    [
        [10, 3, 17, 3.5, 1.7, 8],
        [0.05, 10, 17, 0.1, 8, 14],
        [3, 3.5, 1.7, 10, 17, 8],
        [17, 8, 0.05, 10, 0.1, 14],
    ]
)
_WELLS = np.array(
    [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
        [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
        [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ]
)


def hartmann6(x: Array) -> float:
    """Hartmann's function of six variables (Dixon and Szegő 1978): four wells of different depth."""
    return float(-_HEIGHTS @ np.exp(-np.sum(_STEEPNESS * (x - _WELLS) ** 2, axis=1)))


def ackley(x: Array) -> float:
    """Ackley (1987): a funnel covered with dents."""
    distance = math.sqrt(float(x @ x) / len(x))
    waves = float(np.mean(np.cos(2 * math.pi * x)))
    return 20 + math.e - 20 * math.exp(-0.2 * distance) - math.exp(waves)


def rosenbrock(x: Array) -> float:
    """Rosenbrock (1960): a curved valley with a flat floor."""
    return float(np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))


_BRANIN_MINIMA = ((-math.pi, 12.275), (math.pi, 2.275), (3 * math.pi, 2.475))
_HARTMANN_MINIMUM = (0.20168951, 0.15001069, 0.47687397, 0.27533243, 0.31165162, 0.65730053)

FUNCTIONS = {
    "tutorial": Function(sine, ((-0.28922073487789,),), (4.0,), noise=0.1),
    "branin": Function(branin, _BRANIN_MINIMA, (15.0, 15.0)),
    "branin-noisy": Function(branin, _BRANIN_MINIMA, (15.0, 15.0), noise=2.0),
    "hartmann6": Function(hartmann6, (_HARTMANN_MINIMUM,), (1.0,) * 6),
    "hartmann6-noisy": Function(hartmann6, (_HARTMANN_MINIMUM,), (1.0,) * 6, noise=0.1),
    "ackley5": Function(ackley, ((0.0,) * 5,), (12.0,) * 5, turned=True),
    "rosenbrock4-log": Function(rosenbrock, ((1.0,) * 4,), (4.0,) * 4, log=True),
}


def instance(name: str, seed: int) -> Problem:
    """The function in a box that has its optimum anywhere but at the very edge, axes mirrored or turned."""
    function = FUNCTIONS[name]
    count = len(function.widths)
    rng = np.random.default_rng((seed, sum(name.encode())))
    widths = np.array(function.widths)
    minimum = np.array(function.minima[rng.integers(len(function.minima))])
    place = (rng.uniform(0.05, 0.95, count) - 0.5) * widths
    turn = np.diag(rng.choice((-1.0, 1.0), count))
    if function.turned:
        turn = special_ortho_group(count, seed=rng).rvs() @ turn
    names = _NAMES[:count] if count > 1 else "x"

    def true(params: Params) -> float:
        values = np.array([float(str(params[flag])) for flag in names])
        at = np.log10(values) if function.log else values
        return function.loss(minimum + turn @ (at - place))

    best = 10**place if function.log else place
    return Problem(
        name,
        seed,
        {flag: _range(width, log=function.log) for flag, width in zip(names, widths, strict=True)},
        true,
        with_noise(true, function.noise),
        function.loss(minimum),
        {flag: float(value) for flag, value in zip(names, best, strict=True)},
    )


def _range(width: float, *, log: bool) -> str:
    """A box around zero: where the optimum is in it, only the function knows."""
    half = float(width) / 2
    if log:
        return f"loguniform[{10**-half!r}:{10**half!r}]"
    return f"[{-half!r}:{half!r}]"
