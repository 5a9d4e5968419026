"""How the cells of the runs table look: to which side, and in which colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guild_desktop.core.run import Status
from guild_desktop.gui.models.table_columns import NUMBER, TableColumn

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from guild_desktop.gui.models.run_cells import RunCells
    from guild_desktop.gui.theme import Theme

_NUMERIC_FIELDS = frozenset({NUMBER, "time"})


def alignment(column: TableColumn, cells: RunCells) -> Qt.AlignmentFlag:
    """Numbers stand at the right, under one another."""
    is_field = column.kind == "field"
    right = column.name in _NUMERIC_FIELDS if is_field else cells.is_number(column)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def sweep_colour(status: Status, column: TableColumn, theme: Theme) -> QColor | None:
    """The colour of a cell of a sweep; None for the usual one."""
    unusual = column.name == "status" and status is not Status.COMPLETED
    return theme.status_color(status) if unusual else None


def run_colour(
    status: Status, column: TableColumn, theme: Theme, *, in_focus: bool
) -> QColor | None:
    """The colour of a cell of a run; None for the usual one."""
    if not in_focus or column.name == NUMBER:
        return theme.muted
    unusual = column.name == "status" and status is not Status.COMPLETED
    return theme.status_color(status) if unusual else None
