"""What the scatter matrix shows beside its points: all cells or a single one, bands or none; and its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from guild_desktop.core.trial_groups import trial_groups
from guild_desktop.gui.plots.axis_menu import menu_text
from guild_desktop.gui.plots.cell_rectangles import How

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from guild_desktop.gui.plots.scatter_cells import Cell
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot


class ScatterViews:
    """Each change is one step of undo; owned by the plot."""

    def __init__(self, plot: ScatterPlot) -> None:
        self._plot = plot

    def toggle(self, cell: Cell) -> None:
        """Show one cell alone, as large as the plot; or all again."""
        plot = self._plot
        if not self.go_back() and len(plot.cells) > 1:
            row, column = plot.names_of(cell)
            session = plot.session
            text = plot.tr("enlarge {row} against {column}").format(row=row, column=column)
            session.set_arrangement(session.arrangement.enlarging((row, column)), text)

    def go_back(self) -> bool:
        """Show all cells; False if all are shown."""
        session = self._plot.session
        if not self._plot.is_enlarged:
            return False
        session.set_arrangement(
            session.arrangement.enlarging(None), self._plot.tr("show all cells")
        )
        return True

    def toggle_medians(self) -> None:
        """Show running medians, or no longer."""
        self.show_medians(shown=not self._plot.session.arrangement.medians)

    def show_medians(self, *, shown: bool) -> None:
        """Show running medians or not."""
        session = self._plot.session
        arrangement = session.arrangement.with_medians(shown=shown)
        session.set_arrangement(arrangement, self._plot.tr("running medians"))

    def toggle_model(self) -> None:
        """Show what the model expects, or no longer."""
        self.show_model(shown=not self._plot.session.arrangement.model)

    def show_model(self, *, shown: bool) -> None:
        """Show what the model expects or not."""
        session = self._plot.session
        arrangement = session.arrangement.with_model(shown=shown)
        session.set_arrangement(arrangement, self._plot.tr("the model's band"))

    def has_repeats(self) -> bool:
        """Whether a trial has several repeats, so that they can be folded."""
        return trial_groups(self._plot.session.frame) is not None

    def toggle_repeats(self) -> None:
        """Show each repeat, or all of a trial as their mean; in the table and the other plots too."""
        session = self._plot.session
        arrangement = session.arrangement.with_folds(folded=not session.arrangement.folds)
        session.set_arrangement(arrangement, self._plot.tr("fold repeats"))

    def menu(self, cell: Cell | None) -> QMenu:
        """What can be done with a cell, or without one with the matrix; the caller shows it."""
        plot, tr = self._plot, self._plot.tr
        menu = QMenu(plot)
        menu.setObjectName("scatterMenu")
        if plot.is_enlarged:
            self._add(menu, tr("Back to all cells"), tr("Esc"), self.go_back)
        if cell is not None:
            row, column = (menu_text(name) for name in plot.names_of(cell))
            if not plot.is_enlarged and len(plot.cells) > 1:
                words = tr("Enlarge {row} against {column}").format(row=row, column=column)
                self._add(menu, words, tr("Enter"), lambda: self.toggle(cell))
            self._add(
                menu, tr("Draw a rectangle"), tr("Space"), lambda: plot.keys.draw(How.REPLACING)
            )
            self._add(
                menu,
                tr("Draw one more rectangle"),
                tr("Shift+Space"),
                lambda: plot.keys.draw(How.ADDING),
            )
            words = tr("Clear the filters on {row} and {column}").format(row=row, column=column)
            clear = self._add(menu, words, tr("Del"), lambda: plot.gestures.clear_cell(cell))
            clear.setEnabled(plot.gestures.has_filters(cell))
        arrangement = plot.session.arrangement
        for words, key, toggle, is_shown in (
            (tr("Running medians"), "M", self.toggle_medians, arrangement.medians),
            (tr("The model's band"), "W", self.toggle_model, arrangement.model),
        ):
            band = self._add(menu, words, key, toggle)
            band.setCheckable(True)
            band.setChecked(is_shown)
        if self.has_repeats():
            repeats = self._add(menu, tr("Each repeat"), "U", self.toggle_repeats)
            repeats.setCheckable(True)
            repeats.setChecked(not arrangement.folds)
        menu.addSeparator()
        clear = self._add(menu, tr("Clear all filters"), tr("Esc"), plot.gestures.clear_all)
        clear.setEnabled(bool(plot.session.selection.clauses))
        return menu

    def _add(self, menu: QMenu, text: str, key: str, do: Callable[[], object]) -> QAction:
        # The key is only told: the plot itself listens to it.
        action = menu.addAction(f"{text}\t{key}")
        action.triggered.connect(lambda _=False: do())
        return action
