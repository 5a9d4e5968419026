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
    """One run as the store has it. Times are seconds since 1970 in UTC; ``seconds`` is the duration.

    ``sequence`` orders runs and batches together by creation. ``batch`` is the id of its batch, which may
    be hidden (a single run's). ``trial`` is its number in the batch, from 1, and ``repeat`` which of the
    runs with its flags and a random seed of its own that the trial has, from 1. ``origin`` says who
    proposed its flags: ``typed``, ``grid``, ``random``, ``initial``, ``model`` or ``explore`` (see
    ``Suggestion``); the script's ``default`` values, or a ``start`` point that a person chose; ``table`` if
    it was read from one, whose hash is then ``source_hash``. ``timed_out``: it was stopped because it took
    longer than its time limit. ``foreseen`` says of one that was stopped early what it would probably have
    ended with, by the column of the objective it was judged by. ``deleted`` is when it went to the trash.
    """

    id: str
    sequence: int
    batch: str
    trial: int
    operation: str
    status: Status
    reason: str = ""
    created: float = 0.0
    started: float | None = None
    stopped: float | None = None
    seconds: float | None = None
    flags: Mapping[str, Value] = field(default_factory=dict)
    scalars: Mapping[str, ScalarSummary] = field(default_factory=dict)
    exit_status: int | None = None
    origin: str = ""
    seed: int | None = None
    repeat: int = 1
    timed_out: bool = False
    foreseen: Mapping[str, float] = field(default_factory=dict)
    source_hash: str = ""
    label: str = ""
    tags: tuple[str, ...] = ()
    marked: bool = False
    comment: str = ""
    deleted: float | None = None
    revision: int = 0

    @property
    def has_begun(self) -> bool:
        """Whether it was executed at all; of a run from a table it may not be known when."""
        never = self.status in {*NOT_BEGUN, Status.TERMINATED}
        return self.started is not None or not never or bool(self.scalars)
