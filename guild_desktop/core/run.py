"""One execution of an operation: its status, its flags and the scalars it reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from guild_desktop.core.values import Value

SHORT_ID = 8
"""Characters of an id by which lists name a run or a batch."""


class Status(StrEnum):
    """Where a run stands; paused and timed out are reasons, not statuses."""

    STAGED = "staged"
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    ERROR = "error"
    TERMINATED = "terminated"
    PRUNED = "pruned"
    LOST = "lost"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will come from a run with this status."""
        return self not in (Status.STAGED, Status.PENDING, Status.RUNNING)

    @property
    def is_done(self) -> bool:
        """Whether the trial of such a run need not run again:
        it has its result, or was known to do worse than others.
        """
        return self in (Status.COMPLETED, Status.PRUNED)


NOT_BEGUN = (Status.STAGED, Status.PENDING)
"""The statuses of runs whose process has not started yet."""


@dataclass(frozen=True, slots=True)
class ScalarSummary:
    """All that was reported under one name, in short; ``step`` is that of ``last``.

    ``last`` is the value with the highest step (of equals the later one). nan never wins ``min`` or
    ``max``; they are nan only when every value was.
    """

    last: float
    first: float
    min: float
    max: float
    avg: float
    count: int
    step: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run as the store has it. Times are seconds since 1970 in UTC."""

    id: str
    sequence: int
    """Orders runs and batches together by creation."""
    batch: str
    """The id of its batch, which may be hidden: that of a single run is."""
    trial: int
    """Its number in the batch, from 1."""
    operation: str
    status: Status
    reason: str = ""
    created: float = 0.0
    started: float | None = None
    stopped: float | None = None
    seconds: float | None = None
    """How long it took."""
    flags: Mapping[str, Value] = field(default_factory=dict)
    scalars: Mapping[str, ScalarSummary] = field(default_factory=dict)
    exit_status: int | None = None
    origin: str = ""
    """Who proposed its flags: ``typed``, ``grid``, ``random``, ``initial``, ``model`` or ``explore`` (see
    ``Suggestion``); the script's ``default`` values, or a ``start`` point that a person chose;
    ``table`` if it was read from one.
    """
    seed: int | None = None
    repeat: int = 1
    """Which of the runs with its flags, and a random seed of its own, that the trial has, from 1."""
    timed_out: bool = False
    """It was stopped because it took longer than its time limit."""
    foreseen: Mapping[str, float] = field(default_factory=dict)
    """What it would probably have ended with, had it not been stopped early, by column of the objective."""
    source_hash: str = ""
    """Of the script and what was copied with it, or of the table it was read from."""
    label: str = ""
    tags: tuple[str, ...] = ()
    marked: bool = False
    comment: str = ""
    deleted: float | None = None
    """When it went to the trash."""
    revision: int = 0

    @property
    def has_begun(self) -> bool:
        """Whether it was executed at all; of a run from a table it may not be known when."""
        never = self.status in {*NOT_BEGUN, Status.TERMINATED}
        return self.started is not None or not never or bool(self.scalars)
