"""What may be tried: one dimension for each flag, as it was written, and what optimizers make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from guild_desktop.core.values import Value

SequenceFunction = Literal["range", "linspace", "logspace", "geomspace"]


@dataclass(frozen=True, slots=True)
class Fixed:
    """One value for every trial: ``0.1``, ``adam``."""

    value: Value


@dataclass(frozen=True, slots=True)
class Listed:
    """Each value in turn, the whole list ``repeat`` times: ``[1, 2]*3``."""

    values: tuple[Value, ...]
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class Formula:
    """A list by formula, not yet expanded: ``linspace[0:1:5]``; ``arguments`` as they were written."""

    function: SequenceFunction
    arguments: tuple[int | float, ...]
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class Uniform:
    """Any number from ``low`` to ``high``, or any whole number (ends included) if both are ``int``.

    ``initial`` is the first value to try.
    """

    low: int | float
    high: int | float
    initial: int | float | None = None


@dataclass(frozen=True, slots=True)
class LogUniform:
    """A positive number whose logarithm is evenly distributed from ``low`` to ``high``.

    ``whole`` rounds it to whole numbers (a whole-number flag).
    """

    low: int | float
    high: int | float
    initial: int | float | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values, without making a grid: ``choice[adam, sgd]``."""

    values: tuple[Value, ...]


Dimension: TypeAlias = Fixed | Listed | Formula | Uniform | LogUniform | Choice


@dataclass(frozen=True, slots=True)
class FloatDimension:
    """A real axis of a search, ends included; ``log`` means that its logarithm is searched evenly."""

    name: str
    low: float
    high: float
    log: bool = False
    initial: float | None = None


@dataclass(frozen=True, slots=True)
class IntDimension:
    """A whole-number axis of a search, ends included."""

    name: str
    low: int
    high: int
    log: bool = False
    initial: int | None = None


@dataclass(frozen=True, slots=True)
class CategoricalDimension:
    """A choice among distinct values; optimizers work on the index, never on the value."""

    name: str
    choices: tuple[Value, ...]
    initial: Value = None


SearchDimension: TypeAlias = FloatDimension | IntDimension | CategoricalDimension


@dataclass(frozen=True, slots=True)
class Search:
    """What an optimizer other than grid works on: axes (by flag name) and the flags that stay fixed."""

    dimensions: tuple[SearchDimension, ...]
    constants: Mapping[str, Value]
