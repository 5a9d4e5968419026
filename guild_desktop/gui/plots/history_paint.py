"""Painting of the history: what is behind its points, the points, and what lies above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.chart_frame import (
    paint_across,
    paint_ground,
    paint_lane,
    paint_range,
    paint_upward,
)
from guild_desktop.gui.plots.chart_marks import paint_pin, paint_tag
from guild_desktop.gui.plots.colour import NO_SHADE
from guild_desktop.gui.plots.dense_points import (
    CONTEXT,
    FAILED,
    FIRST_SHADE,
    NOTHING,
    PLAIN,
    RUNNING,
    WEAKLY_FAILED,
    Codes,
)
from guild_desktop.gui.plots.placed_runs import LANE_SIGNS, Floats, Lane, Look, PlacedRuns
from guild_desktop.gui.plots.point_layer import DotKind, Dots
from guild_desktop.gui.plots.run_marks import index_of, picked, run_colour, value_text
from guild_desktop.gui.plots.scatter_paint import lane_notes, paint_ring
from guild_desktop.gui.plots.whiskers import paint_whiskers, whiskers

if TYPE_CHECKING:
    from guild_desktop.gui.plots.colour import Shades
    from guild_desktop.gui.plots.history_order import Mask
    from guild_desktop.gui.plots.history_plot import HistoryPlot

_SEAM = 0.5  # counted runs are whole numbers; lines and shades end half-way between two


def dense_codes(runs: PlacedRuns, focus: Mask | None, shades: Shades | None) -> Codes:
    """What each of very many runs is drawn as: all in grey, or those in ``focus`` (mask of m) in colour."""
    if focus is None or shades is None:
        return np.where(runs.lane[1] == Lane.ON_AXIS, CONTEXT, NOTHING).astype(np.uint16)
    codes = np.where(focus, shades.astype(np.int32) + FIRST_SHADE, NOTHING).astype(np.uint16)
    for look, plain, weak in _CODES:
        at = np.flatnonzero(runs.look == look)
        codes[at] = np.where(focus[at], plain, weak)
    return codes


_CODES = (
    (Look.PLAIN, PLAIN, NOTHING),
    (Look.RUNNING, RUNNING, RUNNING),
    (Look.FAILED, FAILED, WEAKLY_FAILED),
)


class PlacedPoints(Protocol):
    """A plot with a point for each of its runs, whose axes are across and upward."""

    runs: PlacedRuns
    in_focus: Mask
    xs: Floats
    ys: Floats


def paint_points(painter: QPainter, plot: PlacedPoints, dots: Dots, shades: Shades | None) -> None:
    """All runs with a value in grey, or (with ``shades``) those in focus in colour, the best on top.

    Marks of runs without a value, and of failed ones, stay when they are out of focus.
    """
    runs, focus = plot.runs, plot.in_focus
    on_axis = runs.lane[1] == Lane.ON_AXIS
    if shades is None:
        rows, kinds = np.flatnonzero(on_axis), np.full(on_axis.size, DotKind.CONTEXT)
    else:
        kinds = np.where(focus, DotKind.PLAIN, DotKind.CONTEXT)
        valued = np.flatnonzero((runs.look == Look.VALUED) & focus)
        kinds[valued] = DotKind.of_shades(shades[valued])
        failed = runs.look == Look.FAILED
        kinds[failed] = np.where(focus[failed], DotKind.FAILED, DotKind.WEAKLY_FAILED)
        kinds[runs.look == Look.RUNNING] = DotKind.RUNNING
        order = np.argsort(np.where(runs.look == Look.VALUED, shades, NO_SHADE), kind="stable")
        rows = order[(focus | ~on_axis | failed)[order]]
    dots.put(painter, plot.xs[rows], plot.ys[rows], kinds[rows].astype(np.intp))


def paint_background(painter: QPainter, plot: HistoryPlot) -> None:
    """The frame, the stretches tried without a model, and a thin line where another sweep begins."""
    frame, order, theme = plot.frame_now, plot.order, plot.theme
    paint_ground(painter, frame, theme)
    border = frame.border.adjusted(1.0, 1.0, -1.0, -1.0)
    room = _SEAM if order.counted else 0.0
    shade = QColor(theme.line)
    shade.setAlphaF(0.6)
    for first, last in order.random if order.rows.size > 1 else ():
        left, right = frame.x(plot.axes.place(first - room)), frame.x(plot.axes.place(last + room))
        rect = QRectF(left, border.top(), max(right - left, 2.0), border.height())
        painter.fillRect(rect.intersected(border), shade)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(theme.context, 1.0))
    for seam in order.seams:
        x = round(frame.x(plot.axes.place(seam)))
        painter.drawLine(QPointF(x, border.top()), QPointF(x, border.bottom()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_history(painter: QPainter, plot: HistoryPlot) -> None:
    """Labels, lines, ranges, and the runs that stand out by hand."""
    fonts, theme, frame = plot.fonts, plot.theme, plot.frame_now
    across, upward = plot.axes.ticks(frame, fonts)
    axis = plot.axes.upward
    paint_across(painter, frame, across, plot.axes.title, fonts, theme)
    name = "" if axis is None else one_line(axis.name)
    paint_upward(painter, frame, upward, name, fonts, theme)
    lanes = plot.lanes
    if frame.lane:
        colour = theme.failed if Lane.FAILED in lanes else theme.muted
        room = frame.border.left() - 4.0
        paint_lane(painter, frame, lane_notes(lanes, fonts, room), colour, fonts)
    paint_range(painter, frame, plot.kept_across(), plot.kept_upward(), theme)
    if axis is not None:
        at, low, high = whiskers(plot.axes.trials, axis, plot.in_focus, plot.runs.rows)
        bottom, height = frame.bottom, frame.height
        spans = zip(plot.xs[at].tolist(), low.tolist(), high.tolist(), strict=True)
        lines = [
            QLineF(x, bottom - one * height, x, bottom - two * height) for x, one, two in spans
        ]
        paint_whiskers(painter, lines, theme.muted)
    _paint_by_hand(painter, plot)


def paint_lines(painter: QPainter, plot: HistoryPlot) -> None:
    """The medians and the best so far."""
    _paint_medians(painter, plot)
    _paint_best(painter, plot)


def _paint_best(painter: QPainter, plot: HistoryPlot) -> None:
    """A step down, or up, at each run that was better than all before it, then on to the last run."""
    best = plot.best
    if not best.size:
        return
    xs, ys = plot.xs[best], plot.ys[best]
    points = [QPointF(float(xs[0]), float(ys[0]))]
    for x, y in zip(xs[1:], ys[1:], strict=True):
        points += [QPointF(float(x), points[-1].y()), QPointF(float(x), float(y))]
    points.append(QPointF(plot.frame_now.right, points[-1].y()))
    _paint_line(painter, points, plot, QPen(plot.theme.text, 1.6))


def _paint_medians(painter: QPainter, plot: HistoryPlot) -> None:
    at, medians = plot.medians
    if not at.size:
        return
    places = np.clip(plot.axes.scale.fraction(medians), -0.02, 1.02)
    ys = plot.frame_now.bottom - places * plot.frame_now.height
    points = [QPointF(float(x), float(y)) for x, y in zip(plot.xs[at], ys, strict=True)]
    pen = QPen(plot.theme.muted, 1.6)
    pen.setDashPattern([3.0, 2.0])
    _paint_line(painter, points, plot, pen)


def _paint_line(painter: QPainter, points: list[QPointF], plot: HistoryPlot, pen: QPen) -> None:
    halo = QColor(plot.theme.zebra)
    halo.setAlphaF(0.8)
    line = QPolygonF(points)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if not plot.is_moving:
        painter.setPen(QPen(halo, pen.widthF() + 2.0))
        painter.drawPolyline(line)
    painter.setPen(pen)
    painter.drawPolyline(line)


def _paint_by_hand(painter: QPainter, plot: HistoryPlot) -> None:
    session, theme = plot.session, plot.theme
    painter.setPen(QPen(theme.text, 1.0))
    painter.setBrush(theme.context)
    for index in picked(plot, in_focus=False):
        painter.drawEllipse(_place(plot, index), 3.5, 3.5)
    for index in picked(plot, in_focus=True):
        paint_ring(painter, _place(plot, index), run_colour(plot, index), theme, 2.0)
    for number, run_id in enumerate(session.pins, start=1):
        found = index_of(plot.runs, session.frame, run_id)
        if found is not None:
            paint_pin(
                painter, _place(plot, found), number, plot.frame_now.border, plot.fonts, theme
            )
    hovered = None if session.hover is None else index_of(plot.runs, session.frame, session.hover)
    if hovered is not None:
        place = _place(plot, hovered)
        paint_ring(painter, place, run_colour(plot, hovered), theme, 2.6)
        room = QRectF(plot.viewport().rect())
        paint_tag(painter, place, _told(plot, hovered), room, plot.fonts, theme)


def _place(plot: HistoryPlot, index: int) -> QPointF:
    return QPointF(float(plot.xs[index]), float(plot.ys[index]))


def _told(plot: HistoryPlot, index: int) -> str:
    position = int(plot.runs.rows[index])
    run, axis = plot.session.frame.run(position), plot.axes.upward
    lane = Lane(int(plot.runs.lane[1, index]))
    value = LANE_SIGNS.get(lane, "")
    if axis is not None and lane is Lane.ON_AXIS:
        value = value_text(axis, position)
    when = plot.axes.told(run)
    return f"{when}   {one_line(axis.name if axis else '', 40)} {value}"
