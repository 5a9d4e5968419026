"""Reads names, words and values off the text of a filter, and says where one is missing."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Collection

from guild_desktop.core.column_names import AGGREGATES, FIELDS, split_prefix
from guild_desktop.core.condition_errors import FilterError
from guild_desktop.core.values import Value, match_quoted, read_word, unquote

MAX_DEPTH = 50
"""How deep parentheses, lists and ``not`` may nest."""

_MOST_NAMED = 12

EXAMPLE = "Write it like loss < -0.5."

_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"""[^\s()\[\],=<>!≤≥≠'"`]+""")
_BACKQUOTED = re.compile(r"`((?:[^`]|``)*)`")
_AFTER_NAME = frozenset({"and", "or", "not", "in", "is", "contains"})
_NO_VALUES = frozenset({"and", "or"})


class FilterReader:
    """A text and the place in it up to which it has been read; owned by one parser."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def skip_space(self) -> int:
        """Go to the next sign that is no space; its place."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def is_at_end(self) -> bool:
        """Whether nothing but space is left."""
        return self.skip_space() >= len(self.text)

    def peek(self) -> str:
        """The sign at the place, empty at the end."""
        return self.text[self.at : self.at + 1]

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What matches at the place; it is not read yet."""
        return pattern.match(self.text, self.at)

    def take(self, sign: str) -> bool:
        """Read this sign, if it is next."""
        self.skip_space()
        found = self.peek() == sign
        self.at += found
        return found

    def take_word(self, word: str) -> bool:
        """Read this word in any case, if it is next."""
        self.skip_space()
        found = self._peek_word().lower() == word
        self.at += len(word) if found else 0
        return found

    def name(self) -> str:
        """Read the name of a column: ``loss``, ``min loss``, ``scalar:time``, a name in backquotes."""
        start = self.skip_space()
        if self.peek() == "`":
            return self.backquoted()
        word = self._peek_word()
        if not word or word.lower() in _AFTER_NAME:
            raise self.error_here("The name of a flag or scalar is missing here.", EXAMPLE)
        self.at = start + len(word)
        origin, rest = split_prefix(word)
        if origin is not None and not rest and self.peek() == "`":
            return word + self.backquoted()
        if rest in AGGREGATES:
            # ``min loss``; but ``min`` is a name of its own where an operator follows.
            self.skip_space()
            if self.peek() == "`":
                return f"{word} {self.backquoted()}"
            following = self._peek_word()
            if following and following.lower() not in _AFTER_NAME:
                self.at += len(following)
                return f"{word} {following}"
        return word

    def value(self, depth: int = 0) -> Value:
        """Read one value as flags have them: ``1e-3``, ``true``, ``null``, ``adam``,
        ``'a b'``, ``[16, 32]``.
        """
        self.skip_space()
        if self.peek() in {"'", '"'}:
            return self._quoted()
        if self.peek() == "[":
            return self._list(depth)
        return read_word(self._value_word("A value is missing here."))

    def bare_word(self) -> str:
        """The word at the place without reading it, empty where none stands."""
        self.skip_space()
        return self._peek_word()

    def text_value(self) -> str:
        """Read one value where only texts make sense: ``007`` is one without quotes."""
        self.skip_space()
        if self.peek() in {"'", '"'}:
            return self._quoted()
        return self._value_word("A text is missing here.")

    def field_value(self) -> str | None:
        """Read one value of a field of texts, in which null is nothing and all else is text."""
        self.skip_space()
        quoted = self.peek() in {"'", '"'}
        text = self.text_value()
        return text if quoted or read_word(text) is not None else None

    def flag_of(self, name: str, flags: Collection[str], start: int) -> str:
        """The column of the flag that ``name``, read from ``start`` on, means;
        ``FilterError`` if it is none of these.
        """
        origin, flag = split_prefix(name)
        if origin in {None, "flag"} and flag in flags:
            return f"flag:{flag}" if flag in FIELDS else flag
        near = difflib.get_close_matches(name, flags, 1)
        some = ", ".join(itertools.islice(flags, _MOST_NAMED))
        hint = f"Did you mean {near[0]}?" if near else f"There are {some or 'none'}."
        raise self.error(f"There is no flag {name}.", hint, start, self.at)

    def check_depth(self, depth: int) -> None:
        """``FilterError`` if ``depth`` is more than a person could follow."""
        if depth >= MAX_DEPTH:
            raise self.error_here("The filter is nested too deeply.", "Use fewer parentheses.")

    def unclosed(self, start: int, closing: str) -> FilterError:
        """What to raise when a list that begins at ``start`` does not go on as it should."""
        hint = f"Separate values by commas and end with {closing}."
        return self.error(f"A {closing} is missing.", hint, start)

    def error_here(self, message: str, hint: str) -> FilterError:
        """What to raise about the next word."""
        start = self.skip_space()
        return self.error(message, hint, start, start + max(1, len(self._peek_word())))

    def error(self, message: str, hint: str, start: int, end: int | None = None) -> FilterError:
        """What to raise about a part of the text, to its end if ``end`` is None.

        What is missing at the end of the text is told of the last word there is.
        """
        written = self.text.rstrip()
        size = len(written)
        if start >= size:
            start = max((written.rfind(space) for space in " \t\n"), default=0) + 1
        end = size if end is None else min(end, size)
        return FilterError(message, hint, min(start, size), max(start + 1, end) if size else 0)

    def _peek_word(self) -> str:
        match = self.match(_WORD)
        return match[0] if match else ""

    def _value_word(self, message: str) -> str:
        word = self._peek_word()
        if not word or word.lower() in _NO_VALUES:
            raise self.error_here(message, "A text with spaces or signs stands in quotes.")
        self.at += len(word)
        return word

    def backquoted(self) -> str:
        """Read a name that stands in backquotes."""
        match = self.match(_BACKQUOTED)
        if match is None:
            raise self.error(
                "A backquote is not closed.", "Add another one after the name.", self.at
            )
        if not match[1]:
            raise self.error("There is no name between the backquotes.", EXAMPLE, *match.span())
        self.at = match.end()
        return match[1].replace("``", "`")

    def _quoted(self) -> str:
        match = match_quoted(self.text, self.at)
        if match is None:
            hint = "Add the same quote at the end; in double quotes write \\\\ for \\."
            raise self.error("A quoted text has no end.", hint, self.at)
        self.at = match.end()
        return unquote(match)

    def _list(self, depth: int) -> Value:
        self.check_depth(depth)
        start = self.at
        self.at += 1
        items: list[Value] = []
        while not self.take("]"):
            if (items and not self.take(",")) or self.is_at_end():
                raise self.unclosed(start, "]")
            items.append(self.value(depth + 1))
        return tuple(items)
