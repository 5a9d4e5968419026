"""Which columns the table of runs has, and which of them are worth their room at first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication

from guild_desktop.core.batch import Objective
from guild_desktop.core.column import Presence
from guild_desktop.core.column_names import UnknownColumn
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.leading_scalars import leading_scalars

Kind = Literal["field", "flag", "scalar"]

GAIN = "attr:gain"
"""The name of the column that compares runs with the script's defaults."""

NUMBER = "#"
"""The name of the column that counts runs, the newest being 1, as ``guild-desktop runs`` does."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column: ``name`` is the frame's (``x``, ``scalar:time``), ``title`` what its heading says."""

    name: str
    title: str
    kind: Kind


def field_columns() -> tuple[TableColumn, ...]:
    """The columns that every run has, in the order shown."""
    translate = QCoreApplication.translate
    titles = {
        NUMBER: "#",
        "run": translate("runs table", "Run"),
        "operation": translate("runs table", "Script"),
        "started": translate("runs table", "Started"),
        "time": translate("runs table", "Time"),
        "status": translate("runs table", "Status"),
        "origin": translate("runs table", "Proposed by"),
        "label": translate("runs table", "Label"),
    }
    return tuple(TableColumn(name, title, "field") for name, title in titles.items())


MOST_SCALARS = 100
"""Scalars that have a column before anybody asks for more."""

MOST_SHOWN = 20
"""Scalars beside the goal that are seen before anybody asks for more."""


def scalar_column(frame: RunFrame, name: str) -> TableColumn:
    """The column of the last values of the scalar ``name``."""
    return TableColumn(frame.scalar_column(name), name, "scalar")


def value_columns(
    frame: RunFrame, base: npt.NDArray[np.bool_], objective: Objective
) -> tuple[TableColumn, ...]:
    """One column a flag and a leading scalar of the runs ``base``, and one for the objective."""
    flags = [TableColumn(frame.flag_column(name), name, "flag") for name in frame.flag_names]
    names = leading_scalars(frame, base, MOST_SCALARS)
    scalars = [scalar_column(frame, name) for name in names]
    columns = [*flags, *scalars]
    wanted = frame.objective_column(objective)
    if objective.name in frame.scalar_names and all(wanted != column.name for column in scalars):
        last = objective.aggregate == "last"
        columns.append(TableColumn(wanted, objective.name if last else objective.column, "scalar"))
    columns.append(TableColumn(GAIN, QCoreApplication.translate("runs table", "Gain"), "scalar"))
    return tuple(columns)


def heading_tip(column: TableColumn) -> str:
    """What a heading says at length."""
    if column.name == GAIN:
        return QCoreApplication.translate(
            "runs table",
            "How much better than the script's defaults a run is, by its sweep's goal: "
            "more is better, whether the goal is low or high. Filters call it gain.",
        )
    return column.title


def tells_something(
    frame: RunFrame, column: TableColumn, shown: npt.NDArray[np.bool_], *, several_scripts: bool
) -> bool:
    """Whether a column is worth its room for the ``shown`` runs (bool[n]) unless a person decides.

    A flag does if it varies or there is a single run, a scalar if it was reported, a label if there is one,
    and the script if there are several. Who proposed a run is told when a person asks.
    """
    if column.kind == "field":
        if column.name == "operation":
            return several_scripts
        if column.name == "origin":
            return False
        return column.name != "label" or _has_value(frame, "label", shown)
    if column.kind == "scalar":
        return _has_value(frame, column.name, shown)
    return _varies(frame, column.name, shown)


def _has_value(frame: RunFrame, name: str, shown: npt.NDArray[np.bool_]) -> bool:
    try:
        column = frame.column(name)
    except UnknownColumn:
        # The last run that had it is gone.
        return False
    return bool(np.any(column.known[shown]))


def _varies(frame: RunFrame, name: str, shown: npt.NDArray[np.bool_]) -> bool:
    if not _has_value(frame, name, shown):
        return False
    column = frame.column(name)
    presence = column.presence[shown]
    if presence.size < 2:
        return True
    if np.any(presence != presence[0]):
        return True
    values = column.values[shown]
    return bool(presence[0] == Presence.VALUE and np.any(values != values[0]))
