"""One press of Run: an operation, a search space, an optimizer, an objective and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from guild_desktop.core.operation import Operation
from guild_desktop.core.reasons import is_paused, is_paused_by_person
from guild_desktop.core.run import Status
from guild_desktop.core.values import Value

Direction = Literal["minimize", "maximize"]
Aggregate = Literal["last", "first", "min", "max", "avg"]
Option = bool | int | float | str
StartMode = Literal["cold", "warm", "auto"]
StartOrigin = Literal["default", "start"]

DEFAULT_SEARCH_TRIALS = 20
"""How many trials a search gets unless told otherwise, as in Guild AI."""

MAX_TRIALS = 100_000
"""The most trials one batch may have, and the most runs."""

MAX_REPEATS = 100
"""The most runs a trial may be asked to have."""


SCALAR_PREFIX = "scalar:"
"""May stand before a scalar's name where that could be taken for something else."""


def split_aggregate(name: str) -> tuple[Aggregate | None, str]:
    """``min loss`` as ``min`` and ``loss``; None and the name itself if it names no aggregate."""
    first, _, rest = name.partition(" ")
    for aggregate in get_args(Aggregate):
        if first == aggregate and rest.strip():
            return aggregate, rest.strip()
    return None, name


@dataclass(frozen=True, slots=True)
class Objective:
    """A scalar and a direction; ``aggregate`` says which of its values over the steps counts.

    ``name`` is the scalar's own, as runs report it; ``of`` makes it out of a person's spelling.
    """

    name: str = "loss"
    direction: Direction = "minimize"
    aggregate: Aggregate = "last"

    @property
    def sign(self) -> float:
        """What makes a value one to be minimized, and such a one a value again: 1 or -1."""
        return 1.0 if self.direction == "minimize" else -1.0

    @property
    def column(self) -> str:
        """How lists and filters spell it: ``loss``, or ``min loss`` for another value than the last."""
        name = self.name
        if name.startswith(SCALAR_PREFIX) or (
            self.aggregate == "last" and split_aggregate(name)[0]
        ):
            name = f"{SCALAR_PREFIX}{name}"
        return name if self.aggregate == "last" else f"{self.aggregate} {name}"

    @classmethod
    def of(cls, column: str, direction: Direction = "minimize") -> Objective:
        """The objective that a column names, ``scalar:loss`` being ``loss``; the inverse of ``column``."""
        aggregate, name = split_aggregate(column.strip())
        return cls(name.removeprefix(SCALAR_PREFIX).strip(), direction, aggregate or "last")


@dataclass(frozen=True, slots=True)
class EarlyStopping:
    """Which rule stops trials that do worse than others: by its name, with all its options by dashed name."""

    rule: str
    options: Mapping[str, Option] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds a batch, and how its trials run."""

    max_trials: int | None = None
    """None: all of a grid."""
    workers: int = 1
    timeout: float | None = None
    """Seconds that a trial may take."""
    grace: float = 5.0
    """Seconds between asking a trial to end and killing it."""
    fail_on_trial_error: bool = False
    """The batch stops at the first trial that fails."""
    stop_after_failures: int = 3
    """The batch stops if its first so many trials to end all fail."""
    max_failures: int | None = None
    """In place of that: it stops when so many have failed; 0: never."""
    stop_after: float | None = None
    """Seconds after which it starts no more trials."""
    patience: int = 0
    """It starts no more after so many completed trials without a better objective; 0: never for that."""
    devices: tuple[str, ...] = ()
    """Names of graphics cards, of which each of the trials that run at once gets one."""
    retries: int = 0
    """How many more attempts a trial gets that fails."""
    needed: bool = False
    """What the same code has completed before, in whatever batch, is left out of a grid."""
    where: str = ""
    """A condition on the flags, in the filter language: what does not satisfy it is left out."""
    start: StartMode = "cold"
    """Cold in a new interpreter each, warm by a fork of a process with their libraries, or what pays."""
    early_stopping: EarlyStopping | None = None
    """By which rule trials that report steps are stopped as soon as they do worse than others."""
    repeat: int = 1
    """How many runs each trial gets, with a random seed each."""


@dataclass(frozen=True, slots=True)
class ModelBest:
    """The flags a model thinks best: its mean there and the standard deviation of that mean.

    ``value`` is in the objective's own direction, like the values that runs report.
    """

    flags: Mapping[str, Value]
    value: float
    deviation: float | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A trial that a search begins with: all its flags, and whether they have the
    script's ``default`` values.
    """

    flags: Mapping[str, Value]
    origin: StartOrigin = "start"


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch as the store has it. Times are seconds since 1970 in UTC."""

    id: str
    sequence: int
    operation: Operation
    flags: Mapping[str, str]
    """Flag expressions as text, defaults filled in; the search space prints and parses without loss."""
    optimizer: str
    """``grid``, ``random``, ``gp`` …, or ``table`` if its runs were read from one."""
    rows: tuple[Mapping[str, str], ...] = ()
    """Those of a trials file, which override defaults."""
    options: Mapping[str, Option] = field(default_factory=dict)
    objective: Objective = Objective()
    limits: Limits = Limits()
    seed: int = 0
    starts: tuple[Start, ...] = ()
    """What a search tries before its optimizer proposes anything."""
    hidden: bool = False
    """It is a single trial without an optimizer, of which lists show only the run."""
    planned: int = 0
    """How many trials it wants in all, continuations included."""
    model_best: ModelBest | None = None
    """There once an optimizer with a model has learned enough."""
    status: Status = Status.PENDING
    reason: str = ""
    created: float = 0.0
    pending_since: float = 0.0
    """When somebody last asked for an engine."""
    started: float | None = None
    resumed: float | None = None
    """When the engine that has the batch now took it; None if none has it."""
    stopped: float | None = None
    seconds: float = 0.0
    """How long the engines before that one had the batch in all."""
    label: str = ""
    tags: tuple[str, ...] = ()
    marked: bool = False
    comment: str = ""
    deleted: float | None = None
    """When it went to the trash."""
    queued: float | None = None
    """Its place in the queue, the lowest next, until an engine has it; None if it is in none."""
    revision: int = 0

    @property
    def name(self) -> str:
        """What lists show: ``train.py+`` for a grid, ``train.py+gp`` for another optimizer."""
        return f"{self.operation.name}+{'' if self.optimizer == 'grid' else self.optimizer}"

    @property
    def planned_runs(self) -> int:
        """How many runs its planned trials have in all; more of them where some trials got more repeats."""
        return self.planned * self.limits.repeat

    @property
    def is_waiting(self) -> bool:
        """Whether it stands in the queue."""
        return self.queued is not None and self.status is Status.STAGED and self.deleted is None

    @property
    def is_paused(self) -> bool:
        """Whether its engine starts no trials for now; ``reason`` says why."""
        return self.status is Status.RUNNING and is_paused(self.reason)

    @property
    def is_paused_by_person(self) -> bool:
        """Whether it starts none until somebody says so; otherwise room on the disk is enough."""
        return self.status is Status.RUNNING and is_paused_by_person(self.reason)

    def lasted(self, now: float) -> float | None:
        """Seconds an engine has had it until ``now``, without the pauses between engines;
        None if none did.
        """
        if self.started is None:
            return None
        return self.seconds + (0.0 if self.resumed is None else max(0.0, now - self.resumed))
