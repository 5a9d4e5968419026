"""The JSON documents of ``run --print-trials``: what would run, or what is wrong with the flags."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

from guild_desktop.core.condition_errors import FilterError
from guild_desktop.core.dimension import DEFAULT_POINTS
from guild_desktop.core.errors import UserError
from guild_desktop.core.grid import distinct
from guild_desktop.core.space import (
    Choice,
    Dimension,
    Fixed,
    Formula,
    Grid,
    Listed,
    LogUniform,
    SearchSpace,
    Uniform,
    axis_of,
)
from guild_desktop.core.values import Value
from guild_desktop.flags.errors import FlagErrors

MOST_LISTED = 1_000
"""Trials and choices a document lists at most."""


def print_trials_document(
    space: SearchSpace,
    optimizer: str | None = None,
    max_trials: int | None = None,
    seed: int | None = None,
    points: int = DEFAULT_POINTS,
) -> dict[str, Any]:
    """What would run: ``kind``, ``count``, ``trials`` (not for a search) and ``space``.

    ``points`` is how many values of a range a grid takes. Where a condition chooses among a grid's
    combinations, ``combinations`` says how many there are.
    nan and the infinities are the texts "nan", "inf" and "-inf", as JSON has no numbers for them.
    UserError as from ``SearchSpace.resolve``, and if the grid is larger than a batch may be.
    """
    resolved = space.resolve(optimizer, points)
    described = _described(space)
    if not isinstance(resolved, Grid):
        return {"kind": "search", "count": resolved.planned(max_trials), "space": described}
    trials = itertools.islice(resolved.trials(max_trials, seed), MOST_LISTED)
    single = optimizer is None and space.chosen_optimizer() is None
    chosen = {} if space.where is None else {"combinations": resolved.combinations}
    return {
        "kind": "run" if single else "grid",
        "count": resolved.planned(max_trials),
        **chosen,
        "trials": [{name: _json(value) for name, value in trial.items()} for trial in trials],
        "space": described,
    }


def errors_document(error: UserError) -> dict[str, Any]:
    """The errors document: every problem with its place, and the first one apart."""
    if isinstance(error, FlagErrors):
        errors = [
            {
                "message": problem.message,
                "hint": problem.hint,
                "flag": problem.flag,
                "start": problem.start,
                "end": problem.end,
            }
            for problem in error.errors
        ]
    else:
        # Of a condition (--where), the place in its text.
        start, end = (error.start, error.end) if isinstance(error, FilterError) else (0, 0)
        place = {"flag": "", "start": start, "end": end}
        errors = [{"message": error.message, "hint": error.hint, **place}]
    return {"errors": errors, "error": errors[0]}


def _described(space: SearchSpace) -> dict[str, dict[str, Any]]:
    """The space flag by flag; one that a trials file names is a choice among its rows' values."""
    described = {name: _dimension(dimension) for name, dimension in space.items()}
    in_rows: dict[str, list[Dimension]] = {}
    for row in space.rows:
        for name, dimension in row.items():
            in_rows.setdefault(name, []).append(dimension)
    for name, dimensions in in_rows.items():
        values = itertools.chain.from_iterable(map(_values, dimensions[:MOST_LISTED]))
        described[name] = _choice(distinct(values))
    return described


def _values(dimension: Dimension) -> list[Value]:
    axis = axis_of(dimension)
    return [axis.at(index) for index in range(min(axis.count, MOST_LISTED))]


def _choice(values: tuple[Value, ...]) -> dict[str, Any]:
    return {"distribution": "choice", "choices": [_json(value) for value in values[:MOST_LISTED]]}


def _dimension(dimension: Dimension) -> dict[str, Any]:
    match dimension:
        case Fixed(value):
            return {"distribution": "fixed", "value": _json(value)}
        case Listed() | Formula() | Choice():
            return _choice(distinct(_values(dimension)))
        case Uniform(low, high):
            whole = isinstance(low, int) and isinstance(high, int)
            return _range("uniform", dimension, whole=whole)
        case LogUniform(whole=whole):
            return _range("loguniform", dimension, whole=whole)


def _range(distribution: str, dimension: Uniform | LogUniform, *, whole: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "distribution": distribution,
        "low": dimension.low,
        "high": dimension.high,
        "type": "int" if whole else "float",
    }
    if dimension.initial is not None:
        document["initial"] = dimension.initial
    return document


def _json(value: Value) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    return [_json(item) for item in value] if isinstance(value, tuple) else value


def json_flags(flags: Mapping[str, Value]) -> dict[str, Any]:
    """Flag values as JSON documents show them, with their types."""
    return {name: _json(value) for name, value in flags.items()}
