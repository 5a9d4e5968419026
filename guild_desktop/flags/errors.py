"""What is wrong with the flags a person typed: every problem with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guild_desktop.core.errors import UserError
from guild_desktop.core.values import quote

MOST_PROBLEMS = 100
"""Problems reported for one text; nobody reads more, and a hostile text has thousands."""

_LONGEST_EXCERPT = 40


@dataclass(frozen=True, slots=True)
class FlagError:
    """One problem: ``start`` and ``end`` (exclusive) are code points of that flag's text."""

    flag: str
    message: str
    hint: str
    start: int
    end: int


class FlagErrors(UserError):  # noqa: N818 - the plural says that it holds all of them
    """All problems of all flags, in the order of the flags and of their places."""

    def __init__(self, errors: Sequence[FlagError]) -> None:
        self.errors = tuple(errors)
        lines = [
            f"{error.flag}: {error.message}" if error.flag.strip() else error.message
            for error in self.errors
        ]
        if len(self.errors) == 1:
            super().__init__(lines[0], self.errors[0].hint)
        else:
            hinted = zip(lines, self.errors, strict=True)
            super().__init__("\n".join(f"{line} {error.hint}".strip() for line, error in hinted))

    def __reduce__(self) -> tuple[type[FlagErrors], tuple[tuple[FlagError, ...]]]:
        """Pickled by its errors; the default would hand the message to the constructor."""
        return type(self), (self.errors,)


class Problems:
    """Collects the problems of one flag's text while it is read; owned by one ``parse`` call."""

    def __init__(self, flag: str, text: str, where: str = "") -> None:
        self.flag = flag
        self.text = text
        self._where = where
        self._found: list[FlagError] = []

    def __bool__(self) -> bool:
        return bool(self._found)

    @property
    def full(self) -> bool:
        """Whether enough was found to stop reading."""
        return len(self._found) >= MOST_PROBLEMS

    def add(self, message: str, hint: str, start: int, end: int) -> None:
        """Record a problem at a place, which is moved inside the text if it lies beyond its end."""
        if not self.full:
            end = min(end, len(self.text))
            message = f"{self._where}{message}"
            self._found.append(FlagError(self.flag, message, hint, min(start, end), end))

    def forget(self, start: int, end: int) -> None:
        """Drop what was found within a place, of which there is something better to say."""
        self._found = [
            error for error in self._found if not (start <= error.start and error.end <= end)
        ]

    def sorted(self) -> list[FlagError]:
        """What was found, by place."""
        return sorted(self._found, key=lambda error: (error.start, error.end))


def excerpt(text: str) -> str:
    """A text as messages show it: in backquotes, on one line and cut if long."""
    shown = " ".join(text.split())
    return f"`{shown if len(shown) <= _LONGEST_EXCERPT else shown[: _LONGEST_EXCERPT - 1] + '…'}`"


def as_text(text: str) -> str:
    """The sentence that tells how to write a text which is also something else."""
    word = text.strip()
    if len(word) <= _LONGEST_EXCERPT and word.isprintable():
        return f"If you mean the text, write {quote(word)}."
    return "If you mean the text, put it in quotes."
