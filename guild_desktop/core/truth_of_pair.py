"""For which runs two columns stand in an order, or are the same."""

from __future__ import annotations

import numpy as np

from guild_desktop.core.column import Column, Mask, Presence
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.truth import EXACT, ORDERINGS, Truth, compare, find_column, same_key
from guild_desktop.core.values import Value


def truth_of_pair(frame: RunFrame, name: str, operator: str, other: str) -> Truth:
    """Whether the values of two columns compare by ``operator`` (``=``, ``!=`` and the orders), run by run.

    Values are taken as ``truth_of_order`` and ``truth_of_set`` take them: 1 is 1.0, nan is nan, and of a
    number and a text only ``!=`` is true.
    """
    one, two = find_column(frame, name), find_column(frame, other)
    if one is None or two is None:
        return Truth.nothing_known(frame)
    known = one.known & two.known
    true = np.zeros(len(frame), dtype=bool)
    positions = np.flatnonzero(known)
    if one.kind == two.kind == "number":
        true = _of_numbers(one, two, operator)
        # Of whole numbers beyond this a float does not tell neighbours apart.
        same = known & (one.values == two.values)
        positions = np.flatnonzero(same & (np.abs(one.values) >= EXACT))
    for position in positions.tolist():
        own, value = frame.value(name, position), frame.value(other, position)
        true[position] = _compares(own, operator, value)
    return Truth.of_known(true & known, known)


def _of_numbers(one: Column, two: Column, operator: str) -> Mask:
    if operator not in {"=", "!="}:
        return np.asarray(ORDERINGS[operator](one.values, two.values))
    both_nan = (one.presence == Presence.NAN) & (two.presence == Presence.NAN)
    equal: Mask = (one.values == two.values) | both_nan
    return ~equal if operator == "!=" else equal


def _compares(own: Value, operator: str, value: Value) -> bool:
    if operator in {"=", "!="}:
        return (same_key(own) == same_key(value)) == (operator == "=")
    return compare(own, operator, value)
