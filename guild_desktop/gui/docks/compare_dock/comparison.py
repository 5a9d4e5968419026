"""What a few runs have in common and where they differ, as groups of rows in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from PySide6.QtCore import QCoreApplication

from guild_desktop.core.flag_order import ordered_flags
from guild_desktop.core.run import Status
from guild_desktop.core.values import value_text
from guild_desktop.gui import format as written
from guild_desktop.gui.models.status_text import SIGNS, status_word

if TYPE_CHECKING:
    from guild_desktop.core.batch import Objective
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.run import Run
    from guild_desktop.core.values import Value

MOST_ROWS = 300
"""Rows of one kind; no script has more flags or scalars that anybody compares."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact about each run: ``cells`` in their order; ``best`` are the indexes of the best of them."""

    name: str
    cells: tuple[str, ...]
    best: tuple[int, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether it is not the same for all runs."""
        return len(set(self.cells)) > 1


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one kind under a title; ``folded`` ones are shown when asked for."""

    title: str
    rows: tuple[Row, ...]
    folded: bool = False


def compare_runs(frame: RunFrame, runs: Sequence[Run], objective: Objective) -> tuple[Group, ...]:
    """The groups for ``runs``: state, flags and numbers that differ, then all that is the same."""
    facts = _facts(frame, runs)
    flags = [_flag_row(runs, name) for name in _flag_names(frame, runs)]
    numbers = _scalar_rows(runs, objective)
    rows = [row for row in (*facts, *flags, *numbers) if any(row.cells)]
    tr = _tr
    groups = (
        Group(tr("Runs"), tuple(row for row in facts if row.differs or row is facts[0])),
        Group(tr("Flags that differ"), tuple(row for row in flags if row.differs)),
        Group(tr("Numbers"), tuple(row for row in numbers if row.differs)),
        Group(
            tr("The same in all"),
            tuple(row for row in rows if not row.differs and row is not facts[0]),
            folded=True,
        ),
    )
    return tuple(group for group in groups if group.rows)


def comparison_text(titles: Sequence[str], groups: Iterable[Group]) -> str:
    """The comparison as tab-separated lines, for a spreadsheet or a message."""
    lines = ["\t".join(("", *map(_cell, titles)))]
    for group in groups:
        lines.extend("\t".join(map(_cell, (row.name, *row.cells))) for row in group.rows)
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace(written.MINUS, "-").split())


def _facts(frame: RunFrame, runs: Sequence[Run]) -> tuple[Row, ...]:
    tr = _tr

    def row(name: str, text: Callable[[Run], str]) -> Row:
        return Row(name, tuple(map(text, runs)))

    def sweep(run: Run) -> str:
        batch = frame.batches.get(run.batch)
        return "" if batch is None or batch.hidden else f"{batch.name} {batch.id[:4]}"

    def python(run: Run) -> str:
        batch = frame.batches.get(run.batch)
        return "" if batch is None else batch.operation.python

    return (
        row(tr("state"), lambda run: f"{SIGNS[run.status]} {status_word(run.status)}"),
        row(tr("time"), lambda run: written.duration(run.seconds)),
        row(tr("started"), lambda run: written.clock(run.started)),
        row(tr("script"), lambda run: run.operation),
        row(tr("sweep"), sweep),
        row(tr("trial"), lambda run: str(run.trial)),
        row(tr("repeat"), lambda run: str(run.repeat)),
        row(tr("label"), lambda run: run.label),
        row(tr("reason"), lambda run: run.reason),
        row(tr("source"), lambda run: run.source_hash[:8]),
        row(tr("Python"), python),
        row(tr("seed"), lambda run: "" if run.seed is None else str(run.seed)),
    )


def _flag_names(frame: RunFrame, runs: Sequence[Run]) -> list[str]:
    own = {name for run in runs for name in run.flags}
    known = [name for name in ordered_flags(frame, frame.alive) if name in own]
    return list(dict.fromkeys((*known, *(name for run in runs for name in run.flags))))[:MOST_ROWS]


def _flag_row(runs: Sequence[Run], name: str) -> Row:
    values = [run.flags.get(name) for run in runs]
    numbers = [float(value) for value in values if _is_number(value)]
    given = sum(value is not None for value in values)
    if numbers and len(numbers) == given and len(set(numbers)) > 1:
        form = written.number_format(numbers)
        cells = [form.text(float(v)) if _is_number(v) else "" for v in values]
        if len(set(cells)) == len(set(values)):
            return Row(name, tuple(cells))
    return Row(name, tuple("" if value is None else value_text(value) for value in values))


def _is_number(value: Value) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _scalar_rows(runs: Sequence[Run], objective: Objective) -> list[Row]:
    """The last value of each scalar with its difference to the first run's;
    the objective's as it is judged by.
    """
    names = list(dict.fromkeys(name for run in runs for name in run.scalars))
    names.sort(key=lambda name: name != objective.name)
    rows = []
    for name in names[:MOST_ROWS]:
        aggregate = objective.aggregate if name == objective.name else "last"
        values = [
            float(getattr(run.scalars[name], aggregate)) if name in run.scalars else None
            for run in runs
        ]
        title = objective.column if name == objective.name else name
        best = _best(runs, values, objective) if name == objective.name else ()
        rows.append(Row(title, _with_differences(values), best))
    return rows


def _with_differences(values: Sequence[float | None]) -> tuple[str, ...]:
    known = [value for value in values if value is not None and math.isfinite(value)]
    first = values[0]
    gaps = [value - first for value in known if first is not None and math.isfinite(first)]
    form = written.number_format([*known, *gaps])
    cells = []
    for at, value in enumerate(values):
        text = "" if value is None else form.text(value)
        if at and value is not None and first is not None and math.isfinite(value - first):
            gap = value - first
            text += f"  ({'+' if gap > 0 else ''}{form.text(gap)})" if gap else ""
        cells.append(text)
    return tuple(cells)


def _best(
    runs: Sequence[Run], values: Sequence[float | None], objective: Objective
) -> tuple[int, ...]:
    """The best of completed runs; nothing if they are all alike."""
    known = {
        at: value
        for at, value in enumerate(values)
        if value is not None and math.isfinite(value) and runs[at].status is Status.COMPLETED
    }
    if len(set(known.values())) < 2:
        return ()
    best = (min if objective.direction == "minimize" else max)(known.values())
    return tuple(at for at, value in known.items() if value == best)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Compare", text)
