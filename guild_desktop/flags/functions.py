"""The functions of the flag language: their names, and how each is written."""

from __future__ import annotations

import difflib
from typing import NamedTuple

from guild_desktop.flags.errors import Problems, as_text, excerpt


class Shape(NamedTuple):
    """How a function is written, and the fewest and most arguments it takes."""

    written: str
    fewest: int
    most: int


SHAPES = {
    "range": Shape("range[end], range[start:end] or range[start:end:step]", 1, 3),
    "linspace": Shape("linspace[start:end:count]", 2, 3),
    "logspace": Shape("logspace[start:end:count:base]", 2, 4),
    "geomspace": Shape("geomspace[start:end:count]", 2, 3),
    "uniform": Shape("uniform[low:high] or uniform[low:high:first]", 2, 3),
    "loguniform": Shape("loguniform[low:high] or loguniform[low:high:first]", 2, 3),
    "": Shape("[low:high] or [low:high:first]", 2, 3),
}
"""The functions whose arguments stand between colons; "" is a bare range."""

FUNCTIONS = (*(name for name in SHAPES if name), "choice")

# What other programs call them; anything closer in spelling is found by itself.
_ELSEWHERE = {
    "arange": "range",
    "randint": "uniform",
    "quniform": "range",
    "logrange": "logspace",
    "lognormal": "loguniform",
    "oneof": "choice",
}


def report_unknown_function(name: str, start: int, problems: Problems) -> None:
    """Say that there is no such function, with the nearest one there is."""
    nearest = _ELSEWHERE.get(name.lower())
    if nearest is None and len(name) <= 40:
        close = difflib.get_close_matches(name.lower(), FUNCTIONS, 1, 0.7)
        nearest = close[0] if close else None
    suggestion = f"Did you mean {nearest}? " if nearest else ""
    problems.add(
        f"{excerpt(name)} is not a function.",
        f"{suggestion}{as_text(problems.text)}",
        start,
        start + len(name),
    )
