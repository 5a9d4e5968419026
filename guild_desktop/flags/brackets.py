"""Reads what stands in brackets: lists, choices, ranges and the arguments of functions."""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from guild_desktop.core.values import Scalar, is_date, is_overlong_number, read_word, unquote_token
from guild_desktop.flags.arguments import (
    LONGEST_SUGGESTION,
    Cell,
    has_colon,
    read_arguments,
    read_repeat,
    refuse_comma,
)
from guild_desktop.flags.errors import Problems, as_text, excerpt
from guild_desktop.flags.scan import CLOSE, FLAT, OPEN, QUOTED, RUN, scan
from guild_desktop.flags.slips import report_overlong, report_unclosed
from guild_desktop.flags.tree import Atom, Call, Inner, Item, Many, Node, Stop

DEEPEST = 32
"""How deep lists may be nested."""

_TIME = re.compile(r"[0-9]++:[0-9]++(?::[0-9.]++)?")


class _Body(NamedTuple):
    """A pair of brackets: the items before commas, and the last cell, which may be a range."""

    items: list[Item]
    commas: int
    last: Cell
    start: int
    end: int


def read_brackets(start: int, end: int, function: str, problems: Problems) -> Node:
    """The list, choice, range or call whose [ is at ``start``, with what follows it up to ``end``.

    ``problems`` gets every slip; Stop is raised where nothing more can be understood.
    """
    return _Reader(start, problems).node(end, function)


