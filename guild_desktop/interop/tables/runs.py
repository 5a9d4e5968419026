"""The rows of a table as runs, all of them or an error that says where it went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from guild_desktop.core.attempts import by_trial
from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.likely_objective import likely_objective
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.core.values import Value
from guild_desktop.interop.tables.cells import (
    Unreadable,
    read_all,
    read_flag,
    read_number,
    read_seconds,
    read_state,
    read_time,
    read_whole,
)
from guild_desktop.interop.tables.records import Told
from guild_desktop.interop.tables.refusal import excerpt, refusal
from guild_desktop.interop.tables.table import SourceColumn, Table
from guild_desktop.interop.tables.uses import Role, Use, check_uses

ORIGIN = "table"
"""The optimizer of a table's batch and the origin of its runs."""

_NO_RESULT = "the table has no result for it"
_A_WHILE = 5000

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class TableRuns:
    """A table's batch and its runs, not stored yet: without ids and places."""

    batch: Batch
    runs: tuple[Run, ...]


def table_runs(
    table: Table,
    uses: Iterable[Use],
    objective: Objective | None = None,
    name: str = "",
    told: Told = lambda _share: None,
) -> TableRuns:
    """A run for each row; ``objective`` None takes the likely one, ``name`` is the file's by default.

    ``UserError`` with line and column for the first value that is not what its column is for, and if
    the objective is no result. ``told`` as in ``read_table``.
    """
    listed = tuple(uses)
    check_uses(table, listed)
    name = name.strip() or table.name
    flags = {use.name: _flag_values(use.column.cells) for use in listed if use.role is Role.FLAG}
    scalars = {
        use.name: _read(table, use.column, read_number, "is not a number")
        for use in listed
        if use.role is Role.SCALAR
    }
    facts = _Facts(table, listed)
    runs = []
    for row in range(len(table)):
        if row % _A_WHILE == 0:
            told(row / len(table))
        reported = {
            name: _summary(value)
            for name, values in scalars.items()
            if (value := values[row]) is not None
        }
        given = {name: values[row] for name, values in flags.items() if values[row] is not _EMPTY}
        runs.append(facts.run(row, name, given, reported, has_scalars=bool(scalars)))  # type: ignore[arg-type] # none is empty any more
    batch = _batch(table, listed, name, _objective(table, scalars, objective), runs)
    return TableRuns(batch, tuple(runs))


class _Empty:
    """What an empty cell of a flag is; null is a value."""


_EMPTY = _Empty()


class _Facts:
    """What a table says of each row besides flags and scalars."""

    def __init__(self, table: Table, uses: tuple[Use, ...]) -> None:
        columns = {use.role: use.column for use in uses}
        self._columns = columns
        self._count = len(table)
        self._digest = table.digest
        self._table = table
        self._states = self._told(
            Role.STATUS, read_state, "is not a state such as completed or failed"
        )
        self._seconds = self._told(Role.SECONDS, read_seconds, "is not a time in seconds")
        self._started = self._told(Role.STARTED, read_time, "is no date and no time since 1970")
        self._stopped = self._told(Role.STOPPED, read_time, "is no date and no time since 1970")
        self._numbers = self._told(Role.NUMBER, read_whole, "is not a whole number")
        self._repeats = self._told(Role.REPEAT, read_whole, "is not a whole number")
        self._labels = self._told(Role.LABEL, str.strip, "is not a text")
        self._tags = self._told(Role.TAGS, _tags, "is not a list of tags")
        self._comments = self._told(Role.COMMENT, str.strip, "is not a text")

    def run(
        self,
        row: int,
        operation: str,
        flags: Mapping[str, Value],
        scalars: Mapping[str, ScalarSummary],
        *,
        has_scalars: bool,
    ) -> Run:
        """The run of a row; without a state of its own it is completed, if it has a result."""
        state = self._states[row]
        if state is None:
            lacks = has_scalars and not scalars
            state = (Status.LOST, _NO_RESULT) if lacks else (Status.COMPLETED, "")
        number = self._numbers[row]
        started, stopped, seconds = self._started[row], self._stopped[row], self._seconds[row]
        if started is not None and stopped is not None and seconds is None:
            seconds = max(0.0, stopped - started)
        elif started is not None and stopped is None and seconds is not None:
            stopped = started + seconds
        return Run(
            id="",
            sequence=0,
            batch="",
            trial=row + 1 if number is None else number,
            repeat=self._repeats[row] or 1,
            operation=operation,
            status=state[0],
            reason=state[1],
            started=started,
            stopped=stopped,
            seconds=seconds,
            flags=flags,
            scalars=scalars,
            origin=ORIGIN,
            source_hash=self._digest,
            label=self._labels[row] or "",
            tags=self._tags[row] or (),
            comment=self._comments[row] or "",
        )

    def _told(
        self, role: Role, read: Callable[[str], Meaning | None], problem: str
    ) -> list[Meaning | None]:
        column = self._columns.get(role)
        if column is None:
            return [None] * self._count
        return _read(self._table, column, read, problem)


def _read(
    table: Table, column: SourceColumn, read: Callable[[str], Meaning | None], problem: str
) -> list[Meaning | None]:
    try:
        return read_all(column.cells, read)
    except Unreadable as error:
        raise refusal(
            table.name,
            f"{excerpt(column.cells[error.row])} {problem}.",
            f"Correct it or leave it empty; or make {excerpt(column.title)} a flag, or leave it out.",
            line=table.lines[error.row],
            column=column.title,
        ) from None


def _flag_values(cells: tuple[str, ...]) -> list[Value | _Empty]:
    values = {text: read_flag(text) if text.strip() else _EMPTY for text in set(cells)}
    return [values[text] for text in cells]


def _tags(text: str) -> tuple[str, ...]:
    """Separated by commas, with or without the brackets that some programs print around them."""
    words = (word.strip(" '\"") for word in text.strip().strip("[]").split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _summary(value: float) -> ScalarSummary:
    return ScalarSummary(value, value, value, value, value, count=1, step=0)


def _objective(
    table: Table, scalars: Mapping[str, object], objective: Objective | None
) -> Objective:
    if objective is None:
        return likely_objective(scalars)
    if scalars and objective.name not in scalars:
        raise UserError(
            f"{table.name} has no result called {objective.name}.",
            f"There are {', '.join(list(scalars)[:12])}{' …' if len(scalars) > 12 else ''}.",
        )
    return objective


def _batch(
    table: Table, uses: tuple[Use, ...], name: str, objective: Objective, runs: list[Run]
) -> Batch:
    flags = tuple(FlagInfo(use.name, origin=ORIGIN) for use in uses if use.role is Role.FLAG)
    starts = [run.started for run in runs if run.started is not None]
    ends = [run.stopped for run in runs if run.stopped is not None]
    started, stopped = min(starts, default=None), max(ends, default=None)
    lasted = 0.0 if started is None or stopped is None else max(0.0, stopped - started)
    return Batch(
        id="",
        sequence=0,
        operation=Operation(
            "table", str(table.path), name, "", str(table.path.parent), flags=flags
        ),
        flags={},
        optimizer=ORIGIN,
        objective=objective,
        planned=len(by_trial(runs)),
        status=Status.COMPLETED,
        started=started,
        stopped=stopped,
        seconds=lasted,
    )
