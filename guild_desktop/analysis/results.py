"""What an analysis finds, as frozen values that cross processes; nothing here computes or imports much.

Values of the objective are on the person's scale and in their direction. ``Any`` stands for a flag's
``Value``: the type is recursive, which the reader of documents does not take.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from guild_desktop.core.batch import Objective

FlagKind = Literal["float", "int", "choice"]
ContextKind = Literal["best", "run", "average"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """So many runs were not used, for one reason, in words that follow a number: ``failed``."""

    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class UsedRuns:
    """How many runs were used of how many there are, and why the others were not."""

    used: int
    total: int
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class VaryingFlag:
    """A flag that was varied: a range with its ends, or the ``choices`` one by one."""

    name: str
    kind: FlagKind
    log: bool = False
    low: float = 0.0
    high: float = 0.0
    choices: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What part, 0 to 1, of the objective's variance flags explain:
    the mean over trees, and its quartiles.
    """

    flags: tuple[str, ...]
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Importance:
    """Shares of single flags, the largest first, and of pairs beyond what their flags explain alone.

    ``method`` says how they were found. ``explained`` is what part of the variance among runs that the
    trees had not seen they predict (R squared; below 0: worse than the mean), None if not computed.
    ``refusal`` says in one sentence why there are none: too few runs, of which ``needed`` are needed, or
    an objective that never changes.
    """

    needed: int
    refusal: str = ""
    method: str = ""
    explained: float | None = None
    flags: tuple[Share, ...] = ()
    pairs: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """What the model thinks of the true value at some flags.

    ``low`` and ``high`` are two standard deviations of the mean away, on the model's scale; ``deviation``
    is one of them on the objective's. Noise of single runs comes on top.
    """

    flags: Mapping[str, Any]
    value: float
    deviation: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """What ``bayes`` would try next, with what the model expects there; ``origin`` as in ``Suggestion``."""

    guess: Guess
    origin: str


@dataclass(frozen=True, slots=True)
class SeenBest:
    """The run with the best value that was seen, and what the model expects of its flags.

    ``is_lucky``: what was seen is better than expected by more than two deviations of the mean, so the
    run owes its place to noise rather than to its flags. See ``luck``.
    """

    run_id: str
    value: float
    guess: Guess
    is_lucky: bool


@dataclass(frozen=True, slots=True)
class Slice:
    """The model along one flag; all tuples have one entry for each of ``values``, in order.

    ``mean``, ``low``, ``high`` and ``deviation`` as in ``Guess``. ``promise`` is the expected improvement
    relative to the greatest of this slice, 0 where the search's condition leaves nothing to try.
    """

    flag: str
    values: tuple[Any, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    deviation: tuple[float, ...]
    promise: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Contour:
    """The model over two flags: ``mean[i][j]`` and ``deviation[i][j]`` belong to
    ``down[i]`` and ``across[j]``.
    """

    across_flag: str
    down_flag: str
    across: tuple[Any, ...]
    down: tuple[Any, ...]
    mean: tuple[tuple[float, ...], ...]
    deviation: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Response:
    """What a Gaussian process, that of ``bayes``, makes of the runs.

    The flags that a slice does not move are those of ``context``: of the model's best, of a run, or
    averaged over the runs. ``noise`` is the standard deviation of single runs about the true value
    near the model's best. ``refusal`` as in ``Importance``. A failed run counts as the worst value
    seen, as ``bayes`` has it.
    """

    needed: int
    refusal: str = ""
    context: ContextKind = "best"
    context_flags: Mapping[str, Any] | None = None
    noise: float = 0.0
    slices: tuple[Slice, ...] = ()
    contour: Contour | None = None
    seen_best: SeenBest | None = None
    model_best: Guess | None = None
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """All of it. ``flags`` are those that were varied; ``notes`` what a person should know about the data."""

    objective: Objective
    runs: UsedRuns
    flags: tuple[VaryingFlag, ...]
    importance: Importance
    response: Response
    notes: tuple[str, ...] = ()
