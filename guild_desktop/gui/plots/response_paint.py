"""Painting of the response: what the model says, its best, what was seen and what comes next."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from guild_desktop.core.values import format_value
from guild_desktop.gui.format import number_format, short_number
from guild_desktop.gui.plots.axis_paint import axis_ticks
from guild_desktop.gui.plots.brush_paint import tinted
from guild_desktop.gui.plots.chart_frame import (
    PAD,
    paint_across,
    paint_ground,
    paint_lane,
    paint_range,
    paint_upward,
)
from guild_desktop.gui.plots.chart_marks import paint_pin, paint_tag
from guild_desktop.gui.plots.placed_runs import Lane
from guild_desktop.gui.plots.response_axes import has_bands, places
from guild_desktop.gui.plots.response_surface import paint_surface, sampled
from guild_desktop.gui.plots.run_marks import index_of, picked, run_colour, value_text
from guild_desktop.gui.plots.scatter_paint import column_ticks, lane_notes, paint_ring
from guild_desktop.gui.plots.text import one_line

if TYPE_CHECKING:
    from guild_desktop.analysis.results import Guess, Slice
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.axis_paint import Fonts
    from guild_desktop.gui.plots.number_scale import Floats
    from guild_desktop.gui.plots.response_plot import ResponsePlot

PROMISE = 46.0
"""Height of the strip below a slice that tells where an improvement is expected."""

_STAR, _CROSS, _ARROW = 8.0, 5.0, 5.0
_WIDEST_BAND = 18.0
"""Pixels to either side of a value that stands apart."""


def axis_labels(axis: Axis, length: float, fonts: Fonts) -> list[str]:
    """The labels of an upright axis."""
    return [tick.label for tick in axis_ticks(axis, length, fonts.label_size.height() + 6.0)]


def paint_ground_of(painter: QPainter, plot: ResponsePlot) -> None:
    """The frames, and what the model says over two flags."""
    paint_ground(painter, plot.frame_now, plot.theme)
    axes = plot.axes
    if plot.is_slice:
        painter.drawRoundedRect(_strip(plot), 4.0, 4.0)
    elif axes.contour is not None and axes.across is not None and axes.upward is not None:
        direction, theme = plot.session.objective.direction, plot.theme
        frame = plot.frame_now
        paint_surface(painter, frame, axes.contour, axes.across, axes.upward, direction, theme)


def paint_model(painter: QPainter, plot: ResponsePlot) -> None:
    """A slice: the band, the mean, and below them where an improvement is expected."""
    found, axes = plot.axes.slice, plot.axes
    if found is None or axes.across is None:
        return
    xs = _xs(plot, found.values)
    mean, low, high = (_ys(plot, values) for values in (found.mean, found.low, found.high))
    painter.save()
    painter.setClipRect(plot.frame_now.border.adjusted(1.0, 1.0, -1.0, -1.0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if has_bands(axes.across):
        _paint_whiskers(painter, plot, xs, mean, low, high)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(plot.theme.accent, 0.18))
        painter.drawPolygon(
            _polygon(np.concatenate([xs, xs[::-1]]), np.concatenate([low, high[::-1]]))
        )
        painter.setPen(QPen(plot.theme.accent, 2.0))
        painter.drawPolyline(_polygon(xs, mean))
    painter.restore()
    _paint_promise(painter, plot, found, xs)


def paint_response(painter: QPainter, plot: ResponsePlot) -> None:
    """Labels, ranges, marks and the runs that stand out by hand."""
    axes, fonts, theme, frame = plot.axes, plot.fonts, plot.theme, plot.frame_now
    across, upward = axes.across, axes.upward
    if across is None or upward is None:
        return
    ticks = [tick for tick, _ in column_ticks(across, frame.width, fonts)]
    below = frame
    if plot.is_slice:
        # The strip has no room around its data.
        below = replace(plot.strip_now, bottom=plot.strip_now.bottom - PAD)
    paint_across(painter, below, ticks, one_line(across.name), fonts, theme)
    gap = fonts.label_size.height() + 6.0
    # From the bottom up, which for texts is not their order.
    labels = sorted(axis_ticks(upward, frame.height, gap), key=lambda tick: tick.fraction)
    paint_upward(painter, frame, labels, one_line(upward.name), fonts, theme)
    if frame.lane:
        colour = theme.failed if Lane.FAILED in plot.lanes else theme.muted
        notes = lane_notes(plot.lanes, fonts, frame.border.left() - 4.0)
        paint_lane(painter, frame, notes, colour, fonts)
    paint_range(painter, frame, plot.kept(across), plot.kept(upward), theme)
    if not plot.is_slice and axes.contour is None:
        words = QCoreApplication.translate("Response", "Looking at both flags…")
        plot.paint_sentence(painter, words)
    _paint_marks(painter, plot)
    _paint_by_hand(painter, plot)


def _paint_whiskers(
    painter: QPainter, plot: ResponsePlot, xs: Floats, mean: Floats, low: Floats, high: Floats
) -> None:
    """A box of two deviations and a line at the mean for each value that stands apart."""
    gap = float(np.diff(np.sort(xs)).min()) if len(xs) > 1 else plot.frame_now.width
    half = min(0.38 * gap, _WIDEST_BAND)
    for x, middle, bottom, top in zip(xs.tolist(), mean, low, high, strict=True):
        if not math.isfinite(x):
            continue
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(plot.theme.accent, 0.18))
        painter.drawRect(QRectF(QPointF(x - half, top), QPointF(x + half, bottom)))
        painter.setPen(QPen(plot.theme.accent, 2.0))
        painter.drawLine(QPointF(x - half, middle), QPointF(x + half, middle))


def _paint_promise(painter: QPainter, plot: ResponsePlot, found: Slice, xs: Floats) -> None:
    """Where the expected improvement is great, and marks where the next proposals lie."""
    strip, theme, fonts = plot.strip_now, plot.theme, plot.fonts
    ys = strip.bottom - np.array(found.promise) * (strip.height - 2.0)
    painter.save()
    painter.setPen(QPen(theme.running, 1.4))
    painter.setBrush(tinted(theme.running, 0.2))
    if plot.axes.across is not None and has_bands(plot.axes.across):
        for x, y in zip(xs.tolist(), ys.tolist(), strict=True):
            if math.isfinite(x):
                painter.drawRect(QRectF(QPointF(x - 5.0, y), QPointF(x + 5.0, strip.bottom)))
    else:
        ends = np.array([strip.bottom, strip.bottom])
        painter.drawPolygon(
            _polygon(np.concatenate([xs, xs[-1:], xs[:1]]), np.concatenate([ys, ends]))
        )
    painter.setFont(fonts.label)
    painter.setPen(theme.muted)
    words = QCoreApplication.translate("Response", "expected improvement")
    width = fonts.label_size.horizontalAdvance(words)
    room = QRectF(strip.left, _strip(plot).top() + 1.0, strip.width, fonts.label_size.height())
    # At the end where the curve leaves it more room.
    half = len(ys) // 2
    left = float(np.mean(found.promise[:half] or (0.0,))) < float(np.mean(found.promise[half:]))
    side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
    if width < strip.width:
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignTop), words)
    painter.restore()


def _paint_marks(painter: QPainter, plot: ResponsePlot) -> None:
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
            at.setY(plot.strip_now.bottom - 2.0)
        paint_arrow_mark(painter, at, plot, first=number == 0)
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
                ends = _ys(plot, (best.low, best.high))
                painter.setPen(QPen(plot.theme.text, 1.2))
                painter.drawLine(QPointF(at.x(), ends[0]), QPointF(at.x(), ends[1]))
            _paint_star(painter, at, plot)
    painter.restore()


def paint_arrow_mark(painter: QPainter, at: QPointF, plot: ResponsePlot, *, first: bool) -> None:
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


def _paint_by_hand(painter: QPainter, plot: ResponsePlot) -> None:
    session, theme = plot.session, plot.theme
    painter.setPen(QPen(theme.text, 1.0))
    painter.setBrush(theme.context)
    for index in picked(plot, in_focus=False):
        painter.drawEllipse(_point(plot, index), 3.5, 3.5)
    for index in picked(plot, in_focus=True):
        paint_ring(painter, _point(plot, index), run_colour(plot, index), theme, 2.0)
    border = plot.frame_now.border
    for number, run_id in enumerate(session.pins, start=1):
        found = index_of(plot.runs, session.frame, run_id)
        if found is not None:
            paint_pin(painter, _point(plot, found), number, border, plot.fonts, theme)
    room = QRectF(plot.viewport().rect())
    hovered = None if session.hover is None else index_of(plot.runs, session.frame, session.hover)
    if hovered is not None:
        at = _point(plot, hovered)
        paint_ring(painter, at, run_colour(plot, hovered), theme, 2.6)
        paint_tag(painter, at, _told(plot, hovered), room, plot.fonts, theme)
    elif plot.pointer is not None and border.contains(plot.pointer):
        words = what_the_model_says(plot, plot.pointer)
        if words:
            if plot.is_slice:
                painter.setPen(QPen(theme.muted, 1.0, Qt.PenStyle.DotLine))
                x = plot.pointer.x()
                painter.drawLine(QPointF(x, border.top()), QPointF(x, plot.strip_now.bottom))
            paint_tag(painter, plot.pointer, words, room, plot.fonts, theme)


def what_the_model_says(plot: ResponsePlot, at: QPointF) -> str:
    """Mean and deviation at a place of the plot, in words; empty where it says nothing."""
    axes, frame = plot.axes, plot.frame_now
    x, y = frame.fractions(at)
    if axes.across is None or not 0.0 <= x <= 1.0:
        return ""
    found, contour = axes.slice, axes.contour
    if found is not None:
        along = places(axes.across, found.values)
        if not np.isfinite(along).any():
            return ""
        nearest = int(np.nanargmin(np.abs(along - x)))
        mean, deviation = found.mean[nearest], found.deviation[nearest]
        value = found.values[nearest]
        told = short_number(float(f"{value:.3g}")) if isinstance(value, float) else None
        name = f"{one_line(axes.across.name, 30)} = {told or one_line(format_value(value), 40)}"
    elif contour is not None and axes.upward is not None and 0.0 <= y <= 1.0:
        means, deviations = sampled(contour, axes.across, axes.upward)
        row = min(int(y * len(means)), len(means) - 1)
        column = min(int(x * means.shape[1]), means.shape[1] - 1)
        mean, deviation = float(means[row, column]), float(deviations[row, column])
        name = one_line(plot.session.objective.column, 30)
    else:
        return ""
    form = number_format([mean, deviation])
    return f"{name}: {form.text(mean)} ± {form.text(deviation)}"


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
    x = float(_xs(plot, (guess.flags[plot.across_flag],))[0])
    if plot.down_flag is not None:
        fraction = float(places(axes.upward, (guess.flags[plot.down_flag],))[0])
        y = frame.y(fraction)
    else:
        y = float(_ys(plot, (guess.value if value is None else value,))[0])
    return QPointF(x, y) if math.isfinite(x) and math.isfinite(y) else None


def _xs(plot: ResponsePlot, values: tuple[object, ...]) -> Floats:
    axis = plot.axes.across
    if axis is None:
        return np.full(len(values), np.nan)
    return plot.frame_now.left + places(axis, values) * plot.frame_now.width


def _ys(plot: ResponsePlot, values: tuple[float, ...]) -> Floats:
    """Heights of values of the goal; what has no place on a logarithmic axis lies below it."""
    axis, frame = plot.axes.upward, plot.frame_now
    if axis is None:
        return np.full(len(values), np.nan)
    fractions = np.nan_to_num(axis.scale.fraction(values), nan=-1.0, posinf=9.0, neginf=-9.0)
    return frame.bottom - np.clip(fractions, -9.0, 9.0) * frame.height


def _point(plot: ResponsePlot, index: int) -> QPointF:
    return QPointF(float(plot.xs[index]), float(plot.ys[index]))


def _polygon(xs: Floats, ys: Floats) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])


def _strip(plot: ResponsePlot) -> QRectF:
    """The frame of the strip: as wide as that of the points."""
    border, strip = plot.frame_now.border, plot.strip_now
    return QRectF(border.left(), strip.top, border.width(), strip.height)
