"""What colours mean, as texts, dots and a bar from left to right:
on the screen and in a picture for a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter

from guild_desktop.gui.format import count, number_format, short_number
from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.colour import CategoryColours, ColourRange
from guild_desktop.gui.plots.colour_tables import BLOCK, CATEGORIES, SHADES, shade_colour

if TYPE_CHECKING:
    from guild_desktop.gui.plots.run_tones import ColourKey
    from guild_desktop.gui.theme import Theme

_BAR = 56.0
_DOT = 9.0
_GAP = 6.0
_STEPS = 12
_LONGEST_NAME = 90.0
_LONGEST_LABEL = 56.0


def tells_something(key: ColourKey | None) -> bool:
    """Whether there are colours, and more than one value."""
    colours = None if key is None else key.colours
    if isinstance(colours, ColourRange):
        return colours.best != colours.worst
    return colours is not None


def legend_words(key: ColourKey) -> str:
    """All of it in words."""
    colours, name = key.colours, key.name
    if isinstance(colours, CategoryColours):
        texts = _tr("{name}: {labels}")
        return texts.format(name=name, labels=", ".join(colours.shown))
    if colours is None:
        return ""
    strong, weak = _end_texts(colours)
    if key.by_goal:
        words = _tr("best {best}, worst {worst} of {name}")
        return words.format(best=strong, worst=weak, name=name)
    return _tr("{name} from {low} to {high}").format(name=name, low=weak, high=strong)


class Legend:
    """The column's name, then its low value, bar and high value, of the goal the best one first.

    Of texts a dot and a label each. Immutable; measured for one font and made for one theme.
    """

    def __init__(self, key: ColourKey | None, metrics: QFontMetricsF, theme: Theme) -> None:
        self._metrics = metrics
        self._theme = theme
        self._strong_first = key is not None and key.by_goal
        # Texts, colours (of dots) and None (the bar), from left.
        self._parts: list[str | QColor | None] = []
        if key is not None and tells_something(key):
            self._parts = [self._fitted(one_line(key.name, 60), _LONGEST_NAME)]
            if isinstance(key.colours, CategoryColours):
                self._add_categories(key.colours)
            elif key.colours is not None:
                self._add_range(key.colours)

    @property
    def size(self) -> QSizeF:
        """Room for all parts; none if there is nothing to tell."""
        if not self._parts:
            return QSizeF(0.0, 0.0)
        widths = self._widths()
        room = sum(widths) + _GAP * (len(widths) - 1) + 2.0
        return QSizeF(room, self._metrics.height() + 8.0)

    def paint(self, painter: QPainter, height: float) -> None:
        """Paint the parts from left, in the middle of ``height``; ``painter`` has the font."""
        theme, x = self._theme, 0.0
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

    def _add_categories(self, colours: CategoryColours) -> None:
        places = range(len(colours.shown))
        for place, label in zip(places, colours.shown, strict=True):
            text = self._fitted(one_line(label, 40), _LONGEST_LABEL)
            self._parts += [self._category_colour(place), text]
        if colours.others:
            words = _tr("{count} others").format(count=count(colours.others))
            self._parts += [self._category_colour(CATEGORIES), words]

    def _add_range(self, colours: ColourRange) -> None:
        strong, weak = _end_texts(colours)
        if self._strong_first:
            self._parts += [_tr("best {value}").format(value=strong), None, weak]
        else:
            self._parts += [weak, None, strong]

    def _fitted(self, text: str, room: float) -> str:
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)

    def _category_colour(self, place: int) -> QColor:
        shade = place * BLOCK + BLOCK // 2
        return shade_colour(shade, dark=self._theme.dark, colour_map="categories")

    def _widths(self) -> list[float]:
        return [
            self._metrics.horizontalAdvance(part)
            if isinstance(part, str)
            else (_BAR if part is None else _DOT)
            for part in self._parts
        ]

    def _gradient(self, bar: QRectF) -> QLinearGradient:
        theme = self._theme
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for place in np.linspace(0.0, 1.0, _STEPS):
            shade = int((1.0 - place if self._strong_first else place) * (SHADES - 1))
            colour = shade_colour(shade, dark=theme.dark, colour_map=theme.colour_map)
            gradient.setColorAt(float(place), colour)
        return gradient


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


def _tr(text: str) -> str:
    return QCoreApplication.translate("ColourScale", text)
