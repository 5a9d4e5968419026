"""The table that this program writes itself: runs as they are, so that an import gives them back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from guild_desktop.core.flag_order import ordered_flags
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.moment import local_time
from guild_desktop.core.run import Run
from guild_desktop.core.values import Value, format_value, quote
from guild_desktop.settings.whole_file import write_whole

HEAD = ("run", "operation", "started", "status")
"""What every such table begins with."""

LABEL = "label"
"""Stands next if a run has one."""

TRIAL, REPEAT = "attr:trial", "attr:repeat"
"""Stand before that if a trial has several runs, which belong together then."""

MIDDLE = "time"
"""Stands between flags and scalars, and so tells them apart."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet computes texts that begin so."""


def is_own(titles: Sequence[str]) -> bool:
    """Whether a table with these titles was written by this program, with all its columns."""
    return tuple(titles[: len(HEAD)]) == HEAD and MIDDLE in titles


def own_columns(frame: RunFrame, runs: Sequence[Run]) -> tuple[str, ...]:
    """All columns of ``runs`` behind the head: flags as in the script of the newest, scalars by name."""
    base = np.zeros(len(frame), dtype=bool)
    base[[frame.position(run.id) for run in runs]] = True
    given = {name for run in runs for name in run.flags}
    reported = {name for run in runs for name in run.scalars}
    ordered = [name for name in ordered_flags(frame, base) if name in given]
    label = (LABEL,) if any(run.label for run in runs) else ()
    trials = (TRIAL, REPEAT) if any(run.repeat > 1 for run in runs) else ()
    return (
        *trials,
        *label,
        *map(frame.flag_column, ordered),
        MIDDLE,
        *map(frame.scalar_column, sorted(reported)),
    )


def table_text(frame: RunFrame, runs: Iterable[Run], columns: Sequence[str]) -> str:
    """The ``runs`` of ``frame`` as CSV, the head before these ``columns``;
    ``UnknownColumn`` for one there is not.

    Numbers have all their digits, flags are written as one types them, and what is missing is empty. A text
    that a spreadsheet would take for a formula is put in quotes. Trials keep their numbers unless these are
    of several batches, which an import makes one of.
    """
    listed = list(runs)
    places: dict[str, Callable[[Run], str]] = {
        TRIAL: _trial_reader(listed),
        REPEAT: lambda run: str(run.repeat),
    }
    cells = [places.get(name) or _reader(frame, name) for name in columns]
    lines = _Lines()
    writer = csv.writer(lines, lineterminator=lines.END)
    writer.writerow([*HEAD, *columns])
    for run in listed:
        head = (run.id, _plain(run.operation), local_time(run.started), run.status.value)
        writer.writerow([*head, *(read(run) for read in cells)])
    return "".join(lines)


class _Lines(list[str]):
    """Takes lines from ``csv``, which puts texts in quotes only if they hold a
    character of the line's end.
    """

    END = "\r\n"

    def write(self, line: str) -> None:
        """Take one line, which then ends as texts do here."""
        self.append(line.removesuffix(self.END) + "\n")


def write_table(path: Path, text: str) -> None:
    """Write such a table, whole or not at all; ``UserError`` if that fails."""
    write_whole(path, text.encode())


def _reader(frame: RunFrame, name: str) -> Callable[[Run], str]:
    """How to write the cell of a run below ``name``."""
    if frame.column(name).origin == "flag":
        flag = name.removeprefix("flag:")
        return lambda run: _flag_text(run.flags[flag]) if flag in run.flags else ""
    return lambda run: _field_text(frame.value(name, frame.position(run.id)))


def _trial_reader(runs: Sequence[Run]) -> Callable[[Run], str]:
    if len({run.batch for run in runs}) == 1:
        return lambda run: str(run.trial)
    places = dict.fromkeys((run.batch, run.trial) for run in runs)
    numbers = {place: number for number, place in enumerate(places, 1)}
    return lambda run: str(numbers[run.batch, run.trial])


def _flag_text(value: Value) -> str:
    text = format_value(value)
    risky = isinstance(value, str) and text.startswith(_FORMULA)
    return quote(text) if risky else text


def _field_text(value: Value) -> str:
    """A field or a scalar; of fields the texts stand as they are."""
    if value is None:
        return ""
    return _plain(value) if isinstance(value, str) else format_value(value)


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
