"""Painting of curves: lines and the band of many, labels, and the curves that stand out by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from guild_desktop.core.field_columns import STATUSES
from guild_desktop.core.run import Status
from guild_desktop.gui.format import short_number
from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.chart_frame import (
    number_ticks,
    paint_across,
    paint_ground,
    paint_upward,
    whole_ticks,
)
from guild_desktop.gui.plots.chart_marks import PIN, paint_diamond, paint_number, paint_tag
from guild_desktop.gui.plots.colour import (
    NO_SHADE,
    ColourRange,
    colour_range,
    shade_colour,
    shades_of,
)
from guild_desktop.gui.plots.curve_math import thinned
from guild_desktop.gui.plots.line_layer import draw_lines, mixed
from guild_desktop.gui.plots.ticks import Tick

if TYPE_CHECKING:
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.curve_math import Floats
    from guild_desktop.gui.plots.curves_plot import CurvesPlot
    from guild_desktop.gui.theme import Theme

_SMOOTH_SEGMENTS = 30_000
"""Lines of no more segments than this are antialiased."""

_PRUNED = STATUSES.index(Status.PRUNED)

_SMOOTH_BOLD = 600
"""The same for one bold line."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One run's curve in values: ``raw`` and smoothed ``ys`` at ``xs``;
    ``row`` is its position in the frame.
    """

    row: int
    xs: Floats
    ys: Floats
    raw: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The curve of the run at ``row`` of the frame, in pixels."""

    row: int
    xs: Floats
    ys: Floats
    colour: QColor


