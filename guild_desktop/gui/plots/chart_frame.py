"""One pair of axes with a frame around the data: where it lies, its labels, titles and brushes."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from guild_desktop.gui.plots.axis_paint import Fonts
from guild_desktop.gui.plots.axis_scale import NumberScale
from guild_desktop.gui.plots.ticks import MOST_TICKS, Tick, linear_ticks
from guild_desktop.gui.theme import Theme

PAD = 7.0
"""Between the data and the frame, so that points at the ends are whole."""

LANE = 15.0
"""Height of the strip below the data for runs without a value."""

_GAP = 4.0
_MOST_LABEL = 78.0
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_TIME_STEPS = (
    *(1.0, 5.0, 10.0, 30.0),
    *(_MINUTE * minutes for minutes in (1, 5, 10, 30)),
    *(_HOUR * hours for hours in (1, 3, 6, 12)),
    *(_DAY * days for days in (1, 2, 7, 14, 28, 91, 182, 364)),
)


@dataclass(frozen=True, slots=True)
class ChartFrame:
    """Edges of the data in pixels; ``lane`` is whether there is a strip for runs without a value below it."""

    left: float = 0.0
    right: float = 1.0
    top: float = 0.0
    bottom: float = 1.0
    lane: bool = False

    @property
    def width(self) -> float:
        """The length of the axis across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """The length of the axis upward."""
        return self.bottom - self.top

    @property
    def border(self) -> QRectF:
        """The frame, with the strip inside."""
        below = PAD + (LANE if self.lane else 0.0)
        return QRectF(
            self.left - PAD, self.top - PAD, self.width + 2 * PAD, self.height + PAD + below
        )

    @property
    def lane_y(self) -> float:
        """The middle of the strip."""
        return self.bottom + PAD + LANE / 2 - 2.0

    def x(self, fraction: float) -> float:
        """The place of a fraction of the axis across."""
        return self.left + fraction * self.width

    def y(self, fraction: float) -> float:
        """The place of a fraction of the axis upward."""
        return self.bottom - fraction * self.height

    def fractions(self, at: QPointF) -> tuple[float, float]:
        """Where a point lies on both axes."""
        return (at.x() - self.left) / self.width, (self.bottom - at.y()) / self.height


def lay_out_frame(
    width: float,
    height: float,
    fonts: Fonts,
    labels: Sequence[str],
    *,
    lane: bool,
    above: float = 0.0,
) -> ChartFrame:
    """The frame in a plot of this size, beside the widest of the upward axis' ``labels``,
    below ``above`` pixels.
    """
    top = PAD + 4.0 + above
    widest = max(map(fonts.label_size.horizontalAdvance, labels), default=0.0)
    left = min(widest, _MOST_LABEL) + fonts.title_size.height() + _GAP * 3 + PAD
    below = fonts.label_size.height() + fonts.title_size.height() + _GAP + 2.0 + PAD
    bottom = height - below - (LANE if lane else 0.0)
    return ChartFrame(
        round(left),
        max(float(round(width - PAD - 8.0)), round(left) + 1.0),
        top,
        max(float(round(bottom)), top + 1.0),
        lane,
    )


def whole_ticks(low: float, high: float, length: float, gap: float) -> tuple[Tick, ...]:
    """Whole numbers from ``low`` to ``high``, the first of them among the labels if it is 1."""
    span = max(high - low, 1e-9)
    values, labels = linear_ticks(low, high, max(1.0, span * gap / max(length, 1.0)))
    ticks = [
        Tick((value - low) / span if high > low else 0.5, label)
        for value, label in zip(values, labels, strict=True)
    ]
    if low == 1.0 and (not ticks or ticks[0].fraction * length >= gap):
        ticks.insert(0, Tick(0.0 if high > low else 0.5, "1"))
    return tuple(ticks)


def time_ticks(low: float, high: float, length: float, gap: float) -> tuple[Tick, ...]:
    """Round local times from ``low`` to ``high`` (seconds since 1970), days once they are far apart."""
    span = high - low
    if span <= 0.0:
        return (Tick(0.5, time.strftime("%H:%M:%S", time.localtime(low))),)
    least = max(span * gap / max(length, 1.0), span / MOST_TICKS)
    step = next((step for step in _TIME_STEPS if step >= least), _TIME_STEPS[-1])
    form = "%H:%M:%S" if step < _MINUTE else "%H:%M" if step < _DAY else "%b %d"
    shift = time.localtime(low).tm_gmtoff
    first = math.ceil((low + shift) / step)
    last = math.floor((high + shift) / step)
    return tuple(
        Tick(
            (at * step - shift - low) / span, time.strftime(form, time.localtime(at * step - shift))
        )
        for at in range(first, min(last, first + 2 * MOST_TICKS) + 1)
    )


def number_ticks(scale: NumberScale, length: float, gap: float) -> tuple[Tick, ...]:
    """The labelled places of an axis of numbers that lie on it."""
    return tuple(tick for tick in scale.ticks(length, gap) if -1e-6 <= tick.fraction <= 1 + 1e-6)


