"""What single cells of a table mean: numbers, states, moments, durations and values of flags."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from guild_desktop.core.moment import read_moment
from guild_desktop.core.run import Status
from guild_desktop.core.values import Scalar, read_scalar, read_word

Meaning = TypeVar("Meaning")

_MISSING = frozenset({"", "null", "none", "na", "n/a", "<na>", "nat", "~", "-"})
_DECIMAL_COMMA = re.compile(r"[+-]?(?:[0-9]+(?:,[0-9]+)?(?:[eE][+-]?[0-9]+)?|(?i:inf|nan))")
_CLOCK = re.compile(
    r"(?:(?P<days>[0-9]+) days?,? ?)?(?P<hours>[0-9]+):(?P<minutes>[0-9]{2}):(?P<seconds>[0-9]{2}(?:\.[0-9]+)?)"
)

_WAS_RUNNING = "was running when the table was written"
_HAD_NOT_STARTED = "had not started when the table was written"

_STATES: dict[str, tuple[Status, str]] = {
    word: (status, reason)
    for status, reason, words in (
        (
            Status.COMPLETED,
            "",
            "completed complete finished done success succeeded successful ok passed",
        ),
        (Status.ERROR, "", "error failed fail failure crashed errored exception"),
        (
            Status.TERMINATED,
            "",
            "terminated stopped killed canceled cancelled aborted preempted",
        ),
        (Status.PRUNED, "", "pruned early_stopped stopped_early"),
        (Status.LOST, "", "lost interrupted unknown"),
        (Status.LOST, _WAS_RUNNING, "running active in_progress started"),
        (
            Status.TERMINATED,
            _HAD_NOT_STARTED,
            "pending waiting queued scheduled staged planned created new",
        ),
    )
    for word in words.split()
}

# Seconds since 1970 from 2001 to 2096; in milliseconds a thousand times as much.
_EARLIEST, _LATEST = 1e9, 4e9


class Unreadable(Exception):  # noqa: N818 - no error of its own: the caller says where it stands
    """A cell that does not mean what its column is for; ``row`` counts from 0."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


def read_all(cells: tuple[str, ...], read: Callable[[str], Meaning | None]) -> list[Meaning | None]:
    """What each cell means, None for missing ones; ``Unreadable`` for the first that ``read`` refuses.

    ``read`` raises ValueError to refuse one; each different text is read once.
    """
    meanings: dict[str, Meaning | None] = {}
    for text in dict.fromkeys(cells):
        try:
            meanings[text] = read(text)
        except ValueError:
            raise Unreadable(cells.index(text)) from None
    return [meanings[text] for text in cells]


def share_read(cells: Iterable[str], read: Callable[[str], object]) -> float:
    """Which share of the cells that say something ``read`` takes; 0 if none says anything."""
    told = taken = 0
    known: dict[str, int] = {}
    for text in cells:
        if text not in known:
            known[text] = _verdict(text, read)
        told += known[text] > 0
        taken += known[text] > 1
    return taken / told if told else 0.0


def _verdict(text: str, read: Callable[[str], object]) -> int:
    """0 for a missing cell, 1 for one that is refused, 2 for one that is read."""
    try:
        return 0 if is_missing(text) or read(text) is None else 2
    except ValueError:
        return 1


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value: empty, or one of the words that programs write then."""
    return text.strip().casefold() in _MISSING


def read_number(text: str) -> float | None:
    """A result: as flags spell numbers, nan and infinities too; None if missing, ValueError if none."""
    if "_" not in text and text.isascii():
        try:
            return float(text)
        except ValueError:
            pass
    if is_missing(text):
        return None
    word = read_word(text)
    if isinstance(word, int | float) and not isinstance(word, bool):
        return float(word)
    raise ValueError(text)


def read_whole(text: str) -> int | None:
    """A number of a row: whole, from 0 up; None if missing, ValueError if it is something else."""
    number = read_number(text)
    if number is None:
        return None
    if not 0 <= number < 1e9 or number != int(number):
        raise ValueError(text)
    return int(number)


def read_flag(text: str) -> Scalar:
    """A flag's value, as one is read wherever it is typed; an empty cell is no value and not for this."""
    return read_scalar(text)


def read_state(text: str) -> tuple[Status, str] | None:
    """A state and its reason, in the words of many programs; ValueError if it is no state.

    A table cannot tell how a run went on that was running when it was written, so that one is lost; one
    that had not started is as good as called off.
    """
    if is_missing(text):
        return None
    # Optuna's enumeration prints itself as TrialState.COMPLETE.
    word = re.sub(r"[\s-]+", "_", text.strip().casefold().rpartition(".")[2])
    if word not in _STATES:
        raise ValueError(text)
    return _STATES[word]


def read_time(text: str) -> float | None:
    """A moment in seconds since 1970: a date, or seconds or milliseconds since then; ValueError if none."""
    if is_missing(text):
        return None
    moment = read_moment(text)
    if moment is not None:
        return moment
    number = float(text)
    for scale in (1.0, 1e3):
        if _EARLIEST <= number / scale <= _LATEST:
            return number / scale
    raise ValueError(text)


def read_seconds(text: str) -> float | None:
    """A duration in seconds: a number of them, or ``0 days 00:01:02.5``; ValueError if none."""
    match = _CLOCK.fullmatch(text.strip())
    if match is not None:
        hours = 24 * int(match["days"] or 0) + int(match["hours"])
        return 3600.0 * hours + 60.0 * int(match["minutes"]) + float(match["seconds"])
    number = read_number(text)
    if number is None or math.isnan(number):
        return None
    if not 0 <= number < math.inf:
        raise ValueError(text)
    return number


def with_decimal_points(cells: tuple[str, ...]) -> tuple[str, ...] | None:
    """The cells with points for decimal commas; None unless all are numbers and one of them has a comma."""
    told = [cell.strip() for cell in cells if not is_missing(cell)]
    if not any("," in cell for cell in told):
        return None
    if not all(_DECIMAL_COMMA.fullmatch(cell) for cell in told):
        return None
    return tuple(cell.replace(",", ".") for cell in cells)
