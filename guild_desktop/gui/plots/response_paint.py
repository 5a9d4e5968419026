"""Painting of the response: what the model says, its best, what was seen and what comes next."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from guild_desktop.gui.plain_text import one_line
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
from guild_desktop.gui.plots.placed_runs import Lane
from guild_desktop.gui.plots.response_axes import has_bands
from guild_desktop.gui.plots.response_key import paint_key
from guild_desktop.gui.plots.response_marks import paint_by_hand, paint_marks, xs_of, ys_of
from guild_desktop.gui.plots.scatter_paint import column_ticks, lane_notes

if TYPE_CHECKING:
    from guild_desktop.analysis.results import Slice
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.axis_paint import Fonts
    from guild_desktop.gui.plots.number_scale import Floats
    from guild_desktop.gui.plots.response_plot import ResponsePlot

_PROMISE = ((240.0, 46.0), (150.0, 24.0))
"""Heights of a plot, and of the strip below a slice that tells where an improvement is expected."""

_WIDEST_BAND = 18.0
"""Pixels to either side of a value that stands apart."""


_MANY = 500
"""Of so many runs the points may lie over all of the model."""


def promise_height(height: float) -> float:
    """How much of a slice's plot of this height the strip below it takes; none if there is too little."""
    return next((strip for least, strip in _PROMISE if height >= least), 0.0)


def axis_labels(axis: Axis, length: float, fonts: Fonts) -> list[str]:
    """The labels of an upright axis."""
    return [tick.label for tick in axis_ticks(axis, length, fonts.label_size.height() + 6.0)]


def paint_ground_of(painter: QPainter, plot: ResponsePlot) -> None:
    """The frames, and what the model says over two flags."""
    paint_ground(painter, plot.frame_now, plot.theme)
    if plot.has_strip:
        painter.drawRoundedRect(_strip(plot), 4.0, 4.0)
    if plot.surface is not None:
        plot.surface.paint(painter, plot.frame_now, plot.theme)
        paint_key(painter, plot.frame_now, plot.surface, plot.fonts, plot.theme)


def paint_model(painter: QPainter, plot: ResponsePlot) -> None:
    """A slice: the band, the mean, and below them where an improvement is expected."""
    found, axes = plot.axes.slice, plot.axes
    if found is None or axes.across is None:
        return
    xs = xs_of(plot, found.values)
    mean, low, high = (ys_of(plot, values) for values in (found.mean, found.low, found.high))
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
    if plot.has_strip:
        _paint_promise(painter, plot, found, xs)


def paint_model_over_many(painter: QPainter, plot: ResponsePlot) -> None:
    """The mean and the ends of the band once more, over so many runs that they would hide them."""
    found, axes = plot.axes.slice, plot.axes
    if found is None or axes.across is None or has_bands(axes.across) or plot.xs.size < _MANY:
        return
    xs = xs_of(plot, found.values)
    painter.save()
    painter.setClipRect(plot.frame_now.border.adjusted(1.0, 1.0, -1.0, -1.0))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for values, width in ((found.low, 1.0), (found.high, 1.0), (found.mean, 2.0)):
        line = _polygon(xs, ys_of(plot, values))
        for pen in (QPen(plot.theme.surface, width + 2.0), QPen(plot.theme.accent, width)):
            painter.setPen(pen)
            painter.drawPolyline(line)
    painter.restore()


def paint_response(painter: QPainter, plot: ResponsePlot) -> None:
    """Labels, ranges, marks and the runs that stand out by hand."""
    axes, fonts, theme, frame = plot.axes, plot.fonts, plot.theme, plot.frame_now
    across, upward = axes.across, axes.upward
    if across is None or upward is None:
        return
    ticks = [tick for tick, _ in column_ticks(across, frame.width, fonts)]
    below = frame
    if plot.has_strip:
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
    paint_marks(painter, plot)
    paint_by_hand(painter, plot)


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
    if width < strip.width and strip.height >= 2 * fonts.label_size.height():
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignTop), words)
    painter.restore()


def _polygon(xs: Floats, ys: Floats) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)])


def _strip(plot: ResponsePlot) -> QRectF:
    """The frame of the strip: as wide as that of the points."""
    border, strip = plot.frame_now.border, plot.strip_now
    return QRectF(border.left(), strip.top, border.width(), strip.height)
