"""Painting around the points of the scatter matrix: cells, labels, rugs, brushes, picked runs."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from guild_desktop.gui.format import count
from guild_desktop.gui.plots.axes import Axis
from guild_desktop.gui.plots.axis_paint import Fonts, axis_ticks
from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.placed_runs import LANE_SIGNS, Lane
from guild_desktop.gui.plots.scatter_geometry import RUG, ScatterGeometry
from guild_desktop.gui.plots.ticks import Tick
from guild_desktop.gui.theme import Theme

LABEL_GAP = 4.0
MOST_LABEL = 78.0
"""Labels at the left are elided to this width."""

MOST_TITLE = 96.0
"""The same for titles that stand above them."""


def paint_cells(painter: QPainter, geometry: ScatterGeometry, theme: Theme) -> None:
    """The ground and border of every cell."""
    painter.setPen(QPen(theme.line, 1.0))
    painter.setBrush(theme.zebra)
    for row in range(len(geometry.rows)):
        for column in range(len(geometry.columns)):
            painter.drawRoundedRect(geometry.border(row, column), 4.0, 4.0)


def column_ticks(axis: Axis, length: float, fonts: Fonts) -> list[tuple[Tick, float]]:
    """The labels under a column that fit side by side, each with its width."""
    if isinstance(axis.scale, CategoryScale):
        room = max(length / axis.scale.bands - 6.0, 46.0)
        ticks = axis_ticks(axis, length, room + 6.0)
    else:
        room = length
        most = max(
            (
                fonts.label_size.horizontalAdvance(tick.label)
                for tick in axis_ticks(axis, length, 30.0)
            ),
            default=30.0,
        )
        ticks = axis_ticks(axis, length, most + 14.0)
    placed: list[tuple[Tick, float]] = []
    edge = -1e9
    for tick in sorted(ticks, key=lambda tick: tick.fraction):
        text = fonts.label_size.elidedText(tick.label, Qt.TextElideMode.ElideMiddle, room)
        width = fonts.label_size.horizontalAdvance(text)
        start = tick.fraction * length - width / 2
        if start >= edge:
            placed.append((Tick(tick.fraction, text), width))
            edge = start + width + 8.0
    return placed


def paint_column_labels(
    painter: QPainter,
    geometry: ScatterGeometry,
    column: int,
    axis: Axis,
    lanes: Mapping[Lane, int],
    fonts: Fonts,
    theme: Theme,
) -> None:
    """Under the lowest cell of a column its labels, within the cell's width, and its title.

    After the title, in words that fit, how many runs are on the rug of each lane of ``lanes``.
    """
    stripe = geometry.columns[column]
    left, right = stripe.outer
    line = fonts.label_size.height()
    top = geometry.rows[-1].outer[1]
    painter.setFont(fonts.label)
    flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)
    edge = left - 2.0
    for tick, width in column_ticks(axis, stripe.length, fonts):
        x = geometry.x(column, tick.fraction)
        painter.setPen(QPen(theme.muted, 1.0))
        painter.drawLine(QPointF(x, top), QPointF(x, top + LABEL_GAP))
        start = min(max(x - width / 2, left), right - width)
        if start >= edge:
            painter.drawText(QRectF(start - 1, top + LABEL_GAP, width + 2, line), flags, tick.label)
            edge = start + width + 6.0
    notes = lane_notes(lanes, fonts, (right - left) / 2)
    after = fonts.label_size.horizontalAdvance(notes) + 8.0 if notes else 0.0
    font, name, width = fonts.fitted_title(axis.name, max(right - left - after, 24.0))
    start = (left + right - width - after) / 2
    below = top + LABEL_GAP + line
    painter.setFont(font)
    painter.setPen(theme.text)
    painter.drawText(QRectF(start - 1, below, width + 2, line + 2), flags, name)
    if notes:
        painter.setFont(fonts.label)
        painter.setPen(theme.muted)
        painter.drawText(QRectF(start + width + 7, below, after - 6, line + 2), flags, notes)


def lane_notes(lanes: Mapping[Lane, int], fonts: Fonts, room: float) -> str:
    """Signs and counts of lanes on one line, ``✕ 2 ∅ 5``: failed runs first, and as many as have room."""
    ordered = sorted(lanes.items(), key=lambda lane: lane[0] is not Lane.FAILED)
    texts = [f"{LANE_SIGNS[lane]} {count(number)}" for lane, number in ordered]
    while len(texts) > 1 and fonts.label_size.horizontalAdvance(" ".join(texts)) > room:
        texts = [*texts[:-2], "…"] if texts[-1] == "…" else [*texts[:-1], "…"]
    return " ".join(texts)


def row_label_width(axis: Axis, length: float, fonts: Fonts) -> float:
    """How wide the labels of a row are."""
    ticks = axis_ticks(axis, length, fonts.label_size.height() + 6.0)
    widths = [fonts.label_size.horizontalAdvance(tick.label) for tick in ticks]
    return min(max(widths, default=0.0), MOST_LABEL)


def title_width(axis: Axis, fonts: Fonts) -> float:
    """How wide the title of a row is where it stands above the labels."""
    lines = fonts.title_lines(axis.name, MOST_TITLE)
    return max(width for _, _, width in lines)


def paint_row_labels(
    painter: QPainter,
    geometry: ScatterGeometry,
    row: int,
    axis: Axis,
    lanes: Mapping[Lane, int],
    fonts: Fonts,
    theme: Theme,
    *,
    upright: bool,
) -> None:
    """Left of the first cell of a row its title, its labels and the counts of its rug.

    The title is turned and outside of the labels if there is room for all titles like that
    (``upright``), else above the labels.
    """
    stripe = geometry.rows[row]
    top, bottom = stripe.outer
    right = geometry.columns[0].outer[0] - LABEL_GAP - 2.0
    line = fonts.label_size.height()
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
    flags |= int(Qt.TextFlag.TextSingleLine)
    lowest = bottom + 2.0 - line - (RUG if lanes else 0.0)
    painter.setPen(theme.text)
    highest = top - 2.0
    if upright:
        _paint_turned(painter, fonts, axis.name, top, bottom)
    else:
        highest = _paint_above(painter, fonts, axis.name, QRectF(0.0, top, right, lowest - top))
    painter.setFont(fonts.label)
    above = lowest + line
    for tick in axis_ticks(axis, stripe.length, line + 6.0):
        y = geometry.y(row, tick.fraction)
        start = min(max(y - line / 2, top - 2.0), lowest)
        if start < highest or start + line > above:
            continue
        above = start
        painter.setPen(QPen(theme.muted, 1.0))
        painter.drawLine(QPointF(right + 2.0, y), QPointF(right + 2.0 + LABEL_GAP, y))
        text = fonts.label_size.elidedText(tick.label, Qt.TextElideMode.ElideRight, MOST_LABEL)
        painter.drawText(QRectF(right - MOST_LABEL, start, MOST_LABEL, line), flags, text)
    if lanes:
        painter.setPen(theme.failed if Lane.FAILED in lanes else theme.muted)
        notes = lane_notes(lanes, fonts, right - (fonts.title_size.height() if upright else 0.0))
        painter.drawText(QRectF(right - MOST_LABEL, bottom - RUG, MOST_LABEL, RUG), flags, notes)


def _paint_turned(painter: QPainter, fonts: Fonts, name: str, top: float, bottom: float) -> None:
    length, line = bottom - top, fonts.title_size.height()
    font, text, _ = fonts.fitted_title(name, length)
    painter.save()
    painter.setFont(font)
    painter.translate(2.0 + line / 2, (top + bottom) / 2)
    painter.rotate(-90.0)
    flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)
    painter.drawText(QRectF(-length / 2, -line / 2, length, line), flags, text)
    painter.restore()


def _paint_above(painter: QPainter, fonts: Fonts, name: str, room: QRectF) -> float:
    """The title at the top of ``room``, on two lines if both fit; where its last line ends."""
    line = fonts.title_size.height()
    lines = fonts.title_lines(name, room.width())
    if len(lines) * line > room.height() + line:
        lines = [fonts.fitted_title(name, room.width())]
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
    flags |= int(Qt.TextFlag.TextSingleLine)
    top = room.top() - 2.0
    for font, text, _ in lines:
        painter.setFont(font)
        painter.drawText(QRectF(room.left(), top, room.width(), line), flags, text)
        top += line
    return top


def paint_ring(painter: QPainter, at: QPointF, colour: QColor, theme: Theme, width: float) -> None:
    """A picked run: its point, ringed."""
    painter.setPen(QPen(theme.surface, width + 2.0))
    painter.setBrush(colour)
    painter.drawEllipse(at, 5.0, 5.0)
    painter.setPen(QPen(theme.accent, width))
    painter.drawEllipse(at, 5.0, 5.0)
