"""What a person types at an axis, ``<= -0.5``, ``0.1..0.5``, ``p10``, ``best 20``, as a condition on it."""

from __future__ import annotations

import re

import numpy as np
from PySide6.QtCore import QCoreApplication

from guild_desktop.core.clause import Clause, OneOf
from guild_desktop.core.clause_text import name_text
from guild_desktop.core.errors import UserError
from guild_desktop.core.filter import parse_filter
from guild_desktop.gui.format import MINUS
from guild_desktop.gui.plots.axes import Axis
from guild_desktop.gui.plots.axis_scale import CategoryScale, Span
from guild_desktop.gui.plots.best_share import best_span
from guild_desktop.gui.plots.brush_clauses import spans_clause
from guild_desktop.gui.plots.quantiles import Floats
from guild_desktop.gui.plots.shortest import shortest_between

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_END = rf"(?:{_NUMBER}|[pP]{_NUMBER})"
_RANGE = re.compile(rf"(?P<low>{_END})?\s*(?:\.\.|…|:)\s*(?P<high>{_END})?")
_PERCENTILE = re.compile(rf"[pP](?P<percent>{_NUMBER})")
_BEST = re.compile(rf"best\s+(?P<count>{_NUMBER})\s*(?P<percent>%)?", re.IGNORECASE)
_NOT = re.compile(r"not\s+(?!in\b|contains\b)|!(?!=)\s*", re.IGNORECASE)


def typed_clause(text: str, axis: Axis) -> Clause:
    """The condition on ``axis`` that ``text`` means; ``UserError`` if it means none.

    Ranges with their ends (``0.1..0.5``, ``[0.1:0.5]``, ``..0.5``), percentiles of the values in view
    (``p10`` is the lowest tenth, ``p25..p75``), the best runs (``best 20``, ``best 5 %``; on the axis of
    the goal), texts one by one (``adam, sgd``), ``not`` before any of them, and whatever may stand after
    the column's name in a filter.
    """
    words = text.strip().replace(MINUS, "-")
    match = _NOT.match(words)
    left_out, words = match is not None, words[match.end() :] if match else words
    if not words:
        raise _error("Nothing was typed.", "Write <= 0.5, 0.1..0.5, p10 or best 20.")
    if not isinstance(axis.scale, CategoryScale):
        span = _span(words, axis)
        if span is not None:
            clause = spans_clause(axis.name, (Span(span.low, span.high, left_out),))
            if clause is None:
                raise _error("This range has no end.", "Write 0.1..0.5, 0.1.. or ..0.5.")
            return clause
    return _filter(words, axis, left_out=left_out)


def _span(words: str, axis: Axis) -> Span | None:
    values = np.sort(axis.column.values[axis.present])
    if match := _BEST.fullmatch(words):
        return _best(match, axis, values)
    if match := _PERCENTILE.fullmatch(words):
        return Span(None, _upper(_percent(match["percent"], values), values))
    inner = words[1:-1].strip() if words[0] == "[" and words[-1] == "]" else words
    match = _RANGE.fullmatch(inner)
    if match is None:
        return None
    low, high = (
        _end(match[end], values, upper=end == "high") if match[end] else None
        for end in ("low", "high")
    )
    swapped = low is not None and high is not None and low > high
    return Span(high, low) if swapped else Span(low, high)


def _best(match: re.Match[str], axis: Axis, values: Floats) -> Span:
    if axis.direction is None:
        raise _error(
            "Only the goal has best runs.",
            "Write it at the goal's axis; here p10 is the lowest tenth.",
        )
    count = float(match["count"])
    share = count / 100.0 if match["percent"] else count / max(values.size, 1)
    span = best_span(values, axis.direction, min(max(share, 0.0), 1.0))
    if span is None:
        raise _error("No run has a value here yet.", "Wait for one, or write a range.")
    return span


def _end(text: str, values: Floats, *, upper: bool) -> float:
    if text[0] not in "pP":
        return float(text)
    percent = _percent(text[1:], values)
    return _upper(percent, values) if upper else _lower(percent, values)


def _percent(text: str, values: Floats) -> float:
    percent = float(text)
    if not 0.0 <= percent <= 100.0:
        raise _error(f"There is no percentile {text}.", "Write a number from 0 to 100, as in p10.")
    if not values.size:
        raise _error("No run has a value here yet.", "Wait for one, or write a range of numbers.")
    return percent


def _upper(percent: float, values: Floats) -> float:
    """The number up to which so many percent of the rising ``values`` lie, at least one; equals all."""
    edge = float(values[max(int(np.ceil(percent / 100.0 * values.size - 1e-9)) - 1, 0)])
    beyond = values[values > edge]
    return shortest_between(edge, float(beyond[0])) if beyond.size else edge


def _lower(percent: float, values: Floats) -> float:
    return -_upper(100.0 - percent, -values[::-1])


def _filter(words: str, axis: Axis, *, left_out: bool) -> Clause:
    name = name_text(axis.name)
    texts, negation = isinstance(axis.scale, CategoryScale), "not " if left_out else ""
    tries = (f"{name} {words}", f"{name} in {words}", f"{name} {negation}in ({words})")
    for text in tries[2:] if left_out else tries:
        try:
            clause = parse_filter(text)
        except UserError:
            continue
        if clause.columns == {axis.name} and (texts or not _is_about_texts(clause)):
            return clause
    if texts:
        raise _error("This is no condition on texts.", "Write one or more: adam, sgd.")
    raise _error("This is no range.", "Write <= 0.5, 0.1..0.5, [0.1:0.5], p10 or best 20.")


def _is_about_texts(clause: Clause) -> bool:
    values = clause.values if isinstance(clause, OneOf) else ()
    return any(isinstance(value, str) for value in values)


def _error(message: str, hint: str) -> UserError:
    translate = QCoreApplication.translate
    return UserError(translate("Plots", message), translate("Plots", hint))
