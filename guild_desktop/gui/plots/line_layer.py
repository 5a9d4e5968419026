"""Lines of many runs painted a whole batch of a colour at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from guild_desktop.gui.plots.colour import NO_SHADE, SHADES, Shades, shade_colour
from guild_desktop.gui.plots.placed_runs import Look, PlacedRuns
from guild_desktop.gui.theme import Theme

Floats: TypeAlias = npt.NDArray[np.float64]
Rows: TypeAlias = npt.NDArray[np.intp]
Bytes: TypeAlias = npt.NDArray[np.uint8]

FEW = 200
"""Up to so many runs are always drawn as antialiased lines, wide ones."""

SOME = 1500
"""Up to so many are drawn as lines once the mouse has come to rest; more are one raster (``LineRaster``)."""

_COLOUR_BATCHES = 32
_MOST_DASHED = 60  # dashes are dear, and hundreds of them are no picture
_LONE_TICK = 14.0  # half the width of the mark of a run on the only axis


@dataclass(frozen=True, slots=True, eq=False)
class LinePlan:
    """What the lines of a plot are drawn from: ``heights`` (k by m) at ``xs`` (k), both in pixels."""

    xs: Floats
    heights: Floats

    def two_or_more(self) -> LinePlan:
        """The same, but on the only axis runs are level lines across it."""
        if self.xs.size != 1:
            return self
        xs = np.array([self.xs[0] - _LONE_TICK, self.xs[0] + _LONE_TICK])
        return LinePlan(xs, np.repeat(self.heights, 2, axis=0))

    def segments(self, rows: Rows) -> Floats:
        """The lines of ``rows`` one run after the other, each a row of x1, y1, x2, y2."""
        plan = LinePlan(self.xs, self.heights[:, rows]).two_or_more()
        xs, heights = plan.xs, plan.heights
        gaps = max(xs.size - 1, 0)
        lines = np.empty((rows.size, gaps, 4))
        lines[:, :, 0], lines[:, :, 2] = xs[:-1], xs[1:]
        lines[:, :, 1], lines[:, :, 3] = heights[:-1].T, heights[1:].T
        return lines.reshape(-1, 4)


def draw_lines(painter: QPainter, lines: Floats, pen: QPen) -> None:
    """Draw ``lines`` (rows of x1, y1, x2, y2) in one call."""
    if lines.size:
        painter.setPen(pen)
        # An array of doubles is what QLineF is made of; a Python list of them would cost ten times more.
        memory = np.ascontiguousarray(lines, dtype=np.float64)
        first = cast("QLineF", shiboken6.Shiboken.wrapInstance(memory.ctypes.data, QLineF))
        painter.drawLines(first, len(memory))


def paint_context(painter: QPainter, plan: LinePlan, runs: PlacedRuns, theme: Theme) -> None:
    """All runs in grey, for those out of focus; a few failed and running ones keep a weak colour."""
    pen = QPen(context_colour(runs.rows.size, theme), 1.0)
    draw_lines(painter, plan.segments(np.arange(runs.rows.size)), pen)
    paint_context_states(painter, plan, runs, theme)


def paint_context_states(painter: QPainter, plan: LinePlan, runs: PlacedRuns, theme: Theme) -> None:
    """Failed and running runs in a weak colour, if they are few."""
    for look, state in _states(theme):
        rows = np.flatnonzero(runs.look == look)
        if rows.size <= _MOST_DASHED:
            weak = mixed(state, theme.surface, 0.6)
            draw_lines(painter, plan.segments(rows), _state_pen(weak, 1.0, dashed=True))


def context_colour(count: int, theme: Theme) -> QColor:
    """The grey of ``count`` runs out of focus."""
    # Mixed beforehand: lines that let others shine through cost ten times more.
    return mixed(theme.context, theme.surface, min(1.0, max(0.5, 150.0 / max(count, 1))))


def mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """``share`` of ``colour`` on ``ground``, opaque."""
    rest = 1.0 - share
    return QColor.fromRgbF(
        share * colour.redF() + rest * ground.redF(),
        share * colour.greenF() + rest * ground.greenF(),
        share * colour.blueF() + rest * ground.blueF(),
    )


def _states(theme: Theme) -> tuple[tuple[Look, QColor], ...]:
    return (Look.FAILED, theme.failed), (Look.RUNNING, theme.running)


def paint_focus(
    painter: QPainter, plan: LinePlan, looks: Bytes, rows: Rows, shades: Shades, theme: Theme
) -> None:
    """The runs at ``rows`` (n) in the colour of their ``shades`` (n), the better above.

    Failed and running ones, by their ``looks`` (n), are dashed in the colours of their state.
    """
    count = rows.size
    draw_lines(painter, plan.segments(rows[looks == Look.PLAIN]), QPen(theme.muted, 1.0))
    for look, colour in _states(theme):
        states = rows[looks == look]
        few = states.size <= _MOST_DASHED
        pen = _state_pen(colour, 1.3 if few else 1.0, dashed=few)
        draw_lines(painter, plan.segments(states), pen)
    valued = np.flatnonzero(looks == Look.VALUED)
    order = valued[np.argsort(shades[valued], kind="stable")]
    width = 1.4 if count <= FEW else 1.0
    batches = (shades[order].astype(np.intp) * _COLOUR_BATCHES) // SHADES
    for batch in np.unique(batches):
        lines = plan.segments(rows[order[batches == batch]])
        middle = int((batch + 0.5) * SHADES / _COLOUR_BATCHES)
        colour = shade_colour(middle, dark=theme.dark, colour_map=theme.colour_map)
        draw_lines(painter, lines, QPen(colour, width))


def paint_best(painter: QPainter, plan: LinePlan, best: int, shade: int, theme: Theme) -> None:
    """The best run, thick, in the colour of its ``shade``."""
    shade = SHADES - 1 if shade == NO_SHADE else shade
    pen = QPen(shade_colour(shade, dark=theme.dark, colour_map=theme.colour_map), 2.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    draw_lines(painter, plan.segments(np.array([best], dtype=np.intp)), pen)


def _state_pen(colour: QColor, width: float, *, dashed: bool) -> QPen:
    pen = QPen(colour, width)
    if dashed:
        pen.setDashPattern([5.0, 3.0])
    return pen
