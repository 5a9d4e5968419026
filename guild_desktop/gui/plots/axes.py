"""Which columns become axes, in which order and on which scale."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.core.batch import Direction, Objective
from guild_desktop.core.flag_order import ordered_flags
from guild_desktop.core.frame import Column, Presence, RunFrame, UnknownColumn
from guild_desktop.core.leading_scalars import leading_scalars
from guild_desktop.gui.format import short_number
from guild_desktop.gui.live.arrangement import Arrangement
from guild_desktop.gui.plots.axis_scale import AxisScale, CategoryScale, NumberScale
from guild_desktop.gui.plots.ticks import nice_step

Mask: TypeAlias = npt.NDArray[np.bool_]
Role: TypeAlias = Literal["flag", "metric", "objective"]

TIME = "time"
"""The duration, a field of every run, is a result too."""

MOST_CATEGORIES = 20
"""So many categories get bands of their own; rarer ones share one."""

MOST_AXES = 12
"""So many fit beside each other; more of them are for those who ask."""

FEWEST_SCALARS = 3
"""Scalars that get an axis however many flags vary."""

_AS_USUAL = Arrangement()
_MOST_EXAMINED = 100  # scalars, before anybody asks for one
_FEW_STOPS = 8
_FEW_WHOLE = 21
_MOST_MARKS = 7
_LONGEST_MARK = 6  # characters
_LOG_WORDS = ("loguniform", "logspace", "geomspace")
_LOG_SPREAD = 100.0
_LARGEST, _SMALLEST = (
    1e300,
    1e-290,
)  # beyond them differences and quotients leave what a float holds
_FAR = 5.0  # times the width of the middle beyond it lie outliers
_NEAR = 2.0  # times that width beyond the middle the axis may still reach


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """One axis of a plot: a column of the frame, its scale, and what it is to the sweep."""

    column: Column
    scale: AxisScale
    role: Role
    direction: Direction | None = None

    @property
    def name(self) -> str:
        """The column's name, as in filters."""
        return self.column.name


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """All axes that are worth drawing, flags first, the objective last; and what is the same in all runs.

    ``left_out`` are axes that a person did not want. ``more``: whether there are scalars that nobody has
    looked at, for there are too many.
    """

    shown: tuple[Axis, ...] = ()
    left_out: tuple[Axis, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    more: bool = False

    @property
    def objective(self) -> Axis | None:
        """The axis of the objective, unless there are no runs at all."""
        return next((axis for axis in self.shown if axis.role == "objective"), None)


def choose_axes(
    frame: RunFrame,
    base: Mask,
    objective: Objective,
    arrangement: Arrangement = _AS_USUAL,
    extra: Collection[str] = (),
) -> Axes:
    """The axes for the runs ``base`` of ``frame``: flags that vary, scalars that vary, the objective.

    What a person has chosen by ``arrangement`` stands above that: flags that were added are shown even
    if they do not vary, results if they do. ``extra`` names further results (fields such as ``time``,
    scalars that filters are about) to show if they vary. Of a single run nothing can vary: all its flags
    are shown. Scalars that nobody asked for get an axis while there are fewer than ``MOST_AXES``, and
    always ``FEWEST_SCALARS`` of them. The objective always has its axis.
    """
    if not base.any():
        return Axes()
    alone = int(base.sum()) == 1
    flags: list[Axis] = []
    constants: list[tuple[str, str]] = []
    for name in ordered_flags(frame, base):
        column = frame.column(frame.flag_column(name))
        present = base & (column.presence == Presence.VALUE)
        if present.any() and (alone or column.name in arrangement.added or _varies(column, base)):
            log = any(
                word in batch.flags.get(name, "")
                for batch in frame.batches.values()
                for word in _LOG_WORDS
            )
            flags.append(Axis(column, choose_scale(column, present, "flag", log=log), "flag"))
        elif present.any():
            constants.append((column.name, _text(column, int(np.flatnonzero(present)[0]))))
    goal = frame.objective_column(objective)
    names = leading_scalars(frame, base, _MOST_EXAMINED)
    room = max(MOST_AXES - len(flags) - 1, FEWEST_SCALARS)
    flag_columns = {*map(frame.flag_column, frame.flag_names)}
    wanted = [name for name in arrangement.added if name not in flag_columns]
    asked = [name for name in dict.fromkeys((*wanted, *extra)) if _tells(frame, base, name, goal)]
    offered = (
        name
        for name in map(frame.scalar_column, names)
        if name not in asked and _tells(frame, base, name, goal)
    )
    metrics = [_metric_axis(frame, base, name) for name in (*islice(offered, room), *asked)]
    more = next(offered, None) is not None or len(names) < len(frame.scalar_names)
    column = frame.column(goal) if _known(frame, [goal]) else _nothing(goal, len(frame))
    present = base & (column.presence == Presence.VALUE)
    scale = choose_scale(column, present, "objective")
    last = Axis(column, scale, "objective", objective.direction)
    return _arranged((*flags, *metrics, last), arrangement, tuple(constants), more=more)


def _arranged(
    axes: tuple[Axis, ...],
    arrangement: Arrangement,
    constants: tuple[tuple[str, str], ...],
    *,
    more: bool,
) -> Axes:
    """The axes as a person wants them; one that the order does not know comes first."""
    place = {name: at for at, name in enumerate(arrangement.order)}
    ordered = sorted(axes, key=lambda axis: place.get(axis.name, -1)) if place else axes
    away = [
        axis for axis in ordered if axis.name in arrangement.left_out and axis.role != "objective"
    ]
    shown = tuple(axis for axis in ordered if axis not in away)
    return Axes(shown, tuple(away), constants, more)


def _tells(frame: RunFrame, base: Mask, name: str, goal: str) -> bool:
    """Whether a result that is not the ``goal`` differs between the runs."""
    return name != goal and bool(_known(frame, [name])) and _varies(frame.column(name), base)


def _known(frame: RunFrame, names: Iterable[str]) -> list[str]:
    known = []
    for name in names:
        try:
            frame.column(name)
        except UnknownColumn:
            continue
        known.append(name)
    return known


def _nothing(name: str, count: int) -> Column:
    """The column of a scalar that none of ``count`` runs has reported yet: its axis has only lanes."""
    missing = np.full(count, Presence.MISSING, dtype=np.uint8)
    return Column(name, "number", "scalar", np.full(count, np.nan), missing)


def _metric_axis(frame: RunFrame, base: Mask, name: str) -> Axis:
    column = frame.column(name)
    present = base & (column.presence == Presence.VALUE)
    return Axis(column, choose_scale(column, present, "metric"), "metric")


def _varies(column: Column, base: Mask) -> bool:
    """Whether the runs differ in this column; to have no value differs from having one."""
    presence = column.presence[base]
    if (presence != presence[0]).any():
        return bool((presence == Presence.VALUE).any())
    values = column.values[base]
    return bool(presence[0] == Presence.VALUE and (values != values[0]).any())


def _text(column: Column, position: int) -> str:
    value = column.values[position]
    return column.labels[int(value)] if column.kind == "category" else short_number(float(value))


def choose_scale(column: Column, present: Mask, role: Role, *, log: bool = False) -> AxisScale:
    """The scale for the values of ``column`` in the runs ``present``.

    ``log`` says that the flag was searched on a logarithmic scale; otherwise a scale is logarithmic when
    all values are positive and either go up by equal factors, or spread over a factor of 100 with most
    of them crowded at the low end of a linear axis.
    """
    if column.kind == "category":
        return _category_scale(column, column.values[present].astype(np.intp))
    values = np.clip(column.values[present], -_LARGEST, _LARGEST)
    distinct = np.unique(values)
    if not distinct.size:
        return NumberScale(0.0, 1.0, empty=True)
    low, high = float(distinct[0]), float(distinct[-1])
    if high - low < _SMALLEST:
        return NumberScale(low, low, stops=(low,))
    marks = _marks(distinct)
    few = role == "flag" and _is_discrete(distinct, int(values.size), whole=column.whole)
    positive = low > 0.0
    spread = positive and high >= _LOG_SPREAD * low and _crowds_low(values)
    geometric = few and positive and _goes_up_by_a_factor(distinct)
    logarithmic = positive and low < high and (log or spread or geometric)
    if few:
        if column.whole and not logarithmic and high - low < _FEW_WHOLE:
            distinct = np.arange(low, high + 1.0)
        stops = tuple(float(stop) for stop in distinct)
        return NumberScale(low, high, logarithmic, stops, marks=marks)
    if not logarithmic and low < high:
        low, high = _without_outliers(values)
        if role == "flag":
            low, high = _to_round_ends(low, high)
    marks = tuple(mark for mark in marks if low <= mark <= high)
    return NumberScale(low, high, logarithmic, marks=marks)


def _marks(distinct: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """The values themselves as labels where they are few and short, as those a person typed are."""
    if distinct.size > _MOST_MARKS:
        return ()
    if any(len(short_number(value)) > _LONGEST_MARK for value in distinct):
        return ()
    return tuple(float(value) for value in distinct)


def _is_discrete(distinct: npt.NDArray[np.float64], count: int, *, whole: bool) -> bool:
    """Whether so few values occur so often that they make groups."""
    if whole and distinct[-1] - distinct[0] < _FEW_WHOLE:
        return distinct.size > 1
    return 1 < distinct.size <= _FEW_STOPS and count >= 2 * distinct.size


def _goes_up_by_a_factor(distinct: npt.NDArray[np.float64]) -> bool:
    if distinct.size < 3:
        return False
    factors = distinct[1:] / distinct[:-1]
    return bool(factors[0] >= 1.5 and np.allclose(factors, factors[0], rtol=1e-3))


def _crowds_low(values: npt.NDArray[np.float64]) -> bool:
    """Whether half of the values lie in the lowest fifth, as evenly drawn ones never do."""
    low, high = float(values.min()), float(values.max())
    return float(np.median(values)) - low < 0.2 * (high - low)


def _without_outliers(values: npt.NDArray[np.float64]) -> tuple[float, float]:
    """The ends of the axis: all values, unless a few lie so far off that the others would be one dot."""
    low, high = float(values.min()), float(values.max())
    if values.size < 20:
        return low, high
    first, last = (float(end) for end in np.percentile(values, (10.0, 90.0)))
    room = last - first
    if room > 0.0 and high - last > _FAR * room:
        high = float(values[values <= last + _NEAR * room].max())
    if room > 0.0 and first - low > _FAR * room:
        low = float(values[values >= first - _NEAR * room].min())
    return low, high


def _to_round_ends(low: float, high: float) -> tuple[float, float]:
    """The ends moved outward to round numbers where those are very near, as a searched range has them."""
    step = nice_step((high - low) / 5)
    near = 0.04 * (high - low)
    down, up = np.floor(low / step) * step, np.ceil(high / step) * step
    low = float(f"{down:.12g}") if low - down <= near else low
    high = float(f"{up:.12g}") if up - high <= near else high
    return low, high


def _category_scale(column: Column, codes: npt.NDArray[np.intp]) -> CategoryScale:
    counts = np.bincount(codes, minlength=len(column.labels))
    present = np.flatnonzero(counts)
    if present.size <= MOST_CATEGORIES:
        return CategoryScale(column.labels, tuple(int(code) for code in present))
    common = np.argsort(-counts, kind="stable")[: MOST_CATEGORIES - 1]
    shown = tuple(int(code) for code in np.sort(common))
    rest = tuple(int(code) for code in present if int(code) not in set(shown))
    return CategoryScale(column.labels, shown, rest)
