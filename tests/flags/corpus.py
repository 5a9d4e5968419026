"""The 308 cases that Guild AI 0.9.0 executed, and our own answers in the same shape."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import (
    CategoricalDimension,
    FloatDimension,
    Grid,
    Listed,
    Search,
    SearchDimension,
)
from guild_desktop.flags import parse
from guild_desktop.flags.format import format_dimension

CASES: dict[str, dict[str, Any]] = {
    case["id"]: case
    for case in json.loads((Path(__file__).parent / "corpus.json").read_text(encoding="utf-8"))[
        "cases"
    ]
}


def guilds_answer(case: dict[str, Any]) -> dict[str, Any]:
    """What Guild did, without its wording: an error, or the trials, or the search space."""
    expected = case["expect"]
    kind = expected["kind"]
    if kind == "error" or "sample_error" in expected:
        return {"kind": "error"}
    if kind == "search":
        search = {name: _searched(dimension) for name, dimension in expected["search"].items()}
        return {"kind": "search", "search": search, "fixed": _plain(expected["fixed"])}
    answer = {"kind": kind, "columns": expected["columns"], "count": expected.get("count", 1)}
    if "trials" in expected:
        answer["trials"] = _plain(expected["trials"])
    return answer


def our_answer(case: dict[str, Any]) -> dict[str, Any]:
    """What we do with the same flags, definitions, optimizer, rows, limit and seed."""
    try:
        return _answer(case)
    except UserError as error:
        return {"kind": "error", "message": error.message, "hint": error.hint}


def _answer(case: dict[str, Any]) -> dict[str, Any]:
    known = [_info(name, definition) for name, definition in case.get("defs", {}).items()]
    rows = [
        {name: format_dimension(Listed((value,))) for name, value in row.items()}
        for row in case.get("trials_file", [])
    ]
    space = parse(case["args"], known, rows=rows, fill_defaults=True)
    optimizer = case.get("optimizer")
    resolved = space.resolve(optimizer)
    if isinstance(resolved, Search):
        search = {dimension.name: _described(dimension) for dimension in resolved.dimensions}
        return {"kind": "search", "search": search, "fixed": _plain(dict(resolved.constants))}
    assert isinstance(resolved, Grid)
    single = optimizer is None and space.chosen_optimizer() is None
    limit = case.get("max_trials")
    trials = list(resolved.trials(limit, case.get("seed")))
    answer = {
        "kind": "values" if single else "grid",
        "columns": list(resolved.names),
        "count": resolved.planned(limit),
    }
    if case["expect"].get("count", 1) < 400:
        answer["trials"] = [[_plain(trial[name]) for name in resolved.names] for trial in trials]
    return answer


def _info(name: str, definition: dict[str, Any]) -> FlagInfo:
    return FlagInfo(
        name,
        default=definition.get("default"),
        type=definition.get("type"),
        choices=tuple(
            choice["value"] if isinstance(choice, dict) else choice
            for choice in definition.get("choices", ())
        ),
        min=definition.get("min"),
        max=definition.get("max"),
        distribution=definition.get("distribution"),
        allow_other=definition.get("allow-other", False),
    )


def _described(dimension: SearchDimension) -> dict[str, Any]:
    if isinstance(dimension, CategoricalDimension):
        return {"distribution": "choice", "choices": _plain(list(dimension.choices))}
    described = {
        "distribution": "loguniform" if dimension.log else "uniform",
        "type": "float" if isinstance(dimension, FloatDimension) else "int",
        "low": dimension.low,
        "high": dimension.high,
    }
    if dimension.initial is not None:
        described["initial"] = dimension.initial
    return described


def _plain(value: Any) -> Any:
    """Values as the corpus file writes them, with their types visible: 1, 1.0 and true differ."""
    match value:
        case tuple() | list():
            return [_plain(item) for item in value]
        case dict() if "$float" in value:
            return _plain(float(value["$float"]))
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case float() if math.isnan(value):
            return "float nan"
        case bool() | float():
            return f"{type(value).__name__} {value}"
    return value


def _searched(dimension: dict[str, Any]) -> dict[str, Any]:
    """Guild keeps the ends of a range as typed; 0 and 0.0 are one end of a real range."""
    if dimension["distribution"] == "choice":
        return {"distribution": "choice", "choices": _plain(dimension["choices"])}
    if dimension["type"] == "int":
        return dimension
    numbers = {
        name: float(dimension[name]) for name in ("low", "high", "initial") if name in dimension
    }
    return dimension | numbers