def pixels(plot: CurvesPlot, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
    """Values as places, no more of them than there are pixels for."""
    frame = plot.frame_now
    across = frame.left + plot.across.fraction(xs) * frame.width
    return thinned(across, frame.bottom - plot.upward.fraction(ys) * frame.height)


def colours_of_goal(session: Session) -> ColourRange | None:
    """The colours of the objective, the same as in the other plots."""
    frame, goal = session.frame, session.objective
    if goal.name not in frame.scalar_names:
        return None
    values = frame.column(frame.objective_column(goal)).values
    completed = session.focus & frame.with_status(Status.COMPLETED)
    return colour_range(values[completed], goal.direction)


def line_colour(plot: CurvesPlot, row: int) -> QColor:
    """As in the other plots: by the objective, by the state, or grey out of focus."""
    session, theme = plot.session, plot.theme
    frame = session.frame
    if not session.focus[row]:
        return theme.context
    run = frame.run(row)
    if run.status is Status.RUNNING:
        return theme.running
    if run.status is Status.ERROR:
        return theme.failed
    summary = run.scalars.get(session.objective.name)
    value = (
        float("nan") if summary is None else float(getattr(summary, session.objective.aggregate))
    )
    completed = run.status is Status.COMPLETED
    shade = int(shades_of(plot.goal_colours, [value])[0])
    if shade == NO_SHADE or not completed:
        return theme.muted
    return shade_colour(shade, dark=theme.dark, colour_map=theme.colour_map)


def _segments(xs: Floats, ys: Floats) -> Floats:
    lines = np.column_stack([xs[:-1], ys[:-1], xs[1:], ys[1:]])
    # Far beyond the frame Qt's painter would work for nothing.
    found: Floats = lines[(np.abs(lines) < 1e5).all(axis=1)]
    return found


def paint_lines(painter: QPainter, plot: CurvesPlot) -> None:
    """The frame, the band, and all lines; the raw values in pale behind smoothed ones."""
    theme, frame = plot.theme, plot.frame_now
    painter.save()
    paint_ground(painter, frame, theme)
    painter.setClipRect(frame.border.adjusted(1.0, 1.0, -1.0, -1.0))
    if plot.band is not None:
        _paint_band(painter, plot)
    total = sum(line.xs.size for line in plot.lines)
    painter.setRenderHint(
        QPainter.RenderHint.Antialiasing, on=total <= _SMOOTH_SEGMENTS and not plot.is_moving
    )
    if plot.weight > 0.0 and plot.band is None:
        for line in plot.lines:
            curve = plot.curves[line.row]
            pale = mixed(line.colour, theme.zebra, 0.25)
            draw_lines(painter, _segments(*pixels(plot, curve.xs, curve.raw)), QPen(pale, 1.0))
    width = 1.0 if plot.is_moving else 1.3  # Qt draws the thinnest lines fastest
    for line in plot.lines:
        draw_lines(painter, _segments(line.xs, line.ys), QPen(line.colour, width))
    for line in plot.lines:
        if plot.session.frame.status[line.row] == _PRUNED:
            _paint_early_end(painter, line, theme)
    if plot.band is not None:
        median = _segments(*pixels(plot, plot.band.xs, plot.band.median))
        for colour, width in ((theme.zebra, 4.0), (theme.accent, 2.2)):
            draw_lines(painter, median, QPen(colour, width))
    painter.restore()


def _paint_early_end(painter: QPainter, line: Line, theme: Theme) -> None:
    known = np.flatnonzero(np.isfinite(line.ys))
    if known.size:
        at = QPointF(float(line.xs[known[-1]]), float(line.ys[known[-1]]))
        paint_diamond(painter, at, line.colour, theme.zebra)


def _paint_band(painter: QPainter, plot: CurvesPlot) -> None:
    band, theme = plot.band, plot.theme
    if band is None:
        return
    edges = [pixels(plot, band.xs, ys) for ys in (band.low, band.high)]
    outline = [QPointF(float(x), float(y)) for x, y in zip(*edges[0], strict=True)]
    outline += [QPointF(float(x), float(y)) for x, y in reversed(list(zip(*edges[1], strict=True)))]
    known = [at for at in outline if at.x() == at.x() and at.y() == at.y()]
    fill = QColor(theme.accent)
    fill.setAlphaF(0.18)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawPolygon(QPolygonF(known))


def paint_curves(painter: QPainter, plot: CurvesPlot) -> None:
    """Labels, and in bold the curves that are picked, pinned or under the mouse."""
    fonts, theme, frame = plot.fonts, plot.theme, plot.frame_now
    gap = fonts.label_size.horizontalAdvance(short_number(plot.across.high)) + 22.0
    if plot.is_relative:
        ticks = tuple(Tick(at / 4, f"{25 * at} %") for at in range(5))
        title = plot.tr("share of the run")
    else:
        ticks = whole_ticks(plot.across.low, plot.across.high, frame.width, gap)
        title = plot.tr("step")
    paint_across(painter, frame, ticks, title, fonts, theme)
    upward = number_ticks(plot.upward, frame.height, fonts.label_size.height() + 6.0)
    paint_upward(painter, frame, upward, one_line(plot.tag), fonts, theme)
    painter.save()
    painter.setClipRect(frame.border)
    _paint_by_hand(painter, plot)
    painter.restore()
    _paint_hovered(painter, plot)


def _paint_by_hand(painter: QPainter, plot: CurvesPlot) -> None:
    session, theme = plot.session, plot.theme
    lines = {session.frame.ids[line.row]: line for line in plot.lines}
    for run_id in dict.fromkeys((*session.highlight, *session.pins)):
        if run_id in lines:
            _paint_bold(painter, plot, lines[run_id], 2.4, halo=run_id in session.highlight)
    # Above all lines, none of which may hide a number.
    numbered: list[QPointF] = []
    for number, run_id in enumerate(session.pins, start=1):
        place = _place_of_number(plot, lines[run_id], numbered) if run_id in lines else None
        if place is not None:
            numbered.append(place)
            paint_number(painter, place, number, plot.fonts, theme)


def _place_of_number(plot: CurvesPlot, line: Line, taken: list[QPointF]) -> QPointF | None:
    """At the end of a line, or left of it where other numbers are already."""
    known = np.flatnonzero(np.isfinite(line.ys))
    if not known.size:
        return None
    inside = plot.frame_now.border.adjusted(PIN + 1.0, PIN + 1.0, -PIN - 1.0, -PIN - 1.0)
    xs, ys = line.xs[known], line.ys[known]
    x = min(float(xs[-1]), inside.right())
    while True:
        y = min(max(float(np.interp(x, xs, ys)), inside.top()), inside.bottom())
        near = (abs(x - at.x()) + abs(y - at.y()) < 2 * PIN + 3.0 for at in taken)
        if x <= inside.left() or not any(near):
            return QPointF(x, y)
        x -= PIN


def _paint_hovered(painter: QPainter, plot: CurvesPlot) -> None:
    session, frame = plot.session, plot.frame_now
    hovered = None if session.hover is None else session.frame.find(session.hover)
    line = next((line for line in plot.lines if line.row == hovered), None)
    if line is None:
        return
    painter.save()
    painter.setClipRect(frame.border)
    _paint_bold(painter, plot, line, 3.0, halo=True)
    painter.restore()
    known = np.flatnonzero(np.isfinite(line.ys))
    if known.size:
        curve, run = plot.curves[line.row], session.frame.run(line.row)
        last = curve.raw[np.isfinite(curve.raw)]
        value = short_number(float(f"{last[-1]:.4g}")) if last.size else ""
        words = plot.tr("trial {number}   {name} {value}")
        text = words.replace("{number}", str(run.trial)).replace("{value}", value)
        text = text.replace("{name}", one_line(plot.tag, 40))
        at = QPointF(float(line.xs[known[-1]]), float(line.ys[known[-1]]))
        paint_tag(painter, at, text, QRectF(plot.viewport().rect()), plot.fonts, plot.theme)


def _paint_bold(
    painter: QPainter, plot: CurvesPlot, line: Line, width: float, *, halo: bool
) -> None:
    lines = _segments(line.xs, line.ys)
    glow = QColor(plot.theme.accent)
    glow.setAlphaF(0.45)
    pens = [(plot.theme.zebra, width + 2.5), (line.colour, width)]
    if halo:
        pens.insert(1, (glow, width + 2.5))
    painter.save()
    if len(lines) > _SMOOTH_BOLD:
        # Wide lines of many bends cost ten times more when they are antialiased.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        pens = pens[1:]
    for colour, wide in pens:
        pen = QPen(colour, wide)
        pen.setCapStyle(
            Qt.PenCapStyle.RoundCap if len(lines) <= _SMOOTH_BOLD else Qt.PenCapStyle.FlatCap
        )
        draw_lines(painter, lines, pen)
    painter.restore()
