"""How numbers, counts, times and durations are written everywhere in the window."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

MINUS = "\N{MINUS SIGN}"
THIN_SPACE = "\N{NARROW NO-BREAK SPACE}"
NO_VALUE = "\N{EN DASH}"

_SIGNIFICANT = 3  # digits a person compares at a glance
_MOST_DECIMALS = 6
_FIRST_FEW = 100
_MANY = 4000
_WIDEST_FIXED = 1e7  # beyond this many times the smallest, fixed decimals tell nothing
_GROUPED = re.compile(r"(?<![\w.,'])[0-9]{1,3}(?:,[0-9]{3})+(?![\w,'])")


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """One way of writing for all numbers of a column or an axis.

    ``decimals`` digits after the point; with ``exponent`` the number is written in powers of ten.
    """

    decimals: int
    exponent: bool = False

    def text(self, value: float | None) -> str:
        """``value`` with a true minus; an en dash for None, ``nan`` and ``∞`` for themselves."""
        if value is None:
            return NO_VALUE
        value = float(value)
        if math.isnan(value):
            return "nan"
        if math.isinf(value):
            return "∞" if value > 0 else MINUS + "∞"
        if self.exponent and value != 0.0:
            mantissa, power = f"{value:.{self.decimals}e}".split("e")
            return _signed(f"{mantissa}e{int(power)}")
        return _signed(f"{value:.{self.decimals}f}")


def number_format(values: npt.ArrayLike) -> NumberFormat:
    """The format in which the numbers ``values`` (any shape) line up and can be told apart.

    As many decimals as the values have, at most so many that a typical one shows three significant
    digits; with an exponent when their sizes are too far apart for one number of decimals.
    """
    array = np.asarray(values, dtype=float).ravel()
    sizes = np.abs(array)
    # Neither nan nor infinity is below infinity.
    sizes = sizes[(sizes > 0.0) & (sizes < np.inf)]
    if not sizes.size:
        return NumberFormat(0)
    low, high = float(sizes.min()), float(sizes.max())
    # Here and below: of many numbers the first few nearly always tell that they need more.
    if high < 1e15 and _are_whole(sizes[:_FIRST_FEW]) and _are_whole(sizes):
        return NumberFormat(0)
    # Of very many numbers every so-many-th has the same middle, as far as digits are concerned.
    typical = float(np.median(sizes[:: 1 + sizes.size // _MANY]))
    if high / low > _WIDEST_FIXED or typical < 1e-4 or typical >= 1e9:
        return NumberFormat(_SIGNIFICANT - 1, exponent=True)
    enough = _SIGNIFICANT - 1 - math.floor(math.log10(typical))
    wanted = min(max(enough, 1), _MOST_DECIMALS)
    for decimals in range(wanted):
        if _have_decimals(sizes[:_FIRST_FEW], decimals) and _have_decimals(sizes, decimals):
            return NumberFormat(decimals)
    return NumberFormat(wanted)


def _no_longer(sizes: npt.NDArray[np.float64], wanted: int) -> NumberFormat:
    """So many decimals, or fewer if the numbers have no more."""
    for decimals in range(wanted):
        if _have_decimals(sizes[:_FIRST_FEW], decimals) and _have_decimals(sizes, decimals):
            return NumberFormat(decimals)
    return NumberFormat(wanted)


def _are_whole(sizes: npt.NDArray[np.float64]) -> bool:
    return bool(np.all(sizes == np.round(sizes)))


def _have_decimals(sizes: npt.NDArray[np.float64], decimals: int) -> bool:
    return bool(np.all(np.abs(np.round(sizes, decimals) - sizes) <= 1e-9 * sizes))


def number(value: float | None, values: npt.ArrayLike | None = None) -> str:
    """``value`` written like the others of its column ``values``, or by itself when there are none."""
    if value is None:
        return NO_VALUE
    return number_format([value] if values is None else values).text(value)


def estimate_format(value: float, deviation: float | None, *beside: float) -> NumberFormat:
    """The digits for an estimate and the numbers ``beside`` it:
    two of its deviation's, for more would be noise.

    Without a deviation, and of very large or small numbers, those of all of them together.
    """
    if not deviation or not math.isfinite(deviation):
        return number_format([value, *beside])
    numbers = np.array([value, *beside, deviation])
    form = number_format(numbers)
    if form.exponent:
        return form
    wanted = min(max(1 - math.floor(math.log10(deviation)), 0), _MOST_DECIMALS)
    return _no_longer(np.abs(numbers[np.isfinite(numbers)]), wanted)


def estimate_text(value: float, deviation: float | None, form: NumberFormat) -> str:
    """An estimate with its deviation, if that is known: ``0.84 ± 0.05``."""
    text = form.text(value)
    return text if deviation is None else f"{text} ± {form.text(deviation)}"


def short_number(value: float) -> str:
    """The shortest text that reads back as ``value``, with a true minus: axis ends, chips, tags."""
    value = float(value)
    if not math.isfinite(value):
        return NumberFormat(0).text(value)
    if value == round(value) and abs(value) < 1e6:
        return _signed(str(int(value)))
    text = f"{value:.12g}"
    if "e" in text:
        mantissa, power = text.split("e")
        text = f"{mantissa}e{int(power)}"
    return _signed(text)


def tick_labels(values: Iterable[float]) -> tuple[str, ...]:
    """Labels of the ticks of one linear axis: one number of decimals, just enough to tell them apart."""
    ticks = [float(value) for value in values]
    if not ticks:
        return ()
    size = max(abs(tick) for tick in ticks)
    if size >= 1e6 or (0 < size < 1e-4):
        return tuple("0" if tick == 0 else _power_of_ten(tick) for tick in ticks)
    gaps = np.diff(np.unique(ticks))
    smallest = float(gaps.min()) if gaps.size else size
    for decimals in range(9):
        if all(abs(round(tick, decimals) - tick) <= smallest * 1e-3 for tick in ticks):
            return tuple(NumberFormat(decimals).text(tick) for tick in ticks)
    return tuple(short_number(tick) for tick in ticks)


def _power_of_ten(value: float) -> str:
    """``1.5e6``, with at most four digits."""
    mantissa, power = f"{value:.3e}".split("e")
    return _signed(f"{float(mantissa):g}e{int(power)}")


def count(value: int) -> str:
    """A count with its thousands set apart: ``1 000``."""
    return _signed(f"{value:,}".replace(",", THIN_SPACE))


def duration(seconds: float | None) -> str:
    """How long something took or takes: ``0.31 s``, ``3.7 s``, ``48 s``, ``2 min 5 s``, ``1 h 20 min``."""
    if seconds is None or not math.isfinite(seconds):
        return NO_VALUE
    seconds = max(seconds, 0.0)
    if seconds < 0.995:
        return f"{seconds:.2f} s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest and minutes < 10 else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{hours // 24} d {hours % 24} h" if hours % 24 else f"{hours // 24} d"


def clock(moment: float | None, now: float | None = None) -> str:
    """When something happened (seconds since 1970): the local time, with the date unless it is today."""
    if moment is None:
        return NO_VALUE
    local = time.localtime(moment)
    today = time.localtime(now)
    if (local.tm_year, local.tm_yday) == (today.tm_year, today.tm_yday):
        return time.strftime("%H:%M:%S", local)
    return time.strftime("%Y-%m-%d %H:%M", local)


def _signed(text: str) -> str:
    """A true minus in place of each hyphen, and no minus before nothing but zeros."""
    if text.startswith("-") and not text.strip("-0."):
        text = text[1:]
    return text.replace("-", MINUS)


def thousands_apart(sentence: str) -> str:
    """What a command says as ``1,000,000 trials``, with its counts as the window writes them."""
    return _GROUPED.sub(lambda match: match[0].replace(",", THIN_SPACE), sentence)
