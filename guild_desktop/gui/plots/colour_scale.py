"""The small bar beside a plot's title that tells which colour means which value of the objective."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guild_desktop.gui.format import number_format
from guild_desktop.gui.plots.colour import SHADES, ColourRange, shade_colour

if TYPE_CHECKING:
    from guild_desktop.gui.theme import Themes

_BAR = 56.0
_HEIGHT = 9.0
_GAP = 6.0
_STEPS = 12


class ColourScale(QWidget):
    """Best value, bar, worst value; owned by a dock's header. Shows nothing until it has a range."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._range: ColourRange | None = None
        self._texts = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Colour scale"))
        self.hide()
        themes.theme_changed.connect(self._on_theme_changed)

    def show_range(self, colours: ColourRange | None) -> None:
        """Show what the colours of ``colours`` mean; nothing for None or if there is only one value."""
        if colours is not None and colours.best == colours.worst:
            colours = None
        self._range = colours
        self._texts = ("", "") if colours is None else _end_texts(colours)
        self.setAccessibleDescription(
            ""
            if colours is None
            else self.tr("best {best}, worst {worst}").format(
                best=self._texts[0], worst=self._texts[1]
            )
        )
        self.setVisible(colours is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the bar and both texts."""
        if self._range is None:
            return QSize(0, 0)
        metrics = self.fontMetrics()
        texts = sum(metrics.horizontalAdvance(text) for text in self._texts)
        return QSize(int(texts + _BAR + 2 * _GAP) + 2, metrics.height() + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the texts and between them the bar, the best colour first."""
        if self._range is None:
            return
        theme = self._themes.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = float(self.fontMetrics().horizontalAdvance(self._texts[0]))
        height = float(self.height())
        bar = QRectF(first + _GAP, (height - _HEIGHT) / 2, _BAR, _HEIGHT)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for place in np.linspace(0.0, 1.0, _STEPS):
            shade = int((1.0 - place) * (SHADES - 1))
            gradient.setColorAt(float(place), shade_colour(shade, dark=theme.dark))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 2.0, 2.0)
        painter.setPen(QColor(theme.muted))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(0.0, 0.0, first + 2, height), middle, self._texts[0])
        rest = QRectF(bar.right() + _GAP, 0.0, self.width() - bar.right() - _GAP, height)
        painter.drawText(rest, middle, self._texts[1])
        painter.end()

    def _on_theme_changed(self, _theme: object) -> None:
        self.update()


def _end_texts(colours: ColourRange) -> tuple[str, str]:
    """Both ends in one format; where worse values share the last colour it says so."""
    form = number_format([colours.best, colours.worst])
    worst = form.text(colours.worst)
    if colours.clipped:
        worst = ("≥ " if colours.worst > colours.best else "≤ ") + worst
    return form.text(colours.best), worst
