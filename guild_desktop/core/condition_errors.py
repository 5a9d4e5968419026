"""What can be wrong with a condition that a person typed, with its place; light, for who only catches it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from guild_desktop.core.errors import UserError

if TYPE_CHECKING:
    from guild_desktop.core.flag_condition import FlagCondition


class FilterError(UserError):
    """A filter that cannot be read; the trouble is from ``start`` to ``end`` (exclusive), in code points."""

    def __init__(self, message: str, hint: str, start: int, end: int) -> None:
        super().__init__(message, hint)
        self.start = start
        self.end = end

    def about(self, what: str, text: str) -> UserError:
        """The same told where the place in ``text`` cannot be shown; ``what`` calls it a filter or so."""
        part = text[self.start : self.end]
        place = f" at {part!r}" if part else ""
        return UserError(f"The {what} {text!r} cannot be read{place}: {self.message}", self.hint)


class NothingFitsError(FilterError):
    """A condition that leaves no trial."""

    def __init__(self, text: str, message: str) -> None:
        super().__init__(message, "Change the condition or the values.", 0, len(text))

    @classmethod
    def of_grid(cls, where: FlagCondition, combinations: int) -> NothingFitsError:
        """That of a grid of so many combinations."""
        text = where.text
        what = f"No combination satisfies {text}." if combinations > 1 else f"{text} does not hold."
        return cls(text, what)

    @classmethod
    def of_search(cls, where: FlagCondition, searched: Collection[str]) -> NothingFitsError:
        """That of a search over these flags."""
        text = where.text
        is_met = not where.flags.isdisjoint(searched)
        return cls(
            text,
            f"No value in the ranges satisfies {text}." if is_met else f"{text} does not hold.",
        )
