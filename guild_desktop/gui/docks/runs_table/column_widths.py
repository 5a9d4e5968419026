"""The widths of the runs table's columns: what the rows in sight need, and a share of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guild_desktop.gui.models.run_table_model import LONGEST_TITLE, RunTableModel

if TYPE_CHECKING:
    from guild_desktop.gui.docks.runs_table.runs_view import RunsView

NARROWEST = 24
WIDEST = 240
TREE_SECTION = 1
"""The column with names and ids carries the fold signs; the count stands left of it."""

_FEWEST_ROWS, _MOST_ROWS = 15, 60
_PADDING, _TIGHT_PADDING = 18, 14
_EVEN_SPARE = 56
_HEAVIER = 1.1
"""Headings and the best value are wider than in the font that is measured with."""

_MOST_TEXTS = 10_000
_SHORT_TITLE = 96
"""Headings wider than this give way to columns that would be out of sight."""


class ColumnWidths:
    """Owned by the view whose columns it sizes; GUI thread.

    A column grows with what comes into sight and never shrinks by itself, as that would make the
    table tremble. One that a person has sized is left alone. Where room is short, headings and the
    counts of sweeps, which tool tips have as well, give way before the last columns, among them the
    goal, are out of sight.
    """

    def __init__(self, view: RunsView, model: RunTableModel) -> None:
        self._view = view
        self._model = model
        self._needed: dict[int, int] = {}
        self._least: dict[int, int] = {}
        self._advances: dict[str, int] = {}
        self._font = view.font()
        self._chosen: set[int] = set()
        self._busy = False
        view.header().sectionResized.connect(self._remember)

    def fit(self) -> None:
        """Measure the rows in sight."""
        view = self._view
        metrics = view.fontMetrics()
        if view.font() != self._font:
            self._font = view.font()
            self._advances.clear()
        fitting = view.viewport().height() // max(metrics.height(), 1)
        rows = view.rows_in_sight(min(max(fitting, _FEWEST_ROWS), _MOST_ROWS))
        for section in self._shown():
            title = self._model.columns[section].title[:LONGEST_TITLE]
            heading = metrics.horizontalAdvance(title) * _HEAVIER
            with_arrow = heading + metrics.horizontalAdvance(" ↓")
            widest = of_runs = 0.0
            for index in rows:
                cell = index.siblingAtColumn(section)
                width: float = self._advance(str(self._model.data(cell)))
                if self._model.data(cell, Qt.ItemDataRole.FontRole) is not None:
                    width *= _HEAVIER
                if section == TREE_SECTION and self._model.is_grouped:
                    width += view.indentation() * (2 if index.parent().isValid() else 1)
                widest = max(widest, width)
                if self._model.batch_at(index) is None:
                    of_runs = max(of_runs, width)
            if section == TREE_SECTION or not of_runs:
                of_runs = widest
            _keep(self._needed, section, max(widest, with_arrow) + _PADDING)
            _keep(self._least, section, max(of_runs, min(heading, _SHORT_TITLE)) + _TIGHT_PADDING)
        self.share_room()

    def share_room(self) -> None:
        """Give every column what it needs and its share of what is left over.

        At first all get the same; of a lot that is left, wide columns get more, so that short numbers do
        not drift far from the names beside them.
        """
        view = self._view
        measured = [section for section in self._shown() if section in self._needed]
        free = [section for section in measured if section not in self._chosen]
        room = view.viewport().width()
        room -= sum(view.columnWidth(at) for at in measured if at in self._chosen)
        needed = {section: self._needed[section] for section in free}
        if sum(needed.values()) > room:
            needed = _between({section: self._least[section] for section in free}, needed, room)
        # The count at the very left would only move away from its rows.
        growing = {section: width for section, width in needed.items() if section}
        spare = max(room - sum(needed.values()), 0)
        same = min(spare // max(len(growing), 1), _EVEN_SPARE)
        rest, shares = spare - same * len(growing), sum(growing.values())
        self._busy = True
        for section in free:
            extra = 0
            if section in growing:
                # What is left of both, so that the last one ends at the edge to the pixel.
                more = rest * growing[section] // shares
                extra, rest, shares = same + more, rest - more, shares - growing[section]
            view.setColumnWidth(section, needed[section] + extra)
        self._busy = False

    def start_over(self) -> None:
        """Forget what was measured, for other columns or another font."""
        self._needed.clear()
        self._least.clear()
        self.fit()

    def _advance(self, text: str) -> int:
        """The width of a text in the view's font; a frame later most cells say what they said before."""
        width = self._advances.get(text)
        if width is None:
            if len(self._advances) >= _MOST_TEXTS:
                self._advances.clear()
            width = self._advances[text] = self._view.fontMetrics().horizontalAdvance(text)
        return width

    def _shown(self) -> list[int]:
        sections = range(len(self._model.columns))
        return [section for section in sections if not self._view.isColumnHidden(section)]

    def _remember(self, section: int, old: int, new: int) -> None:
        if not self._busy and old and new:
            self._chosen.add(section)


def _between(least: dict[int, int], needed: dict[int, int], room: int) -> dict[int, int]:
    """The least widths, and of what they leave of ``room`` each column its part of what it would need."""
    missing = {section: width - least[section] for section, width in needed.items()}
    spare, total = max(room - sum(least.values()), 0), max(sum(missing.values()), 1)
    return {section: width + spare * missing[section] // total for section, width in least.items()}


def _keep(widths: dict[int, int], section: int, wanted: float) -> None:
    widths[section] = max(min(max(int(wanted), NARROWEST), WIDEST), widths.get(section, 0))
