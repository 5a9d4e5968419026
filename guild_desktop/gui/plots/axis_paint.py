"""Painting of upright axes: lines, titles, labels on chips, histograms and lanes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from guild_desktop.gui.format import count as written_count
from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.axes import Axis
from guild_desktop.gui.plots.axis_scale import CategoryScale, NumberScale
from guild_desktop.gui.plots.histogram import Bars
from guild_desktop.gui.plots.parallel_geometry import BEYOND, ParallelGeometry
from guild_desktop.gui.plots.placed_runs import LANE_SIGNS, Lane, PlacedRuns
from guild_desktop.gui.plots.ticks import Tick
from guild_desktop.gui.theme import Theme

HISTOGRAM = 15.0
"""The longest bar of a histogram in pixels."""

BESIDE_LABEL = 14.0
"""What the tick, the chip's ends and the next axis take of the room for a label between two axes."""


@dataclass(frozen=True, slots=True, eq=False)
class Fonts:
    """The fonts of a plot with their measures: ``title`` is bold, ``label`` the system's size."""

    title: QFont
    label: QFont
    title_size: QFontMetricsF
    label_size: QFontMetricsF

    def fitted_title(self, name: str, room: float) -> tuple[QFont, str, float]:
        """A title for ``room`` pixels with its font and width: drawn narrower, then elided, if it must be."""
        font, size, name = self.title, self.title_size, one_line(name)
        if size.horizontalAdvance(name) > room:
            font = QFont(font)
            font.setStretch(QFont.Stretch.SemiCondensed)
            size = QFontMetricsF(font)
        text = size.elidedText(name, Qt.TextElideMode.ElideRight, room)
        return font, text, size.horizontalAdvance(text)

    def title_lines(self, name: str, room: float) -> list[tuple[QFont, str, float]]:
        """A title as ``fitted_title``, on two lines where it is too long for one and has a joint in it."""
        whole = one_line(name)
        ends = [joint.end() for joint in re.finditer(r"[-_./ ]+(?=.)", whole)]
        ends = [at for at in ends if self.title_size.horizontalAdvance(whole[:at]) <= room]
        if not ends or self.title_size.horizontalAdvance(whole) <= room:
            return [self.fitted_title(whole, room)]
        return [self.fitted_title(part, room) for part in (whole[: ends[-1]], whole[ends[-1] :])]

    @classmethod
    def of(cls, font: QFont) -> Fonts:
        """The fonts of a plot in a widget that has ``font``."""
        title = QFont(font)
        title.setWeight(QFont.Weight.DemiBold)
        return cls(title, QFont(font), QFontMetricsF(title), QFontMetricsF(font))


def words_below(axis: Axis) -> str:
    """What stands under the title: which end of the objective is good, and a scale one must know of."""
    words = []
    if axis.direction is not None:
        low = axis.direction == "minimize"
        words.append(
            QCoreApplication.translate("Plots", "low is good")
            if low
            else QCoreApplication.translate("Plots", "high is good")
        )
    if isinstance(axis.scale, NumberScale) and axis.scale.kind == "quantile":
        words.append(QCoreApplication.translate("Plots", "quantiles"))
    return ", ".join(words)


def axis_ticks(axis: Axis, length: float, gap: float) -> tuple[Tick, ...]:
    """The labelled places of ``axis``: each band's name, or numbers."""
    scale = axis.scale
    if not isinstance(scale, CategoryScale):
        return scale.ticks(length, gap)
    every = max(1, int(np.ceil(gap * scale.bands / max(length, 1.0))))
    names = [one_line(scale.labels[code]) for code in scale.shown]
    if scale.others:
        words = QCoreApplication.translate("Plots", "{count} others")
        names.append(words.format(count=written_count(len(scale.others))))
    return tuple(
        Tick(scale.place(band), name)
        for band, name in enumerate(names)
        if (len(names) - 1 - band) % every == 0
    )


