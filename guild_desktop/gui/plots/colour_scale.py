"""The small bar beside a plot's title that tells which colour means which value of which column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from guild_desktop.gui.format import count, number_format, short_number
from guild_desktop.gui.plots.colour import CategoryColours, ColourRange
from guild_desktop.gui.plots.colour_tables import BLOCK, CATEGORIES, SHADES, shade_colour
from guild_desktop.gui.plots.text import literal_tip, one_line

if TYPE_CHECKING:
    from guild_desktop.gui.plots.run_tones import ColourKey
    from guild_desktop.gui.theme import Themes

_BAR = 56.0
_DOT = 9.0
_GAP = 6.0
_STEPS = 12
_LONGEST_NAME = 90.0
_LONGEST_LABEL = 56.0


class ColourScale(QWidget):
    """The column's name, then its low value, bar and high value, of the goal the best one first.

    Of texts a dot and a label each. Owned by a dock's header; shows nothing while there is nothing to tell.
    """

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._key: ColourKey | None = None
        self._parts: list[str | QColor | None] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Colour scale"))
        self.hide()
        themes.theme_changed.connect(self._on_theme_changed)

    def show_key(self, key: ColourKey | None) -> None:
        """Show what colours mean; nothing for None or if there is only one value."""
        colours = None if key is None else key.colours
        if isinstance(colours, ColourRange) and colours.best == colours.worst:
            colours = None
        self._key = None if colours is None else key
        words = self._words()
        self.setAccessibleDescription(words)
        self.setToolTip(literal_tip(words))
        room = self.sizeHint()
        self._find_parts()
        self.setVisible(self._key is not None)
        if self.sizeHint() != room:
            self.updateGeometry()
        self.update()

    def _words(self) -> str:
        """All of it in words."""
        if self._key is None:
            return ""
        colours, name = self._key.colours, self._key.name
        if isinstance(colours, CategoryColours):
            texts = self.tr("{name}: {labels}")
            return texts.format(name=name, labels=", ".join(colours.shown))
        if colours is None:
            return ""
        strong, weak = _end_texts(colours)
        if self._key.by_goal:
            words = self.tr("best {best}, worst {worst} of {name}")
            return words.format(best=strong, worst=weak, name=name)
        return self.tr("{name} from {low} to {high}").format(name=name, low=weak, high=strong)

    def _find_parts(self) -> None:
        """Texts, colours (of dots) and None (the bar), from left."""
        self._parts = []
        if self._key is None:
            return
        colours, metrics = self._key.colours, self.fontMetrics()
        right, dark = Qt.TextElideMode.ElideRight, self._themes.theme.dark
        name = metrics.elidedText(one_line(self._key.name, 60), right, int(_LONGEST_NAME))
        if isinstance(colours, CategoryColours):
            self._parts = [name]
            places = range(len(colours.shown))
            for place, label in zip(places, colours.shown, strict=True):
                shade = place * BLOCK + BLOCK // 2
                text = metrics.elidedText(one_line(label, 40), right, int(_LONGEST_LABEL))
                self._parts += [shade_colour(shade, dark=dark, colour_map="categories"), text]
            if colours.others:
                shade = CATEGORIES * BLOCK + BLOCK // 2
                text = self.tr("{count} others").format(count=count(colours.others))
                self._parts += [shade_colour(shade, dark=dark, colour_map="categories"), text]
        elif colours is not None:
            strong, weak = _end_texts(colours)
            if self._key.by_goal:
                self._parts = [name, self.tr("best {value}").format(value=strong), None, weak]
            else:
                self._parts = [name, weak, None, strong]

    def _widths(self) -> list[float]:
        metrics = self.fontMetrics()
        return [
            float(metrics.horizontalAdvance(part))
            if isinstance(part, str)
            else (_BAR if part is None else _DOT)
            for part in self._parts
        ]

    def sizeHint(self) -> QSize:
        """Room for all parts."""
        if not self._parts:
            return QSize(0, 0)
        widths = self._widths()
        room = sum(widths) + _GAP * (len(widths) - 1) + 2
        return QSize(int(room) + 1, self.fontMetrics().height() + 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the parts from left."""
        theme, height = self._themes.theme, float(self.height())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = 0.0
        for number, (part, width) in enumerate(zip(self._parts, self._widths(), strict=True)):
            rect = QRectF(x, 0.0, width + 2.0, height)
            mark = QRectF(x, (height - _DOT) / 2, width, _DOT)
            if isinstance(part, str):
                painter.setPen(theme.text if number == 0 else theme.muted)
                painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), part)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(part if part is not None else self._gradient(mark))
                painter.drawRoundedRect(mark, 2.0, 2.0)
            x += width + _GAP
        painter.end()

    def _gradient(self, bar: QRectF) -> QLinearGradient:
        theme = self._themes.theme
        strong_first = self._key is not None and self._key.by_goal
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for place in np.linspace(0.0, 1.0, _STEPS):
            shade = int((1.0 - place if strong_first else place) * (SHADES - 1))
            colour = shade_colour(shade, dark=theme.dark, colour_map=theme.colour_map)
            gradient.setColorAt(float(place), colour)
        return gradient

    def _on_theme_changed(self, _theme: object) -> None:
        self._find_parts()
        self.update()


def _end_texts(colours: ColourRange) -> tuple[str, str]:
    """Both ends in one format; where worse values share the last colour it says so."""
    if colours.log:  # too far apart for one format
        strong, weak = (short_number(float(f"{end:.3g}")) for end in (colours.best, colours.worst))
        return strong, weak
    form = number_format([colours.best, colours.worst])
    worst = form.text(colours.worst)
    if colours.clipped:
        worst = ("≥ " if colours.worst > colours.best else "≤ ") + worst
    return form.text(colours.best), worst
