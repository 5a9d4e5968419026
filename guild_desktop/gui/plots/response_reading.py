"""What the model says at a place of the response, and which flags that place stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from guild_desktop.core.values import format_value
from guild_desktop.gui.format import estimate_format, estimate_text, short_number
from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.axis_scale import NumberScale
from guild_desktop.gui.plots.response_axes import has_bands, places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtCore import QPointF

    from guild_desktop.core.values import Value
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.response_plot import ResponsePlot


@dataclass(frozen=True, slots=True)
class Reading:
    """The values of the flags on the axes, and the model's mean and standard deviation there."""

    flags: Mapping[str, Value]
    mean: float
    deviation: float

    @property
    def words(self) -> str:
        """All of it, in a line."""
        told = ", ".join(f"{one_line(name, 30)} = {_text(v)}" for name, v in self.flags.items())
        form = estimate_format(self.mean, self.deviation)
        return f"{told}: {estimate_text(self.mean, self.deviation, form)}"


def read_model(plot: ResponsePlot, at: QPointF) -> Reading | None:
    """What the model says at a place of the viewport; None where it says nothing."""
    axes, frame = plot.axes, plot.frame_now
    x, y = frame.fractions(at)
    if axes.across is None or axes.upward is None or not 0.0 <= x <= 1.0:
        return None
    found, surface = axes.slice, plot.surface
    if found is not None:
        along = places(axes.across, found.values)
        known = np.flatnonzero(np.isfinite(along))
        if not known.size:
            return None
        order = known[np.argsort(along[known])]
        if has_bands(axes.across):
            order = order[[np.argmin(np.abs(along[order] - x))]]
        mean, deviation = (
            float(np.interp(x, along[order], np.array(each)[order]))
            for each in (found.mean, found.deviation)
        )
        value = _value_at(axes.across, found.values, x, frame.width)
        return Reading({plot.across_flag: value}, mean, deviation)
    if surface is None or plot.down_flag is None or not 0.0 <= y <= 1.0:
        return None
    means, deviations, contour = surface.mean, surface.deviation, surface.contour
    row = min(int(y * len(means)), len(means) - 1)
    column = min(int(x * means.shape[1]), means.shape[1] - 1)
    one = _value_at(axes.across, contour.across, x, frame.width)
    other = _value_at(axes.upward, contour.down, y, frame.height)
    flags = {plot.across_flag: one, plot.down_flag: other}
    return Reading(flags, float(means[row, column]), float(deviations[row, column]))


def flags_at(plot: ResponsePlot, at: QPointF) -> Mapping[str, Value] | None:
    """All flags that a place stands for: those of the run there,
    or the place's own and the others of the plot.

    Where the others are averaged over the runs there are no such values, and they are those of
    the model's best.
    """
    run = plot.gestures.run_at(at)
    if run is not None:
        session = plot.session
        return session.frame.run(session.frame.position(run)).flags
    now, reading = plot.analyses.now.analysis, read_model(plot, at)
    if now is None or reading is None:
        return None
    best = now.response.model_best
    others = now.response.context_flags or ({} if best is None else best.flags)
    return {**others, **reading.flags}


def _value_at(axis: Axis, values: tuple[Any, ...], fraction: float, length: float) -> Value:
    """The flag's value at a fraction of its axis of so many pixels, with no more digits than these show."""
    scale = axis.scale
    if has_bands(axis) or not isinstance(scale, NumberScale):
        along = places(axis, values)
        nearest: Value = values[int(np.nanargmin(np.abs(along - fraction)))]
        return nearest
    number = scale.rounded(fraction, length)
    return round(number) if all(isinstance(value, int) for value in values) else number


def _text(value: Value) -> str:
    if isinstance(value, float):
        return short_number(value)
    return one_line(format_value(value), 40)
