"""What every plot offers in its menu: export it as a picture, copy it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from guild_desktop.gui.plots.plot_picture import copy_picture

if TYPE_CHECKING:
    from guild_desktop.gui.plots.plot_view import PlotView

EXPORT_KEY = "Ctrl+Shift+E"
"""The window listens to it, and exports the plot that has the keyboard."""


class PictureMenu(QObject):
    """Owned by a plot; ``menu`` is the one that was shown last."""

    def __init__(self, plot: PlotView) -> None:
        super().__init__(plot)
        self._plot = plot
        self.menu: QMenu | None = None
        self._export = QAction(f"{self.tr('Export picture…')}\t{EXPORT_KEY}", self)
        self._export.triggered.connect(lambda: plot.export_wanted.emit(plot))
        self._copy = QAction(self.tr("Copy picture"), self)
        self._copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._copy.triggered.connect(lambda: copy_picture(plot))
        plot.addAction(self._copy)

    def add_to(self, menu: QMenu) -> None:
        """Offer both behind what is in a menu already."""
        if not menu.isEmpty():
            menu.addSeparator()
        menu.addActions([self._export, self._copy])

    def show(self, menu: QMenu, place: QPoint) -> None:
        """Show a plot's own menu, and both in it, at a place of the viewport."""
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = menu
        self.add_to(menu)
        menu.popup(self._plot.viewport().mapToGlobal(place))
