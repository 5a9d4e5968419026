"""One value a run, for all runs, as arrays: a number or a category, and why there is none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import count
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.core.values import Value, format_value, value_text

Kind: TypeAlias = Literal["number", "category"]
Origin: TypeAlias = Literal["field", "flag", "scalar"]
Floats: TypeAlias = npt.NDArray[np.float64]
Codes: TypeAlias = npt.NDArray[np.uint8]
Mask: TypeAlias = npt.NDArray[np.bool_]
Order: TypeAlias = Callable[[Value], Any]

_FEW = 1000


class Presence(IntEnum):
    """What a run has in a column; only ``MISSING`` (never given, never reported, null) is nothing."""

    VALUE = 0
    MISSING = 1
    NAN = 2
    POSITIVE_INFINITY = 3
    NEGATIVE_INFINITY = 4


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column of a frame of n runs; the arrays are read-only.

    ``values`` (float64[n]) are the numbers, infinities too, or of a category its index into ``labels``;
    nan where there is neither. ``presence`` (uint8[n]) are ``Presence`` codes. ``categories`` are the
    values of the categories in natural order, ``labels`` their texts by ``format_value`` (in fields
    without quotes). ``whole``: numbers that are all whole.
    """

    name: str
    kind: Kind
    origin: Origin
    values: Floats
    presence: Codes
    labels: tuple[str, ...] = ()
    whole: bool = False
    categories: tuple[Value, ...] = ()

    @property
    def known(self) -> Mask:
        """Which runs have anything at all here (bool[n])."""
        known: Mask = self.presence != Presence.MISSING
        return known


def natural_order(value: Value) -> tuple[Any, ...]:
    """The sort key of categories: booleans, numbers, texts by the numbers in them, lists."""
    if isinstance(value, bool):
        return 0, value
    if isinstance(value, int | float):
        return 1, value
    text = format_value(value) if isinstance(value, tuple) else str(value)
    pieces = re.split(r"([0-9]{1,18})", text.casefold())
    natural = tuple(int(piece) if at % 2 else piece for at, piece in enumerate(pieces))
    return 3 if isinstance(value, tuple) else 2, natural, text


def build_column(
    name: str, origin: Origin, cells: Sequence[Value], order: Order = natural_order
) -> Column:
    """The column of ``cells``, one for each run and None for a missing one.

    Numbers if there are only numbers, else categories; then booleans, numbers and texts keep apart.
    """
    if _are_numbers(cells):
        try:
            values, presence = _numbers(cells)
        except OverflowError:
            pass  # A whole number beyond what a float holds: exact as a category.
        else:
            return _number_column(name, origin, values, presence)
    distinct, which = _distinct(cells)
    categories = sorted(filter(_is_category, distinct), key=order)
    values, presence = _encoded(categories, distinct, which)
    return category_column(name, origin, values, presence, categories)


def patch_column(
    column: Column,
    positions: Sequence[int],
    cells: Sequence[Value],
    length: int,
    order: Order = natural_order,
) -> Column | None:
    """``column`` with other ``cells`` at ``positions``, for ``length`` runs; the others are not read again.

    The same object when nothing differs. None when numbers have become categories or the reverse:
    then it has to be built anew. Positions beyond the column's end must all be given.
    """
    at = np.array(positions, dtype=np.intp)
    if column.kind == "number":
        if not _are_numbers(cells):
            return None
        try:
            new_values, new_presence = _numbers(cells)
        except OverflowError:
            return None
        categories: Sequence[Value] = ()
    else:
        distinct, which = _distinct(cells)
        categories, column = _with_categories(column, distinct, order)
        new_values, new_presence = _encoded(categories, distinct, which)
    size = len(column.values)
    if length == size and _same(column, at, new_values, new_presence):
        return column
    values = np.full(length, np.nan)
    presence = np.full(length, Presence.MISSING, dtype=np.uint8)
    values[:size], presence[:size] = column.values, column.presence
    values[at], presence[at] = new_values, new_presence
    if column.kind == "number":
        return _number_column(column.name, column.origin, values, presence)
    if at.size and at.min() < size:
        values, categories = _without_unused(values, presence, categories)
    if all(_is_number(category) for category in categories):
        return None
    return category_column(column.name, column.origin, values, presence, categories)


