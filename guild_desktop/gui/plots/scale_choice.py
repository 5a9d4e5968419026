"""Which scale suits the values of a column, and which others it can have."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication

from guild_desktop.core.column import Column
from guild_desktop.gui.format import short_number
from guild_desktop.gui.live.arrangement import ScaleKind
from guild_desktop.gui.plots.axis_scale import AxisScale, CategoryScale, NumberScale
from guild_desktop.gui.plots.quantiles import Quantiles
from guild_desktop.gui.plots.ticks import nice_step

Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Role: TypeAlias = Literal["flag", "metric", "objective"]

SCALE_KINDS: tuple[ScaleKind, ...] = get_args(ScaleKind)
"""All kinds, in the order in which a key goes through them."""

MOST_CATEGORIES = 20
"""So many categories get bands of their own; rarer ones share one."""

_FEW_STOPS = 8
_FEW_WHOLE = 21
_MOST_MARKS = 7
_MOST_DISTINCT = 50  # more than any of these
_SOME = 1000  # of very many values; of those that are many these tell it
_LONGEST_MARK = 6  # characters
_LOG_SPREAD = 100.0
_LARGEST, _SMALLEST = (
    1e300,
    1e-290,
)  # beyond them differences and quotients leave what a float holds
_FAR = 5.0  # times the width of the middle beyond it lie outliers
_NEAR = 2.0  # times that width beyond the middle the axis may still reach


def choose_scale(
    column: Column,
    present: Mask,
    role: Role,
    *,
    log: bool = False,
    kind: ScaleKind | None = None,
    flipped: bool = False,
) -> AxisScale:
    """The scale for the values of ``column`` in the runs ``present``, ``flipped`` if that is wished.

    It is of the ``kind`` a person chose if the values allow it. Otherwise ``log`` says that the flag was
    searched on a logarithmic scale; without that a scale is logarithmic when all values are positive
    and either go up by equal factors, or spread over a factor of 100 with most of them crowded at the
    low end of a linear axis.
    """
    if column.kind == "category":
        scale = _category_scale(column, column.values[present].astype(np.intp))
        return replace(scale, from_top=not flipped)
    values = np.clip(column.values[present], -_LARGEST, _LARGEST)
    distinct = _distinct(values)
    if not distinct.size:
        return NumberScale(0.0, 1.0, empty=True, flipped=flipped)
    low, high = float(distinct[0]), float(distinct[-1])
    if _refusal(distinct, "quantile"):
        return NumberScale(low, low, stops=(low,), flipped=flipped)
    few = role == "flag" and _is_discrete(distinct, int(values.size), whole=column.whole)
    if kind is None or _refusal(distinct, kind):
        kind = "log" if _looks_logarithmic(values, distinct, few=few, searched=log) else "linear"
    quantiles = Quantiles.of(values) if kind == "quantile" else None
    marks = _marks(distinct)
    if few:
        if column.whole and kind == "linear" and high - low < _FEW_WHOLE:
            distinct = np.arange(low, high + 1.0)
        stops = tuple(float(stop) for stop in distinct)
        return NumberScale(
            low, high, kind == "log", stops, marks=marks, quantiles=quantiles, flipped=flipped
        )
    if kind == "linear":
        low, high = _without_outliers(values)
        if role == "flag":
            low, high = _to_round_ends(low, high)
    marks = tuple(mark for mark in marks if low <= mark <= high)
    return NumberScale(low, high, kind == "log", marks=marks, quantiles=quantiles, flipped=flipped)


def scale_refusal(column: Column, present: Mask, kind: ScaleKind) -> str:
    """Why the values of ``column`` in the runs ``present`` allow no scale of this kind; "" if they do."""
    if column.kind == "category":
        return QCoreApplication.translate("Plots", "texts have no scale")
    return _refusal(_distinct(np.clip(column.values[present], -_LARGEST, _LARGEST)), kind)


def _distinct(values: Floats) -> Floats:
    """The different values, rising; of more than anybody asks for only some, with both ends."""
    some = np.unique(values[:_SOME])
    if some.size <= _MOST_DISTINCT:
        return np.unique(values)
    return np.union1d(some, (values.min(), values.max()))


def _refusal(distinct: Floats, kind: ScaleKind) -> str:
    if kind == "linear":
        return ""
    if not distinct.size:
        return QCoreApplication.translate("Plots", "no values yet")
    if distinct[-1] - distinct[0] < _SMALLEST:
        return QCoreApplication.translate("Plots", "all values are equal")
    if kind == "log" and distinct[0] <= 0.0:
        words = QCoreApplication.translate("Plots", "{low} is not above 0")
        return words.format(low=short_number(float(f"{distinct[0]:.3g}")))
    return ""


def _looks_logarithmic(values: Floats, distinct: Floats, *, few: bool, searched: bool) -> bool:
    low, high = float(distinct[0]), float(distinct[-1])
    if low <= 0.0:
        return False
    spread = high >= _LOG_SPREAD * low and _crowds_low(values)
    return searched or spread or (few and _goes_up_by_a_factor(distinct))


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
    rest = tuple(np.setdiff1d(present, shown).tolist())
    return CategoryScale(column.labels, shown, rest)