class _Reader:
    """Recursive descent over the tokens of one text; lives for one ``read_brackets``."""

    def __init__(self, start: int, problems: Problems) -> None:
        self._start = start
        self._text = problems.text
        self._problems = problems
        self._tokens = scan(self._text, start + 1)
        # Long lists repeat their words: value, spaces before it and length of each.
        self._words: dict[str, tuple[Scalar, int, int]] = {}

    def node(self, end: int, function: str) -> Node:
        body = self._body(self._start, 1, called=function not in {"", "choice"})
        repeat, repeat_start = read_repeat(body.end, end, self._problems)
        first = self._start - len(function)
        is_range = not body.commas and has_colon(body.last, self._text)
        if function == "choice":
            if is_range:
                self._report_choice_with_colons(body, first)
            if repeat_start:
                self._problems.add(
                    "A choice cannot be repeated.",
                    "Leave the * out, or write a list such as [a, b]*2.",
                    repeat_start,
                    end,
                )
            return Many(self._items(body, outermost=True), first, body.end, choice=True)
        if not function and not is_range:
            items = self._items(body, outermost=True)
            return Many(items, first, body.end, repeat=repeat)
        arguments, count = read_arguments(body.last, self._problems)
        return Call(function, arguments, count, first, body.end, repeat, repeat_start)

    def _body(self, start: int, depth: int, *, called: bool = False) -> _Body:
        """Read to the ] that belongs to the [ at ``start``, whose token is behind us.

        ``called`` means that a function stands before it, whose arguments have no commas.
        """
        if depth > DEEPEST:
            self._report_depth(start)
        items: list[Item] = []
        operands: list[Item] = []
        cell_start = start + 1
        commas = 0
        for token in self._tokens:
            kind = token.lastindex
            if kind == RUN:
                pieces = token[0].split(",")
                if len(pieces) == 1:
                    continue
                place = token.start() + len(pieces[0])
                if called:
                    refuse_comma(place, self._problems)
                self._item(cell_start, place, operands, items)
                operands = []
                cell_start = self._words_between(pieces, place + 1, items)
                commas += len(pieces) - 1
            elif kind == CLOSE:
                last = Cell(cell_start, token.start(), operands)
                return _Body(items, commas, last, start, token.end())
            elif kind == QUOTED:
                place, end = token.span()
                operands.append(Atom(unquote_token(token[0]), place, end, True))
            elif kind == FLAT:
                operands.append(self._flat(*token.span(), depth + 1))
            elif kind == OPEN:
                body = self._body(token.start(), depth + 1)
                operands.append(Inner(self._items(body, outermost=False), body.start, body.end))
            else:
                report_unclosed(token.start(), self._problems)
                raise Stop
        self._problems.add(
            "The [ is never closed.", f"Add a ]. {as_text(self._text)}", start, start + 1
        )
        raise Stop

    def _flat(self, start: int, end: int, depth: int) -> Inner:
        """Read an inner list of words at once."""
        if depth > DEEPEST:
            self._report_depth(start)
        items: list[Item] = []
        pieces = self._text[start + 1 : end - 1].split(",")
        if not pieces[-1].strip():
            # Nothing at all, or one comma too many at the end, which is allowed.
            pieces.pop()
        self._words_between(["", *pieces, ""], start + 1, items)
        return Inner(items, start, end)

    def _words_between(self, pieces: list[str], place: int, items: list[Item]) -> int:
        """Read the pieces between the first and the last; where the last one begins."""
        words = self._words
        for piece in pieces[1:-1]:
            end = place + len(piece)
            if piece in words:
                value, lead, width = words[piece]
                items.append(Atom(value, place + lead, place + lead + width))
            else:
                self._item(place, end, [], items)
                if not self._problems and isinstance(read := items[-1], Atom):
                    words[piece] = (read.value, read.start - place, read.end - read.start)
            place = end + 1
        return place

    def _items(self, body: _Body, *, outermost: bool) -> list[Item]:
        """The items of a list, the last one included; one comma may trail."""
        start, end, operands = body.last
        if operands or self._text[start:end].strip():
            self._item(start, end, operands, body.items)
        elif outermost and not body.commas:
            self._problems.add(
                "The list holds no values.",
                "Write at least one, such as [1]. An empty text is ''.",
                body.start,
                body.end,
            )
        return body.items

    def _item(self, start: int, end: int, operands: list[Item], items: list[Item]) -> None:
        """Add what stands between two commas to ``items``, or tell what is wrong with it."""
        if self._problems.full:
            raise Stop
        if operands:
            self._operand(start, end, operands, items)
            return
        raw = self._text[start:end]
        word = raw.strip()
        if not word:
            self._problems.add(
                "An item of the list is missing.",
                "Write a value before the comma, or '' for an empty text.",
                start,
                end + 1,
            )
            return
        start += raw.index(word[0])
        end = start + len(word)
        value = read_word(word)
        if not isinstance(value, str) or self._is_item(word, start, end):
            items.append(Atom(value, start, end))

    def _is_item(self, word: str, start: int, end: int) -> bool:
        """Whether a text may stand in a list without quotes."""
        if is_overlong_number(word):
            report_overlong(start, end, self._problems)
            return False
        if ":" in word and _is_range(word):
            self._problems.add(
                f"{excerpt(word)} in a list looks like a range or a time of day.",
                f"A range stands alone, as [{word}]. {as_text(word)}"
                if len(word) <= LONGEST_SUGGESTION
                else as_text(word),
                start,
                end,
            )
            return False
        if is_date(word):
            self._problems.add(
                f"{excerpt(word)} in a list looks like a date.", as_text(word), start, end
            )
            return False
        return True

    def _operand(self, start: int, end: int, operands: list[Item], items: list[Item]) -> None:
        """An item with a quoted text or a list in it, which should be all there is."""
        first, last = operands[0], operands[-1]
        if first.start == start and first.end == end:
            items.append(first)
            return
        before = self._text[start : first.start].strip()
        after = self._text[first.end : end].strip()
        if not before and not after:
            items.append(first)
            return
        raw = self._text[start:end]
        whole = raw.strip()
        if before and isinstance(first, Inner):
            message = f"A function cannot stand in a list: {excerpt(whole)}."
            hint = f"Write it alone, as the whole text of the flag. {as_text(whole)}"
        elif after and isinstance(last, Inner):
            message = f"There is text after a list inside the list: {excerpt(after)}."
            hint = f"Put a comma between items. {as_text(whole)}"
        else:
            message = f"There is text beside the quotes: {excerpt(whole)}."
            hint = "Put a comma between items, or all of it in quotes."
        place = start + raw.index(whole[0])
        self._problems.forget(place, place + len(whole))
        self._problems.add(message, hint, place, place + len(whole))

    def _report_choice_with_colons(self, body: _Body, first: int) -> None:
        within = self._text[body.start + 1 : body.end - 1]
        listed = ", ".join(part.strip() for part in within[:LONGEST_SUGGESTION].split(":"))
        self._problems.add(
            "The values of a choice are separated by commas.",
            f"Write choice[{listed}]."
            if len(within) <= LONGEST_SUGGESTION
            else "Write commas for the colons.",
            first,
            body.end,
        )
        raise Stop

    def _report_depth(self, place: int) -> NoReturn:
        self._problems.add(
            f"Lists are nested more than {DEEPEST} deep.",
            f"Use fewer brackets. {as_text(self._text)}",
            place,
            place + 1,
        )
        raise Stop


def _is_range(word: str) -> bool:
    if _TIME.match(word):
        return True
    return all(isinstance(read_word(part), int | float) for part in word.split(":", 3))
