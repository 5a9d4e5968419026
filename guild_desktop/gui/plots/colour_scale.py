"""The small bar beside a plot's title that tells which colour means which value of which column."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.plots.colour_legend import Legend, legend_words, tells_something

if TYPE_CHECKING:
    from guild_desktop.gui.plots.run_tones import ColourKey
    from guild_desktop.gui.theme import Themes


_LEAST = 160
"""Pixels that a header keeps for it; twelve long texts would make a window wide."""


class ColourScale(QWidget):
    """Shows a ``Legend``; owned by a dock's header, shows nothing while there is nothing to tell."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._key: ColourKey | None = None
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Colour scale"))
        self.hide()
        themes.theme_changed.connect(self._on_theme_changed)

    def show_key(self, key: ColourKey | None) -> None:
        """Show what colours mean; nothing for None or if there is only one value."""
        room = self.sizeHint()
        self._key = key if tells_something(key) else None
        words = "" if self._key is None else legend_words(self._key)
        self.setAccessibleDescription(words)
        self.setToolTip(plain_tooltip(words))
        self.setVisible(self._key is not None)
        if self.sizeHint() != room:
            self.updateGeometry()
        self.update()

    @property
    def _legend(self) -> Legend:
        return Legend(self._key, QFontMetricsF(self.font()), self._themes.theme)

    def sizeHint(self) -> QSize:
        """Room for all parts."""
        size = self._legend.size
        return QSize(ceil(size.width()), ceil(size.height()))

    def minimumSizeHint(self) -> QSize:
        """Room for the name at least: what of the texts is cut off stands in the tool tip."""
        return self.sizeHint().boundedTo(QSize(_LEAST, self.sizeHint().height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the parts from left."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._legend.paint(painter, float(self.height()))
        painter.end()

    def _on_theme_changed(self, _theme: object) -> None:
        self.update()