def read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The same array, which nobody can write to any more."""
    array.setflags(write=False)
    return array


def _number_column(name: str, origin: Origin, values: Floats, presence: Codes) -> Column:
    # Of most columns the first few tell that they have decimals.
    whole = _are_whole(values[:_FEW], presence[:_FEW]) and _are_whole(values, presence)
    whole = whole and bool((presence == Presence.VALUE).any())
    return Column(name, "number", origin, read_only(values), read_only(presence), whole=whole)


def _are_whole(values: Floats, presence: Codes) -> bool:
    numbers = values[presence == Presence.VALUE]
    return bool(np.all(numbers == np.floor(numbers)))


def category_column(
    name: str, origin: Origin, values: Floats, presence: Codes, categories: Sequence[Value]
) -> Column:
    """The column of these codes, which nobody writes to any more."""
    # Fields hold only texts (or booleans): an id or label such as 007 needs no quotes to be one.
    labels = tuple(map(value_text if origin == "field" else format_value, categories))
    return Column(
        name,
        "category",
        origin,
        read_only(values),
        read_only(presence),
        labels,
        categories=tuple(categories),
    )


def _are_numbers(cells: Iterable[Value]) -> bool:
    kinds = set(map(type, cells)) - {type(None)}
    return all(issubclass(kind, int | float) and kind is not bool for kind in kinds)


def _numbers(cells: Sequence[Value]) -> tuple[Floats, Codes]:
    values = np.array(cells, dtype=np.float64)
    presence = np.full(len(cells), Presence.VALUE, dtype=np.uint8)
    presence[values == np.inf] = Presence.POSITIVE_INFINITY
    presence[values == -np.inf] = Presence.NEGATIVE_INFINITY
    # numpy has made nan of None.
    for position in np.flatnonzero(np.isnan(values)).tolist():
        presence[position] = Presence.MISSING if cells[position] is None else Presence.NAN
    return values, presence


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _presence(cell: Value) -> Presence:
    if cell is None:
        return Presence.MISSING
    if isinstance(cell, float):
        if cell != cell:  # noqa: PLR0124 - the fastest test for nan
            return Presence.NAN
        if cell in {np.inf, -np.inf}:
            return Presence.POSITIVE_INFINITY if cell > 0 else Presence.NEGATIVE_INFINITY
    return Presence.VALUE


def _is_category(cell: Value) -> bool:
    return _presence(cell) is Presence.VALUE


def _key(cell: Value) -> Hashable:
    """What tells categories apart: ``1``, ``1.0``, ``true`` and ``'1'`` are four."""
    return type(cell), format_value(cell) if isinstance(cell, tuple) else cell


def _distinct(cells: Sequence[Value]) -> tuple[list[Value], npt.NDArray[np.intp]]:
    """The different cells, and for each cell which of them it is."""
    kinds = set(map(type, cells))
    place: defaultdict[Hashable, int] = defaultdict(count().__next__)
    keys: Iterable[Hashable] = map(_key, cells)
    if kinds <= {str, type(None)}:
        keys = cells
    elif tuple not in kinds:
        keys = zip(map(type, cells), cells, strict=True)
    which = np.fromiter(map(place.__getitem__, keys), np.intp, len(cells))
    firsts = np.unique(which, return_index=True)[1].tolist()
    return [cells[at] for at in firsts], which


def _encoded(
    categories: Sequence[Value], distinct: Sequence[Value], which: npt.NDArray[np.intp]
) -> tuple[Floats, Codes]:
    place = {_key(category): float(code) for code, category in enumerate(categories)}
    codes = np.array([place.get(_key(cell), np.nan) for cell in distinct], dtype=np.float64)
    presence = np.array([_presence(cell) for cell in distinct], dtype=np.uint8)
    return codes[which], presence[which]


def _with_categories(
    column: Column, cells: Iterable[Value], order: Order
) -> tuple[tuple[Value, ...], Column]:
    """The categories with those of ``cells`` among them, and the column with codes that fit them."""
    known = set(map(_key, column.categories))
    new = [cell for cell in cells if _key(cell) not in known and _is_category(cell)]
    if not new:
        return column.categories, column
    categories = tuple(sorted((*column.categories, *new), key=order))
    place = {_key(category): code for code, category in enumerate(categories)}
    moved = [place[_key(category)] for category in column.categories]
    values = _move_codes(column.values, column.presence, moved)
    presence = np.array(column.presence)
    return categories, category_column(column.name, column.origin, values, presence, categories)


def _without_unused(
    values: Floats, presence: Codes, categories: Sequence[Value]
) -> tuple[Floats, Sequence[Value]]:
    present = presence == Presence.VALUE
    used = np.bincount(values[present].astype(np.intp), minlength=len(categories)) > 0
    if used.all():
        return values, categories
    left = [category for category, here in zip(categories, used, strict=True) if here]
    return _move_codes(values, presence, np.cumsum(used) - 1), left


def _move_codes(values: Floats, presence: Codes, moved: npt.ArrayLike) -> Floats:
    """The codes after category i has become category ``moved[i]``."""
    result = np.full(len(values), np.nan)
    present = presence == Presence.VALUE
    result[present] = np.asarray(moved)[values[present].astype(np.intp)]
    return result


def _same(column: Column, at: npt.NDArray[np.intp], values: Floats, presence: Codes) -> bool:
    return np.array_equal(column.presence[at], presence) and np.array_equal(
        column.values[at], values, equal_nan=True
    )
