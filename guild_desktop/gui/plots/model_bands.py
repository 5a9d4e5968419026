"""What the model expects along each flag, as bands in the cells of the scatter matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from guild_desktop.core.values import format_value
from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.band import Band

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guild_desktop.analysis.results import Analysis, Slice
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.band import Floats
    from guild_desktop.gui.plots.scatter_cells import Cell
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot

FEWEST_MODELLED = 5
"""Of fewer runs nobody makes a model; with many flags it takes more, which the analysis says itself."""

_BEYOND = 1.0
"""Ends further outside of a cell than its own size are as good as there."""


def model_bands(plot: ScatterPlot, analysis: Analysis) -> Mapping[Cell, Band]:
    """For each cell of the objective against a varied flag the model's mean and two deviations about it.

    None where the analysis is of another objective than is shown, or where the flag has no column.
    """
    session = plot.session
    if analysis.objective != session.objective:
        return {}
    goal = session.frame.objective_column(session.objective)
    flags = session.frame.flag_names
    slices = {
        session.frame.flag_column(each.flag): each
        for each in analysis.response.slices
        if each.flag in flags
    }
    kinds = {flag.name: flag.kind for flag in analysis.flags}
    found = {}
    for cell in plot.cells:
        row, column = plot.axis_of_row(cell[0]), plot.axis_of_column(cell[1])
        along = slices.get(column.name) if row.name == goal else None
        if along is None:
            continue
        by_value = kinds[along.flag] == "choice" or column.scale.half_band > 0.0
        found[cell] = _band(along, column, row, by_value=by_value)
    return found


def _band(along: Slice, across: Axis, upward: Axis, *, by_value: bool) -> Band:
    xs = across.scale.fraction(_codes(along.values, across))
    known = np.isfinite(xs)
    order = np.argsort(xs[known], kind="stable")
    low, middle, high = (
        _upward(upward, ends)[known][order] for ends in (along.low, along.mean, along.high)
    )
    return Band(xs[known][order], low, middle, high, by_value)


def _codes(values: Sequence[Any], axis: Axis) -> Floats:
    """The values as the frame's column has them: numbers, or indexes of categories; nan where it has none."""
    if axis.column.kind != "category":
        return np.array(values, dtype=float)
    places = {label: float(at) for at, label in enumerate(axis.column.labels)}
    return np.array([places.get(format_value(value), np.nan) for value in values])


def _upward(axis: Axis, values: Sequence[float]) -> Floats:
    """Where values lie upward; what a logarithm does not know lies below all."""
    scale = axis.scale
    if isinstance(scale, CategoryScale):
        return np.full(len(values), np.nan)
    with np.errstate(all="ignore"):
        places = scale.fraction(np.array(values))
    low = 1.0 + _BEYOND if scale.flipped else -_BEYOND
    places = np.nan_to_num(places, nan=low, posinf=1.0 + _BEYOND, neginf=-_BEYOND)
    return np.clip(places, -_BEYOND, 1.0 + _BEYOND)
