"""Points of many runs stamped into one picture from a sheet of ready-made dots."""

from __future__ import annotations

from typing import TypeAlias, cast

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from guild_desktop.gui.plots.colour import SHADES, shade_colour
from guild_desktop.gui.theme import Theme

Floats: TypeAlias = npt.NDArray[np.float64]

POINT = 5.0
"""The width of a point in the plot's pixels."""

_DOTS = 32  # colours on the sheet
_ROOM = 3.0  # around a dot, for its soft edge


class DotSheet:
    """Dots in every colour a plot uses, for one theme and one screen; owned by a plot.

    Kinds 0 (worst) … 31 (best) are the colours of the objective; then come those of runs out of focus,
    failed ones (a cross, and a weak one out of focus), running ones (hollow) and all others.
    """

    CONTEXT, FAILED, WEAKLY_FAILED, RUNNING, PLAIN = range(_DOTS, _DOTS + 5)

    def __init__(self, theme: Theme, ratio: float) -> None:
        self.side = int(np.ceil((POINT + _ROOM) * ratio))
        self.pixmap = QPixmap(self.side * (_DOTS + 5), self.side)
        self.pixmap.fill(Qt.GlobalColor.transparent)
        colours = [
            shade_colour(
                int((dot + 0.5) * SHADES / _DOTS), dark=theme.dark, colour_map=theme.colour_map
            )
            for dot in range(_DOTS)
        ]
        weak = QColor(theme.failed)
        weak.setAlphaF(0.5)
        colours += [theme.context, theme.failed, weak, theme.running, theme.muted]
        painter = QPainter(self.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = (self.side - POINT * ratio) / 2
        for kind, colour in enumerate(colours):
            dot = QRectF(kind * self.side + room, room, POINT * ratio, POINT * ratio)
            painter.setPen(QPen(colour, 1.4 * ratio))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if kind in {self.FAILED, self.WEAKLY_FAILED}:
                painter.drawLine(dot.topLeft(), dot.bottomRight())
                painter.drawLine(dot.topRight(), dot.bottomLeft())
            elif kind == self.RUNNING:
                painter.drawEllipse(dot.adjusted(ratio / 2, ratio / 2, -ratio / 2, -ratio / 2))
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawEllipse(dot)
        painter.end()

    @staticmethod
    def kinds(shades: npt.NDArray[np.int16]) -> npt.NDArray[np.intp]:
        """The kind of dot for each shade 0 … 255."""
        return (shades.astype(np.intp) * _DOTS) // SHADES


def stamp(
    painter: QPainter,
    sheet: DotSheet,
    xs: Floats,
    ys: Floats,
    kinds: npt.NDArray[np.intp] | int,
    ratio: float,
) -> None:
    """Stamp a dot of ``kinds`` at each ``xs``, ``ys`` (the plot's pixels), the later above the earlier.

    ``painter`` must paint in the pixels of the screen, ``ratio`` of them to one of the plot's.
    """
    if not xs.size:
        return
    # One row is a QPainter.PixmapFragment: x, y, source left and top, width, height, scales, turn, opacity.
    fragments = np.empty((xs.size, 10))
    # Whole pixels are stamped ten times faster, and dots that all look alike are easier to compare.
    odd = (sheet.side % 2) / 2
    fragments[:, 0] = np.rint(xs * ratio - odd) + odd
    fragments[:, 1] = np.rint(ys * ratio - odd) + odd
    fragments[:, 2] = np.asarray(kinds) * sheet.side
    fragments[:, 3] = 0.0
    fragments[:, 4:6] = sheet.side
    fragments[:, 6:8] = 1.0
    fragments[:, 8] = 0.0
    fragments[:, 9] = 1.0
    kind = QPainter.PixmapFragment
    first = shiboken6.Shiboken.wrapInstance(fragments.ctypes.data, kind)
    painter.drawPixmapFragments(
        cast("QPainter.PixmapFragment", first), len(fragments), sheet.pixmap
    )
