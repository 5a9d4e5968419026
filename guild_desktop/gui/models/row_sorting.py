"""By which column the rows of the runs table are ordered, and the orders there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.gui.models.row_order import Positions, sorted_by
from guild_desktop.gui.models.table_columns import NUMBER, TableColumn

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.gui.models.run_cells import RunCells
    from guild_desktop.gui.models.run_rows import RunRows


class RowSorting:
    """Owned by the table's model. The usual order is that of the numbers; missing values come last."""

    def __init__(self, rows: RunRows) -> None:
        self._rows = rows
        self._name = NUMBER
        self._down = False
        self._orders: dict[tuple[str, bool], Positions] = {}
        self._orders_of: RunCells | None = None

    def choose(self, name: str, *, down: bool) -> None:
        """Order by this column."""
        self._name, self._down = name, down

    def order(self, frame: RunFrame, cells: RunCells) -> Positions:
        """All positions of the frame; kept as long as the cells, as brushing asks for it again and again."""
        if self._name == NUMBER:
            return self._rows.newest_first[::-1] if self._down else self._rows.begun_first(frame)
        if self._orders_of is not cells:
            self._orders_of = cells
            self._orders.clear()
        key = self._name, self._down
        # Of folded trials the means decide, and which are folded changes with the filters.
        if key not in self._orders or cells.has_folded:
            values = cells.sort_values(self._name)
            self._orders[key] = sorted_by(values, self._rows.newest_first, down=self._down)
        return self._orders[key]

    def sign(self, column: TableColumn) -> str:
        """An arrow behind the heading that rows are ordered by; the usual order needs none."""
        if column.name != self._name or (column.name == NUMBER and not self._down):
            return ""
        return " ↓" if self._down else " ↑"