def paint_chip(painter: QPainter, rect: QRectF, text: str, back: QColor, front: QColor) -> None:
    """``text`` literally on a rounded ground, so that it can be read over lines."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawRoundedRect(rect, 3.0, 3.0)
    painter.setPen(front)
    painter.drawText(
        rect, int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine), text
    )


def paint_axis(
    painter: QPainter,
    geometry: ParallelGeometry,
    index: int,
    axis: Axis,
    fonts: Fonts,
    theme: Theme,
    *,
    ringed: bool,
) -> None:
    """The line of the axis, and its title with the goal."""
    x = float(geometry.xs[index])
    heavy = axis.role == "objective"
    # Each covers whole pixels: one around x, or two.
    painter.setPen(QPen(theme.text, 2.0 if heavy else 1.0))
    line = x - 0.5 if heavy else x
    painter.drawLine(QPointF(line, geometry.top), QPointF(line, geometry.bottom))
    paint_title(painter, geometry, index, axis, fonts, theme, ringed=ringed)


def paint_axis_labels(
    painter: QPainter,
    geometry: ParallelGeometry,
    index: int,
    axis: Axis,
    fonts: Fonts,
    theme: Theme,
) -> None:
    """The labels of the axis on chips at its right, to be painted over every line."""
    x = float(geometry.xs[index])
    painter.setFont(fonts.label)
    height = fonts.label_size.height()
    last = index == len(geometry.xs) - 1
    room = geometry.width - x - 8.0 if last else geometry.spacing - BESIDE_LABEL
    ground = _ground(theme)
    gap = (
        height + 4.0 if isinstance(axis.scale, CategoryScale) or axis.scale.stops else 1.9 * height
    )
    for tick in axis_ticks(axis, geometry.length, gap):
        y = geometry.y(tick.fraction)
        painter.setPen(QPen(theme.text, 1.0))
        painter.drawLine(QPointF(x, y), QPointF(x + 4.0, y))
        # Half a number would be another number.
        text = tick.label
        if isinstance(axis.scale, CategoryScale):
            text = fonts.label_size.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
        width = fonts.label_size.horizontalAdvance(text) + 6.0
        chip = QRectF(x + 5.0, y - height / 2, width, height)
        paint_chip(painter, chip, text, ground, theme.muted)


def paint_title(
    painter: QPainter,
    geometry: ParallelGeometry,
    index: int,
    axis: Axis,
    fonts: Fonts,
    theme: Theme,
    *,
    ringed: bool,
) -> None:
    """The column's name in its room, kept within the plot; words below it; focus ring."""
    x = float(geometry.xs[index])
    room = geometry.spacing - 8.0
    line = fonts.title_size.height()
    words = words_below(axis)
    lines = [fonts.fitted_title(axis.name, room)] if words else fonts.title_lines(axis.name, room)
    top = 6.0
    flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextSingleLine)
    painter.setPen(theme.text)
    whole = QRectF()
    for number, (font, text, width) in enumerate(lines):
        left = _kept_within(x - width / 2, width, geometry.width)
        rect = QRectF(left, top + number * line, width, line)
        painter.setFont(font)
        painter.drawText(rect.adjusted(-2, 0, 2, 0), flags, text)
        whole = whole.united(rect)
    if ringed:
        painter.setPen(QPen(theme.accent, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(whole.adjusted(-5.0, -2.0, 5.0, 2.0), 4.0, 4.0)
    if words:
        painter.setFont(fonts.label)
        painter.setPen(theme.muted)
        width = fonts.label_size.horizontalAdvance(words)
        left = _kept_within(x - width / 2, width, geometry.width)
        painter.drawText(QRectF(left - 2, top + line, width + 4, line), flags, words)


def _ground(theme: Theme) -> QColor:
    """Behind labels: so much of the lines shows through that they are seen to go on, and no more."""
    ground = QColor(theme.surface)
    ground.setAlpha(240)
    return ground


def _kept_within(left: float, width: float, whole: float) -> float:
    return max(min(left, whole - width - 6.0), 6.0)


def paint_histogram(
    painter: QPainter,
    geometry: ParallelGeometry,
    index: int,
    bars: Bars,
    theme: Theme,
    *,
    inside: bool,
) -> None:
    """Left of the axis how many runs lie where:
    all in grey, or in front of that those in focus (``inside``).
    """
    x = float(geometry.xs[index])
    most = max(int(bars.everything.max(initial=0)), 1)
    height = max(min(2.0 * bars.half * geometry.length - 0.5, 22.0), 1.0)
    colour, counts = QColor(theme.context), bars.everything
    colour.setAlphaF(0.85)
    if inside:
        colour, counts = QColor(theme.accent), bars.inside
        colour.setAlphaF(0.6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    seen = np.flatnonzero(counts)
    rects = np.empty((seen.size, 4))
    rects[:, 2] = np.maximum(HISTOGRAM * counts[seen] / most, 1.0)
    rects[:, 0] = x - 1.5 - rects[:, 2]
    rects[:, 1] = geometry.bottom - bars.middles[seen] * geometry.length - height / 2
    rects[:, 3] = height
    draw_rects(painter, rects)


def draw_rects(painter: QPainter, rects: npt.NDArray[np.float64]) -> None:
    """Draw ``rects`` (rows of left, top, width, height) in one call."""
    if rects.size:
        # An array of doubles is what QRectF is made of.
        first = cast("QRectF", shiboken6.Shiboken.wrapInstance(rects.ctypes.data, QRectF))
        painter.drawRects(first, len(rects))


def paint_lanes(
    painter: QPainter,
    geometry: ParallelGeometry,
    index: int,
    runs: PlacedRuns,
    brushed: frozenset[Lane],
    fonts: Fonts,
    theme: Theme,
) -> None:
    """Under the axis a dash with sign and count for each lane in use, and how many lie beyond its ends.

    Signs of lanes that are ``brushed`` look like a range.
    """
    x = float(geometry.xs[index])
    painter.setFont(fonts.label)
    height = fonts.label_size.height()
    ground = _ground(theme)
    colours = {Lane.FAILED: theme.failed, Lane.RUNNING: theme.running}
    for lane, number in runs.lane_counts(index).items():
        y = geometry.lane_y(lane)
        colour = colours.get(lane, theme.muted)
        painter.setPen(QPen(colour, 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x - 8.0, y), QPointF(x + 6.0, y))
        text = f"{LANE_SIGNS[lane]} {written_count(number)}"
        width = fonts.label_size.horizontalAdvance(text) + 6.0
        chip = QRectF(x + 8.0, y - height / 2, width, height)
        paint_chip(painter, chip, text, theme.accent_weak if lane in brushed else ground, colour)
        if lane in brushed:
            painter.setPen(QPen(theme.accent, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(chip, 3.0, 3.0)
    below, above = runs.beyond(index)
    for number, sign, y in (
        (above, "▲", geometry.top - BEYOND),
        (below, "▼", geometry.bottom + BEYOND),
    ):
        if number:
            text = f"{sign} {written_count(number)}"
            width = fonts.label_size.horizontalAdvance(text) + 6.0
            chip = QRectF(x + 5.0, y - height / 2, width, height)
            paint_chip(painter, chip, text, ground, theme.muted)
