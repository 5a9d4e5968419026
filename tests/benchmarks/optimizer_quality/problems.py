"""All problems by name, and an instance of each for every seed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.benchmarks.optimizer_quality import functions, mixed, tabled
from tests.benchmarks.optimizer_quality.problem import Problem

PROBLEMS: dict[str, Callable[[int], Problem]] = {
    **{name: partial(functions.instance, name) for name in functions.FUNCTIONS},
    "mixed": mixed.instance,
    "svc-digits": tabled.svc_digits,
    "boosting-diabetes": tabled.boosting_diabetes,
}

_HERE = Path(__file__).parent
_SOURCES = {
    "mixed": ("mixed.py",),
    "svc-digits": ("tabled.py", "tables/svc_digits.csv"),
    "boosting-diabetes": ("tabled.py", "tables/boosting_diabetes.csv"),
}


def sources(name: str) -> list[Path]:
    """The files that a result on this problem depends on."""
    own = _SOURCES.get(name, ("functions.py",))
    return [_HERE / file for file in ("problem.py", "simulation.py", *own)]