def paint_ground(painter: QPainter, frame: ChartFrame, theme: Theme) -> None:
    """The ground and border of the frame."""
    painter.setPen(QPen(theme.line, 1.0))
    painter.setBrush(theme.zebra)
    painter.drawRoundedRect(frame.border, 4.0, 4.0)


def paint_across(
    painter: QPainter,
    frame: ChartFrame,
    ticks: Sequence[Tick],
    title: str,
    fonts: Fonts,
    theme: Theme,
) -> None:
    """Below the frame the labels that fit side by side, and the title in the middle."""
    line, border = fonts.label_size.height(), frame.border
    flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)
    painter.setFont(fonts.label)
    painter.setPen(QPen(theme.muted, 1.0))
    edge = 0.0
    for tick in ticks:
        x = frame.x(tick.fraction)
        width = fonts.label_size.horizontalAdvance(tick.label)
        start = min(max(x - width / 2, border.left() - PAD), border.right() + 4.0 - width)
        if start >= edge:
            painter.drawLine(QPointF(x, border.bottom()), QPointF(x, border.bottom() + _GAP))
            painter.drawText(
                QRectF(start - 1, border.bottom() + _GAP, width + 2, line), flags, tick.label
            )
            edge = start + width + 8.0
    painter.setPen(theme.text)
    font, text, _ = fonts.fitted_title(title, frame.width)
    painter.setFont(font)
    below = QRectF(border.left(), border.bottom() + _GAP + line, border.width(), line + 2)
    painter.drawText(below, flags, text)


def paint_upward(
    painter: QPainter,
    frame: ChartFrame,
    ticks: Sequence[Tick],
    title: str,
    fonts: Fonts,
    theme: Theme,
) -> None:
    """Left of the frame its labels, and the title turned."""
    line, right = fonts.label_size.height(), frame.border.left() - _GAP - 2.0
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
    flags |= int(Qt.TextFlag.TextSingleLine)
    painter.setFont(fonts.label)
    painter.setPen(QPen(theme.muted, 1.0))
    lowest = frame.bottom + line
    for tick in ticks:
        y = frame.y(tick.fraction)
        if y + line / 2 > lowest + 1.0:
            continue
        lowest = y - line / 2
        painter.drawLine(QPointF(right + 2.0, y), QPointF(right + 2.0 + _GAP, y))
        text = fonts.label_size.elidedText(tick.label, Qt.TextElideMode.ElideRight, _MOST_LABEL)
        painter.drawText(QRectF(0.0, y - line / 2, right, line), flags, text)
    painter.save()
    painter.setPen(theme.text)
    font, text, _ = fonts.fitted_title(title, frame.height)
    painter.setFont(font)
    high = fonts.title_size.height()
    painter.translate(2.0 + high / 2, (frame.top + frame.bottom) / 2)
    painter.rotate(-90.0)
    centre = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)
    painter.drawText(QRectF(-frame.height / 2, -high / 2, frame.height, high), centre, text)
    painter.restore()


def paint_lane(
    painter: QPainter, frame: ChartFrame, notes: str, colour: QColor, fonts: Fonts
) -> None:
    """Left of the strip how many runs are on it."""
    right = frame.border.left() - _GAP
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
    flags |= int(Qt.TextFlag.TextSingleLine)
    painter.setFont(fonts.label)
    painter.setPen(colour)
    painter.drawText(QRectF(0.0, frame.lane_y - LANE / 2, right, LANE), flags, notes)


def paint_range(
    painter: QPainter,
    frame: ChartFrame,
    across: Sequence[tuple[float, float]],
    upward: Sequence[tuple[float, float]],
    theme: Theme,
) -> None:
    """The ranges kept across and upward, in fractions; those that reach beyond an end have no edge there."""
    if not across and not upward:
        return
    inside = frame.border.adjusted(1.0, 1.0, -1.0, -1.0)
    both = bool(across and upward)
    fill, edge = QColor(theme.accent), QColor(theme.accent)
    fill.setAlphaF(0.16 if both else 0.1)
    edge.setAlphaF(0.8 if both else 0.5)
    painter.setPen(QPen(edge, 1.4))
    for first, last in across or ((-1.0, 2.0),):
        for low, high in upward or ((-1.0, 2.0),):
            corner = QPointF(frame.x(first), frame.y(high))
            rect = QRectF(corner, QPointF(frame.x(last), frame.y(low))).intersected(inside)
            painter.fillRect(rect, fill)
            for open_end, start, end in (
                (first <= -1.0, rect.topLeft(), rect.bottomLeft()),
                (last >= 2.0, rect.topRight(), rect.bottomRight()),
                (high >= 2.0, rect.topLeft(), rect.topRight()),
                (low <= -1.0, rect.bottomLeft(), rect.bottomRight()),
            ):
                if not open_end:
                    painter.drawLine(start, end)
