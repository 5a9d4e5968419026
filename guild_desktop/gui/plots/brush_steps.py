"""Brushes changed step by step, for the keyboard:
ends of ranges, categories and lanes one after the other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.gui.plots.axes import Axis
from guild_desktop.gui.plots.axis_brush import AxisBrush
from guild_desktop.gui.plots.axis_scale import CategoryScale, NumberScale, Span
from guild_desktop.gui.plots.placed_runs import Lane
from guild_desktop.gui.plots.shortest import shortest_between

if TYPE_CHECKING:
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot

_STRIDE = 0.05  # of the axis, with Shift


class BrushSteps:
    """Moves ends, categories and lanes of the brush on an axis; owned by the keys of the plot."""

    def __init__(self, plot: ParallelPlot) -> None:
        self._plot = plot

    def step(self, axis: Axis, step: int, *, further: bool) -> None:
        """Move the near end of the range upward (``step`` 1) or downward by one run,
        or go to the next category.

        ``further`` (Shift) moves by a twentieth of the axis, or adds the category to those there are.
        """
        plot, scale = self._plot, axis.scale
        brush = plot.brush_on(axis)
        if isinstance(scale, CategoryScale):
            kept = self._next_category(scale, brush.kept, step)
            kept = kept | brush.kept if further else kept
            plot.brushes.set(axis, AxisBrush(kept=kept))
            return
        if scale.flipped:
            scale, step = scale.upright, -step
        span = brush.spans[-1] if brush.spans else Span(None, None)
        moved = self._moved(axis, scale, span, step, stride=further)
        if moved is not None:
            plot.brushes.set(axis, replace(brush, spans=(*brush.spans[:-1], moved)))

    def widen(self, axis: Axis, notches: int) -> None:
        """Move both ends of the newest range outward, or inward if ``notches`` is negative."""
        spans = self._plot.brush_on(axis).spans
        if spans:
            self._plot.gestures.wheel.grow(axis, len(spans) - 1, notches)

    def next_lane(self, axis: Axis, *, adding: bool) -> None:
        """Keep the next lane that is used under an axis, after the last one none;
        ``adding`` keeps the rest.
        """
        plot = self._plot
        lanes = [*plot.runs.lane_counts(plot.axes.shown.index(axis))]
        brush = plot.brush_on(axis)
        last = max((lanes.index(lane) for lane in brush.lanes if lane in lanes), default=-1)
        if last + 1 < len(lanes):
            plot.brushes.toggle_lane(axis, lanes[last + 1], adding=adding)
        elif brush.lanes:
            plot.brushes.set(axis, replace(brush, lanes=frozenset()))

    def _next_category(
        self, scale: CategoryScale, kept: frozenset[str], step: int
    ) -> frozenset[str]:
        chosen = [band for band in range(scale.bands) if kept.issuperset(scale.names((band,)))]
        ahead = -step if scale.from_top else step
        start = max(chosen, default=0) if ahead > 0 else min(chosen, default=0)
        band = 0 if not kept or not chosen else (start + ahead) % scale.bands
        return frozenset(scale.names((band,)))

    def _moved(
        self, axis: Axis, scale: NumberScale, span: Span, step: int, *, stride: bool
    ) -> Span | None:
        """``span`` with its near end one step further; a new one begins at the end the step leaves."""
        upper = span.high is not None or (span.low is None and _begins_low(axis, step))
        geometry = self._plot.geometry_now
        if geometry is None:
            return None
        end = span.high if upper else span.low
        if stride:
            start = float(scale.fraction(end)) if end is not None else (0.0 if upper else 1.0)
            place = start + step * _STRIDE
            value = None if not 0.0 < place < 1.0 else scale.rounded(place, geometry.length)
        else:
            value = self._next_value(axis, end, step, upper=upper)
        return replace(span, high=value) if upper else replace(span, low=value)

    def _next_value(self, axis: Axis, end: float | None, step: int, *, upper: bool) -> float | None:
        """The end that takes in or leaves out one more value; None past the last."""
        index = self._plot.axes.shown.index(axis)
        runs = self._plot.runs
        rows = runs.rows[runs.lane[index] == Lane.ON_AXIS]
        values = np.unique(axis.column.values[rows])
        if not values.size:
            return None
        if upper:
            inside = int(np.searchsorted(values, end, side="right")) if end is not None else 0
            inside = min(max(inside + step, 1), values.size)
            if inside == values.size:
                return None
            return shortest_between(float(values[inside - 1]), float(values[inside]))
        outside = int(np.searchsorted(values, end, side="left")) if end is not None else values.size
        outside = min(max(outside + step, 0), values.size - 1)
        if outside == 0:
            return None
        return -shortest_between(-float(values[outside]), -float(values[outside - 1]))


def _begins_low(axis: Axis, step: int) -> bool:
    """Whether a new range hangs from the low end: on the objective its good end, else by direction."""
    if axis.direction is not None:
        return axis.direction == "minimize"
    return step > 0
