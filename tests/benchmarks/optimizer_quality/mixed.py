"""A space of floats, a whole number and two choices, where each choice changes what is best of the rest."""

from __future__ import annotations

import math

import numpy as np

from tests.benchmarks.optimizer_quality.problem import Params, Problem, with_noise

_METHODS = ("adam", "sgd", "lion", "adagrad")
_NORMS = ("batch", "layer", "none")
_LAYERS = 8
_NOISE = 0.01


def instance(seed: int) -> Problem:
    """An instance with other depths and places of its twelve wells; the deepest has the loss 0.

    Each pair of choices has a well of its own in log rate, momentum and layers. Wells of one method lie
    close together, and so do their depths: what is learned of one helps with the next, as with
    real optimizers and layers. Depths are at least 0.03 apart from the deepest, which can be told in noise of
    0.01.
    """
    rng = np.random.default_rng((seed, 77))
    methods, norms = len(_METHODS), len(_NORMS)
    depths = rng.permutation(methods)[:, None] * 0.1 + rng.permutation(norms)[None, :] * 0.05
    depths = depths + rng.uniform(0, 0.04, (methods, norms))
    deepest = np.unravel_index(np.argmin(depths), depths.shape)
    depths = np.where(depths == depths[deepest], 0.0, depths + 0.03 - depths[deepest])
    rates = rng.uniform(-4.5, -0.5, methods)[:, None] + rng.uniform(-0.4, 0.4, norms)
    momenta = rng.uniform(0.1, 0.9, methods)[:, None] + rng.uniform(-0.1, 0.1, norms)
    layers = rng.integers(1, _LAYERS + 1, norms)
    widths = rng.uniform(0.6, 1.2, methods)

    def true(params: Params) -> float:
        method = _METHODS.index(str(params["method"]))
        norm = _NORMS.index(str(params["norm"]))
        rate = math.log10(float(str(params["rate"]))) - rates[method, norm]
        momentum = float(str(params["momentum"])) - momenta[method, norm]
        layer = int(str(params["layers"])) - layers[norm]
        # More layers want a slower rate: the axes are not independent.
        squares = (rate + 0.15 * layer) ** 2 + (momentum / 0.4) ** 2 + (layer / 4) ** 2
        return float(depths[method, norm] + 1 - 1 / (1 + squares / widths[method] ** 2 / 2))

    best: Params = {
        "rate": float(10 ** rates[deepest]),
        "momentum": float(momenta[deepest]),
        "layers": int(layers[deepest[1]]),
        "method": _METHODS[deepest[0]],
        "norm": _NORMS[deepest[1]],
    }
    flags = {
        "rate": "loguniform[0.00001:1.0]",
        "momentum": "[0.0:1.0]",
        "layers": f"[1:{_LAYERS}]",
        # Where a choice stands in its list must tell nothing either.
        "method": f"[{', '.join(rng.permutation(_METHODS))}]",
        "norm": f"[{', '.join(rng.permutation(_NORMS))}]",
    }
    return Problem("mixed", seed, flags, true, with_noise(true, _NOISE), 0.0, best)
