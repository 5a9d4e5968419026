"""The axes of the response: a flag across, the goal or a second flag upward, wide enough for the model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.core.column import Column, Presence
from guild_desktop.core.values import format_value
from guild_desktop.gui.plots.axes import Axis, Mask
from guild_desktop.gui.plots.axis_scale import AxisScale, CategoryScale, NumberScale
from guild_desktop.gui.plots.placed_runs import PlacedRuns, place_runs
from guild_desktop.gui.plots.scale_choice import choose_scale

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from guild_desktop.analysis.results import Analysis, Contour, Slice, VaryingFlag
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.number_scale import Floats

_FEW_WHOLE = 21
"""Whole numbers that are no more than these have a band each."""


@dataclass(frozen=True, slots=True, eq=False)
class ResponseAxes:
    """Both axes with the runs placed on them, across first, and what the model says there.

    There is a ``slice`` if the goal is upward, a ``contour`` if it is a flag and the contour is there
    already. Everything is empty before there is an analysis.
    """

    across: Axis | None = None
    upward: Axis | None = None
    runs: PlacedRuns = field(default_factory=PlacedRuns)
    slice: Slice | None = None
    contour: Contour | None = None


def choose_response_axes(
    session: Session, analysis: Analysis, across: str, down: str | None
) -> ResponseAxes:
    """The axes for the flag ``across``, and for the flag ``down`` or (None) the goal."""
    response = analysis.response
    flags = {flag.name: flag for flag in analysis.flags}
    found = next((each for each in response.slices if each.flag == across), None)
    if across not in flags or (found is None and down is None):
        return ResponseAxes()
    one = _flag_axis(session, flags[across], from_top=False)
    if down is None:
        other = _goal_axis(session, found)
    elif down in flags:
        other = _flag_axis(session, flags[down], from_top=True)
    else:
        return ResponseAxes()
    frame = session.frame
    # The goal is an axis of its own, seen or not: it gives the runs their colours.
    shown = (one, other) if down is None else (one, other, _goal_axis(session, None))
    runs = place_runs(frame, session.base, shown, session.spread.numbers(frame.ids))
    contour = response.contour
    if contour is None or (contour.across_flag, contour.down_flag) != (across, down):
        contour = None
    return ResponseAxes(one, other, runs, None if down else found, contour)


def places(axis: Axis, values: Sequence[Any]) -> Floats:
    """Where values of a flag lie on its axis, as fractions; nan for one that has no place."""
    if isinstance(axis.scale, CategoryScale):
        codes = {label: code for code, label in enumerate(axis.column.labels)}
        known = [codes.get(format_value(value), np.nan) for value in values]
        return axis.scale.fraction(np.array(known, dtype=float))
    numbers = [
        float(v) if isinstance(v, int | float) and not isinstance(v, bool) else np.nan
        for v in values
    ]
    return axis.scale.fraction(np.array(numbers, dtype=float))


def has_bands(axis: Axis) -> bool:
    """Whether values stand apart, so that no line joins them."""
    return isinstance(axis.scale, CategoryScale) or bool(axis.scale.stops)


def _flag_axis(session: Session, flag: VaryingFlag, *, from_top: bool) -> Axis:
    frame = session.frame
    name = frame.flag_column(flag.name)
    column = frame.column(name) if flag.name in frame.flag_names else _nothing(name, len(frame))
    present = session.base & (column.presence == Presence.VALUE)
    return Axis(
        column,
        _flag_scale(session, flag, column, present, from_top=from_top),
        "flag",
        None,
        present,
    )


def _flag_scale(
    session: Session, flag: VaryingFlag, column: Column, present: Mask, *, from_top: bool
) -> AxisScale:
    if flag.kind == "choice" or column.kind == "category":
        scale = choose_scale(
            column, present, "flag", kind=session.arrangement.scale_of(column.name)
        )
        return replace(scale, from_top=from_top) if isinstance(scale, CategoryScale) else scale
    low, high = flag.low, flag.high
    known = column.values[present]
    if known.size:
        # Of other sweeps, which may have searched elsewhere, runs are shown too.
        low, high = min(low, float(known.min())), max(high, float(known.max()))
    kind = session.arrangement.scale_of(column.name)
    log = flag.log if kind is None else kind == "log"
    stops: tuple[float, ...] = ()
    if flag.kind == "int" and high - low < _FEW_WHOLE and not log:
        stops = tuple(np.arange(low, high + 1).tolist())
    return NumberScale(low, high, log=log and low > 0, stops=stops)


def _goal_axis(session: Session, found: Slice | None) -> Axis:
    frame, name = session.frame, session.frame.objective_column(session.objective)
    reported = session.objective.name in frame.scalar_names
    column = frame.column(name) if reported else _nothing(name, len(frame))
    present = session.base & (column.presence == Presence.VALUE)
    scale = choose_scale(column, present, "objective", kind=session.arrangement.scale_of(name))
    if isinstance(scale, NumberScale) and found is not None and scale.quantiles is None:
        low, high = min(scale.low, *found.mean), max(scale.high, *found.mean)
        scale = replace(scale, low=scale.low if scale.log and low <= 0 else low, high=high)
    return Axis(column, scale, "objective", session.objective.direction, present)


def _nothing(name: str, count: int) -> Column:
    missing = np.full(count, Presence.MISSING, dtype=np.uint8)
    return Column(name, "number", "scalar", np.full(count, np.nan), missing)
