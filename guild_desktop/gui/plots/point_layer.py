"""Points of many runs: stamped from a sheet of ready-made dots on the screen, as true shapes for a file."""

from __future__ import annotations

from typing import Protocol, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from guild_desktop.gui.plots.colour import SHADES, shade_colour
from guild_desktop.gui.theme import Theme

Floats: TypeAlias = npt.NDArray[np.float64]
Kinds: TypeAlias = npt.NDArray[np.intp]

POINT = 5.0
"""The width of a point in the plot's pixels."""

_DOTS = 32  # colours on the sheet
_ROOM = 3.0  # around a dot, for its soft edge


class Dots(Protocol):
    """Paints dots, the later above the earlier."""

    def put(self, painter: QPainter, xs: Floats, ys: Floats, kinds: Kinds | int) -> None:
        """Paint a dot of ``kinds`` (see ``DotKind``) at each ``xs``, ``ys`` (the plot's pixels)."""


class DotKind:
    """What dots look like.

    Kinds 0 (worst) … 31 (best) are the colours of the objective; then come those of runs out of focus,
    failed ones (a cross, and a weak one out of focus), running ones (hollow) and all others.
    """

    CONTEXT, FAILED, WEAKLY_FAILED, RUNNING, PLAIN = range(_DOTS, _DOTS + 5)

    @staticmethod
    def of_shades(shades: npt.NDArray[np.int16]) -> Kinds:
        """The kind of dot for each shade 0 … 255."""
        return (shades.astype(np.intp) * _DOTS) // SHADES


def _colours(theme: Theme) -> list[QColor]:
    """The colour of each kind."""
    middles = (int((dot + 0.5) * SHADES / _DOTS) for dot in range(_DOTS))
    shades = (
        shade_colour(middle, dark=theme.dark, colour_map=theme.colour_map) for middle in middles
    )
    weak = QColor(theme.failed)
    weak.setAlphaF(0.5)
    return [*shades, theme.context, theme.failed, weak, theme.running, theme.muted]


def _paint_dot(painter: QPainter, kind: int, colour: QColor, dot: QRectF, ratio: float) -> None:
    painter.setPen(QPen(colour, 1.4 * ratio))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if kind in {DotKind.FAILED, DotKind.WEAKLY_FAILED}:
        painter.drawLine(dot.topLeft(), dot.bottomRight())
        painter.drawLine(dot.topRight(), dot.bottomLeft())
    elif kind == DotKind.RUNNING:
        painter.drawEllipse(dot.adjusted(ratio / 2, ratio / 2, -ratio / 2, -ratio / 2))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(dot)


class DotSheet:
    """Ready-made dots for one theme and a screen of ``ratio``; owned by a plot.

    Painters must paint on a picture for that screen, unturned and unscaled.
    """

    def __init__(self, theme: Theme, ratio: float) -> None:
        self._ratio = ratio
        self.side = int(np.ceil((POINT + _ROOM) * ratio))
        self.pixmap = QPixmap(self.side * (_DOTS + 5), self.side)
        self.pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = (self.side - POINT * ratio) / 2
        for kind, colour in enumerate(_colours(theme)):
            dot = QRectF(kind * self.side + room, room, POINT * ratio, POINT * ratio)
            _paint_dot(painter, kind, colour, dot, ratio)
        painter.end()

    def put(self, painter: QPainter, xs: Floats, ys: Floats, kinds: Kinds | int) -> None:
        """As ``Dots`` says."""
        if not xs.size:
            return
        ratio = self._ratio
        # One row is a QPainter.PixmapFragment: x, y, source left and top, width, height,
        # scales, turn, opacity.
        fragments = np.empty((xs.size, 10))
        # Whole pixels are stamped ten times faster, and dots that all look alike are easier to compare.
        odd = (self.side % 2) / 2
        fragments[:, 0] = np.rint(xs * ratio - odd) + odd
        fragments[:, 1] = np.rint(ys * ratio - odd) + odd
        fragments[:, 2] = np.asarray(kinds) * self.side
        fragments[:, 3] = 0.0
        fragments[:, 4:6] = self.side
        fragments[:, 6:8] = 1.0
        fragments[:, 8] = 0.0
        fragments[:, 9] = 1.0
        kind = QPainter.PixmapFragment
        first = shiboken6.Shiboken.wrapInstance(fragments.ctypes.data, kind)
        painter.save()
        # In the pixels of the screen.
        painter.scale(1.0 / ratio, 1.0 / ratio)
        painter.drawPixmapFragments(
            cast("QPainter.PixmapFragment", first), len(fragments), self.pixmap
        )
        painter.restore()


class DotShapes:
    """Dots as true shapes, sharp at any scale."""

    def __init__(self, theme: Theme) -> None:
        self._colours = _colours(theme)

    def put(self, painter: QPainter, xs: Floats, ys: Floats, kinds: Kinds | int) -> None:
        """As ``Dots`` says."""
        each = np.broadcast_to(np.asarray(kinds), xs.shape).tolist()
        for x, y, kind in zip(xs.tolist(), ys.tolist(), each, strict=True):
            dot = QRectF(
                QPointF(x - POINT / 2, y - POINT / 2), QPointF(x + POINT / 2, y + POINT / 2)
            )
            _paint_dot(painter, kind, self._colours[kind], dot, 1.0)
