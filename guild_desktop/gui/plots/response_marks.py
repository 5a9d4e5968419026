"""Marks on the response: the model's best, the best that was seen, what is next,
and runs that stand out by hand.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.chart_marks import paint_pin, paint_tag
from guild_desktop.gui.plots.placed_runs import Lane
from guild_desktop.gui.plots.response_axes import places
from guild_desktop.gui.plots.response_reading import read_model
from guild_desktop.gui.plots.run_marks import index_of, picked, run_colour, value_text
from guild_desktop.gui.plots.scatter_paint import paint_ring

if TYPE_CHECKING:
    from guild_desktop.analysis.results import Guess
    from guild_desktop.gui.plots.number_scale import Floats
    from guild_desktop.gui.plots.response_plot import ResponsePlot

_STAR, _CROSS, _ARROW = 8.0, 5.0, 5.0


def paint_marks(painter: QPainter, plot: ResponsePlot) -> None:
    """The next proposals, the best that was seen, and the model's best."""
    now = plot.analyses.now.analysis
    if now is None:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, proposal in reversed(list(enumerate(now.response.proposals))):
        at = _place(plot, proposal.guess, None)
        if at is None:
            continue
        if plot.is_slice:
            below = plot.strip_now if plot.has_strip else plot.frame_now
            at.setY(below.bottom - 2.0)
        _paint_arrow(painter, at, plot, first=number == 0)
    seen = now.response.seen_best
    if seen is not None:
        at = _place(plot, seen.guess, seen.value)
        if at is not None:
            _paint_cross(painter, at, plot)
    best = now.response.model_best
    if best is not None:
        at = _place(plot, best, best.value)
        if at is not None:
            if plot.is_slice:
                ends = ys_of(plot, (best.low, best.high))
                painter.setPen(QPen(plot.theme.text, 1.2))
                painter.drawLine(QPointF(at.x(), ends[0]), QPointF(at.x(), ends[1]))
            _paint_star(painter, at, plot)
    painter.restore()


def _paint_arrow(painter: QPainter, at: QPointF, plot: ResponsePlot, *, first: bool) -> None:
    """A hollow mark of what is tried next; the very next one is filled."""
    corners = [
        QPointF(at.x() - _ARROW, at.y() + _ARROW),
        QPointF(at.x() + _ARROW, at.y() + _ARROW),
        QPointF(at.x(), at.y() - _ARROW),
    ]
    painter.setPen(QPen(plot.theme.text, 1.2))
    painter.setBrush(plot.theme.running if first else plot.theme.surface)
    painter.drawPolygon(QPolygonF(corners))


def _paint_star(painter: QPainter, at: QPointF, plot: ResponsePlot) -> None:
    corners = []
    for number in range(10):
        radius = _STAR if number % 2 == 0 else 0.42 * _STAR
        angle = math.pi * number / 5
        corners.append(
            QPointF(at.x() + radius * math.sin(angle), at.y() - radius * math.cos(angle))
        )
    painter.setPen(QPen(plot.theme.surface, 1.2))
    painter.setBrush(plot.theme.text)
    painter.drawPolygon(QPolygonF(corners))


def _paint_cross(painter: QPainter, at: QPointF, plot: ResponsePlot) -> None:
    for colour, width in ((plot.theme.surface, 5.0), (plot.theme.text, 2.4)):
        pen = QPen(colour, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        for sign in (-1, 1):
            step = QPointF(_CROSS, sign * _CROSS)
            painter.drawLine(at - step, at + step)


def paint_by_hand(painter: QPainter, plot: ResponsePlot) -> None:
    """Picked and pinned runs, and what lies under the mouse."""
    session, theme = plot.session, plot.theme
    painter.setPen(QPen(theme.text, 1.0))
    painter.setBrush(theme.context)
    for index in picked(plot, in_focus=False):
        painter.drawEllipse(point_of(plot, index), 3.5, 3.5)
    for index in picked(plot, in_focus=True):
        paint_ring(painter, point_of(plot, index), run_colour(plot, index), theme, 2.0)
    border = plot.frame_now.border
    for number, run_id in enumerate(session.pins, start=1):
        found = index_of(plot.runs, session.frame, run_id)
        if found is not None:
            paint_pin(painter, point_of(plot, found), number, border, plot.fonts, theme)
    room = QRectF(plot.viewport().rect())
    hovered = None if session.hover is None else index_of(plot.runs, session.frame, session.hover)
    if hovered is not None:
        at = point_of(plot, hovered)
        paint_ring(painter, at, run_colour(plot, hovered), theme, 2.6)
        paint_tag(painter, at, _told(plot, hovered), room, plot.fonts, theme)
    elif plot.pointer is not None and border.contains(plot.pointer):
        reading = read_model(plot, plot.pointer)
        if reading is not None:
            words = reading.words
            if plot.hasFocus() and plot.can_run:
                hint = QCoreApplication.translate("Response", "{0} · Enter uses it")
                words = hint.format(words)
            if plot.is_slice:
                painter.setPen(QPen(theme.muted, 1.0, Qt.PenStyle.DotLine))
                x = plot.pointer.x()
                end = plot.strip_now.bottom if plot.has_strip else border.bottom()
                painter.drawLine(QPointF(x, border.top()), QPointF(x, end))
            paint_tag(painter, plot.pointer, words, room, plot.fonts, theme)


def _told(plot: ResponsePlot, index: int) -> str:
    position = int(plot.runs.rows[index])
    axes = plot.runs.axes
    parts = [
        f"{one_line(axis.name, 30)} {value_text(axis, position)}"
        for number, axis in enumerate(axes)
        if plot.runs.lane[number, index] == Lane.ON_AXIS
    ]
    return "   ".join(parts)


def _place(plot: ResponsePlot, guess: Guess, value: float | None) -> QPointF | None:
    """Where flags with a value lie in the plot; None if they have no place."""
    axes, frame = plot.axes, plot.frame_now
    if axes.across is None or axes.upward is None or plot.across_flag not in guess.flags:
        return None
    x = float(xs_of(plot, (guess.flags[plot.across_flag],))[0])
    if plot.down_flag is not None:
        fraction = float(places(axes.upward, (guess.flags[plot.down_flag],))[0])
        y = frame.y(fraction)
    else:
        y = float(ys_of(plot, (guess.value if value is None else value,))[0])
    return QPointF(x, y) if math.isfinite(x) and math.isfinite(y) else None


def xs_of(plot: ResponsePlot, values: tuple[object, ...]) -> Floats:
    """Where values of the flag across lie, in pixels; nan for those without a place."""
    axis = plot.axes.across
    if axis is None:
        return np.full(len(values), np.nan)
    return plot.frame_now.left + places(axis, values) * plot.frame_now.width


def ys_of(plot: ResponsePlot, values: tuple[float, ...]) -> Floats:
    """Heights of values of the goal; what has no place on a logarithmic axis lies below it."""
    axis, frame = plot.axes.upward, plot.frame_now
    if axis is None:
        return np.full(len(values), np.nan)
    fractions = np.nan_to_num(axis.scale.fraction(values), nan=-1.0, posinf=9.0, neginf=-9.0)
    return frame.bottom - np.clip(fractions, -9.0, 9.0) * frame.height


def point_of(plot: ResponsePlot, index: int) -> QPointF:
    """Where a run lies."""
    return QPointF(float(plot.xs[index]), float(plot.ys[index]))
