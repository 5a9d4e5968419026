"""The key above a surface: which value of the goal which colour is, and how unsure a pale one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from guild_desktop.gui.format import estimate_format, number_format
from guild_desktop.gui.plots.colour_tables import SHADES, shade_colour
from guild_desktop.gui.plots.response_surface import PALEST, STRONGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guild_desktop.gui.plots.axis_paint import Fonts
    from guild_desktop.gui.plots.chart_frame import ChartFrame
    from guild_desktop.gui.plots.response_surface import Surface
    from guild_desktop.gui.theme import Theme

_BAR, _HIGH = 56.0, 9.0
_GAP, _BETWEEN = 6.0, 16.0
_STEPS = 8

_Part = str | tuple[QColor, ...]
"""A text, or the colours of a bar from its left to its right."""


def key_height(fonts: Fonts) -> float:
    """How much room above the frame it takes."""
    return float(round(fonts.label_size.height())) + 6.0


def paint_key(
    painter: QPainter, frame: ChartFrame, surface: Surface, fonts: Fonts, theme: Theme
) -> None:
    """Paint it above the frame; what has no room there is left out."""
    x, right = frame.border.left(), frame.border.right()
    height = key_height(fonts)
    top = frame.border.top() - height
    painter.save()
    painter.setFont(fonts.label)
    for parts in (_values(surface, theme), _sureness(surface, theme)):
        widths = [
            fonts.label_size.horizontalAdvance(p) if isinstance(p, str) else _BAR for p in parts
        ]
        if x + sum(widths) + _GAP * (len(parts) - 1) > right:
            break
        for part, width in zip(parts, widths, strict=True):
            _paint_part(painter, QRectF(x, top, width, height), part, theme)
            x += width + _GAP
        x += _BETWEEN - _GAP
    painter.restore()


def _values(surface: Surface, theme: Theme) -> tuple[_Part, ...]:
    """The model's best value, its colours, its worst value; nothing if they are the same."""
    colours = surface.colours
    if colours.best == colours.worst:
        return ()
    form = number_format([colours.best, colours.worst])
    shades = [round((SHADES - 1) * (1.0 - step / (_STEPS - 1))) for step in range(_STEPS)]
    bar = tuple(_shade(shade, STRONGEST, theme) for shade in shades)
    return _tr("model: {0}").format(form.text(colours.best)), bar, form.text(colours.worst)


def _sureness(surface: Surface, theme: Theme) -> tuple[_Part, ...]:
    """From full colour to pale, and the standard deviation where it is palest."""
    largest = float(surface.deviation.max())
    form = estimate_format(largest, largest)
    bar = tuple(_shade(SHADES - 1, opacity, theme) for opacity in (STRONGEST, PALEST))
    return _tr("sure"), bar, _tr("± {0}").format(form.text(largest))


def _shade(shade: int, opacity: float, theme: Theme) -> QColor:
    colour = shade_colour(shade, dark=theme.dark, colour_map=theme.colour_map)
    colour.setAlpha(round(opacity))
    return colour


def _paint_part(painter: QPainter, room: QRectF, part: _Part, theme: Theme) -> None:
    if isinstance(part, str):
        painter.setPen(theme.muted)
        painter.drawText(room.adjusted(0, 0, 2, 0), int(Qt.AlignmentFlag.AlignVCenter), part)
        return
    bar = QRectF(room.left(), room.center().y() - _HIGH / 2, room.width(), _HIGH)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_gradient(bar, part))
    painter.drawRoundedRect(bar, 2.0, 2.0)


def _gradient(bar: QRectF, colours: Sequence[QColor]) -> QLinearGradient:
    gradient = QLinearGradient(bar.topLeft(), bar.topRight())
    for number, colour in enumerate(colours):
        gradient.setColorAt(number / (len(colours) - 1), colour)
    return gradient


def _tr(text: str) -> str:
    return QCoreApplication.translate("Response", text)
