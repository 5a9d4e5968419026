"""Keyboard of the parallel plot: every brush without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from guild_desktop.gui.plots.axes import Axis
from guild_desktop.gui.plots.axis_scale import CategoryScale, NumberScale, Span
from guild_desktop.gui.plots.brush_clauses import (
    categories_clause,
    clause_categories,
    clause_spans,
)
from guild_desktop.gui.plots.placed_runs import Lane
from guild_desktop.gui.plots.shortest import shortest_between

if TYPE_CHECKING:
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot

_STRIDE = 0.05  # of the axis, with Shift


class ParallelKeys:
    """Turns keys into brushes; owned by the plot.

    Left and Right choose an axis (with Shift: move it), Up and Down move the near end of its range by
    one run (with Shift by a twentieth of the axis) or go through its categories, B keeps the best
    tenth, Delete clears the axis, Escape everything.
    """

    def __init__(self, plot: ParallelPlot) -> None:
        self._plot = plot
        self.in_use = False

    @property
    def ringed_axis(self) -> str | None:
        """The name of the axis that shows the focus ring: none while a person uses the mouse."""
        index = self._ringed() if self.in_use else None
        return None if index is None else self._plot.axes.shown[index].name

    def press(self, key: int, *, shift: bool) -> bool:
        """Do what ``key`` means; False if it means nothing here."""
        self.in_use = True
        plot, gestures = self._plot, self._plot.gestures
        if key == Qt.Key.Key_Escape:
            if not gestures.cancel():
                gestures.clear_all()
            return True
        if key == Qt.Key.Key_B:
            plot.keep_best()
            return True
        index = self._ringed()
        if index is None:
            return False
        axis = plot.axes.shown[index]
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self._go(index, -1 if key == Qt.Key.Key_Left else 1, moving=shift)
        elif key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._step(axis, 1 if key == Qt.Key.Key_Up else -1, stride=shift)
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            gestures.clear_axis(axis)
        elif key == Qt.Key.Key_F:
            plot.actions_on.flip(axis)
        elif key == Qt.Key.Key_L:
            plot.actions_on.next_scale(axis)
        else:
            return False
        return True

    def _ringed(self) -> int | None:
        """The axis with the focus ring; the last one, the objective, before any was chosen."""
        names = [axis.name for axis in self._plot.axes.shown]
        if not names:
            return None
        ringed = self._plot.gestures.ringed_axis
        if ringed not in names:
            self._plot.gestures.ringed_axis = names[-1]
            return len(names) - 1
        return names.index(ringed)

    def _go(self, index: int, step: int, *, moving: bool) -> None:
        plot = self._plot
        to = min(max(index + step, 0), len(plot.axes.shown) - 1)
        if moving and to != index:
            plot.move_axis(index, to)
        elif not moving:
            plot.gestures.ringed_axis = plot.axes.shown[to].name
        plot.viewport().update()

    def _step(self, axis: Axis, step: int, *, stride: bool) -> None:
        plot, scale = self._plot, axis.scale
        clauses = plot.clauses_on(axis)
        if isinstance(scale, CategoryScale):
            picked = clause_categories(clauses, axis.column)
            chosen = [
                band for band in range(scale.bands) if picked.issuperset(scale.names((band,)))
            ]
            ahead = -step if scale.from_top else step
            band = 0 if not picked or not chosen else (chosen[0] + ahead) % scale.bands
            names = frozenset(scale.names((band,)))
            plot.gestures.set_clause(axis, categories_clause(axis.column, names))
            return
        if scale.flipped:
            scale, step = scale.upright, -step
        spans = clause_spans(clauses)
        span = spans[-1] if spans else Span(None, None)
        moved = self._moved(axis, scale, span, step, stride=stride)
        if moved is not None:
            plot.gestures.set_spans(axis, (*spans[:-1], moved))

    def _moved(
        self, axis: Axis, scale: NumberScale, span: Span, step: int, *, stride: bool
    ) -> Span | None:
        """``span`` with its near end one step further; a new one begins at the end the step leaves."""
        upper = span.high is not None or (span.low is None and self._begins_low(axis, step))
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
        return Span(span.low, value) if upper else Span(value, span.high)

    def _begins_low(self, axis: Axis, step: int) -> bool:
        """Whether a new range hangs from the low end: on the objective its good end, else by direction."""
        if axis.direction is not None:
            return axis.direction == "minimize"
        return step > 0

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
