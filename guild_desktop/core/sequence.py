"""The values of a sequence function, each computed from its index in exact decimals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol

SequenceFunction = Literal["range", "linspace", "logspace", "geomspace"]
Number = int | float

DEFAULT_COUNT = 5
DEFAULT_BASE = 10
SIGNIFICANT_DIGITS = 12
"""Digits of values that no short decimal hits exactly, such as a third."""

_EXACT_WHOLE = 2**53
_MOST_POWERS = 1100


class Sequence(Protocol):
    """Values that are not built until they are asked for; ``count`` may exceed any memory."""

    @property
    def count(self) -> int:
        """How many values there are."""

    def at(self, index: int) -> Number:
        """The value at an index from 0 to ``count`` - 1."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Evenly spaced values (``first`` + index · ``step``) / ``unit``, all whole numbers.

    ``digits`` None keeps each value as the float nearest to the exact decimal. ``ends`` are the
    values as a person wrote them.
    """

    first: int
    step: int
    unit: int
    count: int
    whole: bool = False
    digits: int | None = None
    ends: tuple[Number, Number] | None = None

    def at(self, index: int) -> Number:
        """The value at an index; never beyond either end."""
        exact = self.first + index * self.step
        if self.whole:
            return exact
        if self.ends is not None and index in {0, self.count - 1}:
            return float(self.ends[0 if index == 0 else 1])
        value = exact / self.unit
        if self.digits is None or self.ends is None:
            return value
        return _within(_shorten(value, self.digits), *self.ends)


@dataclass(frozen=True, slots=True)
class Powers:
    """``base`` raised to evenly spaced exponents."""

    base: Number
    exponents: Steps

    @property
    def count(self) -> int:
        """How many values there are."""
        return self.exponents.count

    def at(self, index: int) -> float:
        """The value at an index; powers of whole numbers are exact before they are shortened."""
        numerator = self.exponents.first + index * self.exponents.step
        exponent, rest = divmod(numerator, self.exponents.unit)
        if rest == 0 and self.base == int(self.base) and self.base > 1:
            base = int(self.base)
            value = float(base**exponent) if exponent >= 0 else 1 / base**-exponent
        else:
            value = math.pow(self.base, numerator / self.exponents.unit)
        return _shorten(value, SIGNIFICANT_DIGITS)


@dataclass(frozen=True, slots=True)
class Ratios:
    """Values from ``low`` to ``high``, each the same multiple of the one before."""

    low: Number
    high: Number
    count: int

    def at(self, index: int) -> float:
        """The value at an index; the ends are exactly those given."""
        if index == 0:
            return float(self.low)
        if index == self.count - 1:
            return float(self.high)
        low, high = math.log10(self.low), math.log10(self.high)
        step = (high - low) / (self.count - 1)
        value = math.pow(10, low + index * step)
        digits = _digits(-math.log10(abs(step))) if step else SIGNIFICANT_DIGITS
        return _within(_shorten(value, digits), self.low, self.high)


def sequence(function: SequenceFunction, arguments: tuple[Number, ...]) -> Sequence:
    """The values of a function, unbuilt; the arguments must have passed ``problem``."""
    match function:
        case "range":
            return _range(arguments)
        case "linspace":
            start, end, count = _filled(arguments)
            return _linspace(start, end, int(count))
        case "logspace":
            start, end, count = _filled(arguments[:3])
            base = arguments[3] if len(arguments) > 3 else DEFAULT_BASE
            return Powers(base, _linspace(start, end, int(count)))
        case "geomspace":
            start, end, count = _filled(arguments)
            return Ratios(start, end, int(count))


def is_whole(values: Sequence) -> bool:
    """Whether all values are whole numbers, told without going through a long sequence."""
    if isinstance(values, Steps):
        steps = values.step if values.count > 1 else 0
        return values.first % values.unit == 0 and steps % values.unit == 0
    last = values.count - 1
    # Powers that differ leave the floats behind long before this.
    if last > _MOST_POWERS:
        return values.at(0) == values.at(last) == round(values.at(0))
    return all(values.at(index) == round(values.at(index)) for index in range(values.count))


def exact(number: Number) -> Fraction:
    """The decimal a person wrote: 0.1 is one tenth and not the binary number nearest to it."""
    return Fraction(number) if isinstance(number, int) else Fraction(repr(number))


def _filled(arguments: tuple[Number, ...]) -> tuple[Number, Number, Number]:
    count = arguments[2] if len(arguments) > 2 else DEFAULT_COUNT
    return arguments[0], arguments[1], count


def _range(arguments: tuple[Number, ...]) -> Steps:
    """``range[n]`` leaves n out; the other forms include the end when it is hit."""
    step = exact(arguments[2]) if len(arguments) > 2 else Fraction(1)
    if len(arguments) == 1:
        start, count = Fraction(0), math.ceil(exact(arguments[0]))
    else:
        start = exact(arguments[0])
        count = math.floor((exact(arguments[1]) - start) / step) + 1
    unit = math.lcm(start.denominator, step.denominator)
    return Steps(
        int(start * unit),
        int(step * unit),
        unit,
        count,
        whole=all(isinstance(argument, int) for argument in arguments),
    )


def _linspace(start: Number, end: Number, count: int) -> Steps:
    first = exact(start)
    step = (exact(end) - first) / max(count - 1, 1)
    unit = math.lcm(first.denominator, step.denominator)
    largest = max(abs(first), abs(exact(end)))
    digits = _digits(_log10(largest / step)) if step else SIGNIFICANT_DIGITS
    return Steps(int(first * unit), int(step * unit), unit, count, digits=digits, ends=(start, end))


def _log10(number: Fraction) -> float:
    """The logarithm of a fraction's size, which itself may be beyond what a float holds."""
    return math.log10(abs(number.numerator)) - math.log10(number.denominator)


def _digits(resolution: float) -> int:
    """How many significant digits keep neighbours apart that differ by 10 ** -``resolution``."""
    return min(17, max(SIGNIFICANT_DIGITS, math.ceil(resolution) + 3))


def _shorten(value: float, digits: int) -> float:
    if value.is_integer() and abs(value) < _EXACT_WHOLE:
        return value
    return float(f"{value:.{digits}g}")


def _within(value: float, one: Number, other: Number) -> float:
    return min(max(value, float(min(one, other))), float(max(one, other)))
