"""One row of the flags table: a flag, what was typed for it, and what that means or where it is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import (
    Choice,
    Dimension,
    Fixed,
    Formula,
    Listed,
    LogUniform,
    Uniform,
    count_of,
)
from guild_desktop.core.values import format_value
from guild_desktop.flags import (
    FlagError,
    FlagErrors,
    describe,
    format_dimension,
    parse_text,
    unknown_flag,
)
from guild_desktop.gui.format import thousands_apart
from guild_desktop.optimizers.registry import SpaceKind
from guild_desktop.scripts.detect import option_by_hand

TYPED = "typed"
"""The origin of a flag that a person added by hand."""


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag with its expression; ``of`` reads the text once, on construction.

    ``dimension`` is None for an empty text (the flag is not given) and for a wrong one, whose
    ``problems`` then say why. ``known`` is None unless a person added the flag to a script that can
    have no others than these.
    """

    info: FlagInfo
    text: str
    dimension: Dimension | None = None
    problems: tuple[FlagError, ...] = field(default=())
    known: tuple[FlagInfo, ...] | None = None

    @classmethod
    def of(cls, info: FlagInfo, text: str | None = None) -> FlagRow:
        """The row for ``text``; None means the flag's default."""
        text = default_text(info) if text is None else text
        if not info.name.strip():
            return cls(info, text)
        if not text.strip():
            if info.required and info.default is None:
                missing = FlagError(
                    info.name,
                    "The script needs this flag, and it has no value.",
                    "Give it one.",
                    0,
                    0,
                )
                return cls(info, text, problems=(missing,))
            return cls(info, text)
        try:
            return cls(info, text, parse_text(text, info))
        except FlagErrors as error:
            return cls(info, text, problems=error.errors)

    @classmethod
    def by_hand(cls, name: str, text: str, known: tuple[FlagInfo, ...] | None) -> FlagRow:
        """The row of a flag that a person added; as in a command, one the script cannot have is wrong."""
        row = cls.of(option_by_hand(name), text)
        if known is None or not name.strip():
            return replace(row, known=known)
        problems = (unknown_flag(name, text, known), *row.problems)
        return replace(row, problems=problems, known=known)

    def with_text(self, text: str) -> FlagRow:
        """The same flag with another expression."""
        if text == self.text:
            return self
        if self.info.origin == TYPED:
            return FlagRow.by_hand(self.info.name, text, self.known)
        return FlagRow.of(self.info, text)

    def with_name(self, name: str) -> FlagRow:
        """The same expression for a flag of another name, of those that a person added."""
        return FlagRow.by_hand(name, self.text, self.known)

    @property
    def is_given(self) -> bool:
        """Whether something other than the script's default was written."""
        if not self.text.strip() or not self.info.name.strip():
            return False
        return self.info.origin == TYPED or self.text.strip() != default_text(self.info)

    @property
    def kind(self) -> SpaceKind:
        """``range`` for what is searched, ``list`` for what is tried in turn, else ``fixed``."""
        match self.dimension:
            case Uniform() | LogUniform() | Choice():
                return "range"
            case Listed() | Formula():
                return "list"
        return "fixed"

    @property
    def varies(self) -> bool:
        """Whether trials differ in this flag."""
        return self.kind == "range" or (
            self.dimension is not None and self.kind == "list" and count_of(self.dimension) > 1
        )

    @property
    def meaning(self) -> str:
        """What the expression becomes, in words; the first problem if it is wrong."""
        if self.problems:
            return self.problems[0].message
        if self.dimension is None:
            default = self.info.default
            return "not given" if default is None else f"default: {format_value(default)}"
        said = describe(self.dimension, self.info)
        return said if isinstance(self.dimension, Fixed) else thousands_apart(said)


def default_text(info: FlagInfo) -> str:
    """What the expression cell shows before anybody typed: the default, empty if there is none."""
    return "" if info.default is None else format_dimension(Fixed(info.default))
