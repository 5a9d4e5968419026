"""Reads one flag's text into a tree with places, noting every slip."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from guild_desktop.core.values import (
    MAX_NUMBER_LENGTH,
    Scalar,
    is_call_with_parentheses,
    is_date,
    is_overlong_number,
    match_quoted,
    read_word,
    unquote,
)
from guild_desktop.flags.errors import Problems, as_text, excerpt
from guild_desktop.flags.scan import NAME, QUOTES, Token, next_token

DEEPEST = 32
"""How deep lists may be nested."""

_TIMES = re.compile(r"[0-9]++:[0-9]++(?::[0-9.]++)?")


class Atom(NamedTuple):
    """One scalar; ``quoted`` if it was written in quotes and is text for certain."""

    value: Scalar
    start: int
    end: int
    quoted: bool = False


class Inner(NamedTuple):
    """A list inside a list: one value."""

    items: list[Atom | Inner]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values, or with a ``function`` of ``choice`` a choice among them."""

    items: list[Atom | Inner]
    start: int
    end: int
    function: str = ""
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """Arguments between colons; without a ``function`` it is a bare range."""

    function: str
    arguments: list[Atom]
    start: int
    end: int
    repeat: int = 1
    repeat_start: int = 0


Node: TypeAlias = Atom | Many | Call


class _Cell(NamedTuple):
    """What stands between two commas: its place, and the quoted texts and lists within."""

    start: int
    end: int
    operands: list[Atom | _Body]


class _Body(NamedTuple):
    """A pair of brackets with what is between its commas."""

    cells: list[_Cell]
    start: int
    end: int


def whole_number(value: Scalar) -> int | None:
    """The value as a whole number (``1e3`` is one), or None if it is none."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


class _Stop(Exception):  # noqa: N818 - ends the reading of one text, its problem is already noted
    """What follows cannot be understood any more."""


def read(text: str, problems: Problems) -> Node | None:
    """The tree of a text, or None if ``problems`` says why there is none."""
    word = text.strip()
    start = len(text) - len(text.lstrip()) if word else 0
    end = start + len(word)
    try:
        if word and word[0] in QUOTES:
            return _quoted(text, start, end, problems)
        if word and word[0] == "[":
            return _Reader(text, problems).brackets(start, end, "")
        if name := NAME.match(text, start):
            return _Reader(text, problems).brackets(name.end(), end, name[0])
    except _Stop:
        return None
    return _plain(text, start, end, problems)


def _quoted(text: str, start: int, end: int, problems: Problems) -> Atom:
    match = match_quoted(text, start)
    if match is None:
        _unclosed(text, start, problems)
        raise _Stop
    if match.end() < end:
        problems.add(
            f"There is text after the closing quote: {excerpt(text[match.end() : end])}.",
            "Put all of it in quotes, or write a quote inside '…' twice.",
            match.end(),
            end,
        )
    return Atom(unquote(match), start, end, quoted=True)


def _unclosed(text: str, start: int, problems: Problems) -> None:
    """Tell a quote without its end from a wrong escape, which only double quotes can have."""
    if text[start] == '"':
        position = start + 1
        while position < len(text) and text[position] != '"':
            if text[position] == "\\":
                if text[position + 1 : position + 2] not in {'"', "\\", "n", "t"}:
                    problems.add(
                        f"{excerpt(text[position : position + 2])} is not an escape.",
                        r"Between double quotes \", \\, \n and \t are escapes; use '…' to keep a "
                        "backslash as it is.",
                        position,
                        position + 2,
                    )
                    return
                position += 1
            position += 1
    problems.add(
        "The quote is never closed.",
        f"Add a {text[start]} at the end, or put text that begins with a quote in other quotes.",
        start,
        start + 1,
    )


def _plain(text: str, start: int, end: int, problems: Problems) -> Atom | None:
    word = text[start:end]
    if is_call_with_parentheses(word):
        name = word[: word.index("(")].lower()
        separator = ", " if name == "choice" else ":"
        within = re.split(r"[:,]\s*", word[len(name) + 1 :].rstrip(")"))
        suggestion = f"{name}[{separator.join(within)}]" if len(word) <= 60 else f"{name}[…]"
        problems.add(
            f"{name} takes square brackets.", f"Write {suggestion}. {as_text(word)}", start, end
        )
        return None
    if is_overlong_number(word):
        _too_long(start, end, problems)
        return None
    bracket = re.search(r"[\[\]]", word)
    if bracket:
        place = start + bracket.start()
        message = (
            "There is a ] without its [."
            if bracket[0] == "]"
            else f"There is a [ after {excerpt(word[: bracket.start()])}."
        )
        problems.add(message, f"A list begins with its [. {as_text(word)}", place, place + 1)
        return None
    return Atom(read_word(word or text), start, end)


def _too_long(start: int, end: int, problems: Problems) -> None:
    problems.add(
        f"This number has {end - start:,} characters; {MAX_NUMBER_LENGTH:,} is the most.",
        "Write it shorter, for instance as 1e100. If you mean the text, put it in quotes.",
        start,
        end,
    )


class _Reader:
    """Recursive descent over the tokens of one text; lives for one ``read``."""

    def __init__(self, text: str, problems: Problems) -> None:
        self._text = text
        self._problems = problems

    def brackets(self, start: int, end: int, function: str) -> Node | None:
        """The list, range or call whose bracket is at ``start``, with what follows it up to ``end``."""
        body = self._body(start, 1)
        repeat, repeat_start = self._repeat(body.end, end)
        first = start - len(function)
        name = function.lower()
        if name == "choice":
            self._choice_with_colons(body, function)
            items = self._items(body, outermost=True)
            if repeat_start:
                self._problems.add(
                    "A choice cannot be repeated.",
                    "Leave the * out, or write a list such as [a, b]*2.",
                    repeat_start,
                    end,
                )
            return Many(items, first, body.end, name)
        separated = len(body.cells) > 1
        if not function and (separated or not self._has_colon(body.cells[0])):
            return Many(self._items(body, outermost=True), first, body.end, repeat=repeat)
        if separated:
            self._problems.add(
                "The arguments of a function are separated by colons.",
                f"Write {function}{self._text[start : body.end].replace(',', ':')}."
                if body.end - start <= 60
                else "Write colons in place of the commas.",
                body.cells[0].end,
                body.cells[0].end + 1,
            )
            return Call(function, [], first, body.end, repeat, repeat_start)
        arguments = self._arguments(body.cells[0])
        return Call(function, arguments, first, body.end, repeat, repeat_start)

    def _body(self, start: int, depth: int) -> _Body:
        """Read from a [ to its ]."""
        if depth > DEEPEST:
            self._problems.add(
                f"Lists are nested more than {DEEPEST} deep.",
                f"Use fewer brackets. {as_text(self._text)}",
                start,
                start + 1,
            )
            raise _Stop
        text = self._text
        cells: list[_Cell] = []
        cell_start = start + 1
        operands: list[Atom | _Body] = []
        position = start + 1
        while (token := next_token(text, position)) is not None:
            position = token.end
            if token.kind == "run":
                pieces = text[token.start : token.end].split(",")
                place = token.start + len(pieces[0])
                for piece in pieces[1:]:
                    cells.append(_Cell(cell_start, place, operands))
                    operands = []
                    cell_start = place + 1
                    place = cell_start + len(piece)
            elif token.kind == "close":
                cells.append(_Cell(cell_start, token.start, operands))
                return _Body(cells, start, token.end)
            elif token.kind == "open":
                body = self._body(token.start, depth + 1)
                operands.append(body)
                position = body.end
            else:
                operands.append(self._quoted(token))
        self._problems.add("The [ is never closed.", f"Add a ]. {as_text(text)}", start, start + 1)
        raise _Stop

    def _quoted(self, token: Token) -> Atom:
        match = match_quoted(self._text, token.start)
        if match is None:
            _unclosed(self._text, token.start, self._problems)
            raise _Stop
        return Atom(unquote(match), token.start, token.end, quoted=True)

    def _repeat(self, start: int, end: int) -> tuple[int, int]:
        """The number after a *, with its place or 0, 0 … when nothing follows the brackets."""
        tail = self._text[start:end].lstrip()
        place = end - len(tail)
        if not tail:
            return 1, 0
        if not tail.startswith("*"):
            closes = tail.startswith("]")
            self._problems.add(
                "There is a ] without its [."
                if closes
                else f"There is text after the closing bracket: {excerpt(tail)}.",
                f"Remove it, or repeat a list with *3. {as_text(self._text)}",
                place,
                place + 1 if closes else end,
            )
            return 1, 0
        number = whole_number(read_word(tail[1:]))
        if number is None or number < 0:
            self._problems.add(
                f"{excerpt(tail)} does not say how often to repeat.",
                "Write a whole number after the *, such as [1, 2]*3.",
                place,
                end,
            )
            return 1, place
        if number == 0:
            self._problems.add(
                "Repeated 0 times there are no values.",
                "Write a number from 1 up after the *, or leave it out.",
                place,
                end,
            )
            return 1, place
        return number, place

    def _items(self, body: _Body, *, outermost: bool) -> list[Atom | Inner]:
        """The items of a list; one comma may trail."""
        cells = body.cells
        text = self._text
        items: list[Atom | Inner] = []
        last = len(cells) - 1
        for index, (start, end, operands) in enumerate(cells):
            if self._problems.full:
                break
            if operands:
                self._operand_item(start, end, operands, items)
                continue
            raw = text[start:end]
            word = raw.strip()
            if word:
                if raw != word:
                    start += len(raw) - len(raw.lstrip())  # noqa: PLW2901 - past the spaces
                    end = start + len(word)  # noqa: PLW2901 - before the spaces
                value = read_word(word)
                if isinstance(value, str) and not self._is_item(word, start, end):
                    continue
                items.append(Atom(value, start, end))
            elif last == 0 and outermost:
                self._problems.add(
                    "The list holds no values.",
                    "Write at least one, such as [1]. An empty text is ''.",
                    body.start,
                    body.end,
                )
            elif index < last:
                self._problems.add(
                    "An item of the list is missing.",
                    "Write a value before the comma, or '' for an empty text.",
                    start,
                    end + 1,
                )
        return items

    def _is_item(self, word: str, start: int, end: int) -> bool:
        """Whether a text may stand in a list without quotes."""
        if ":" in word and self._is_range(word):
            message = (
                f"{excerpt(word)} cannot stand in a list: it looks like a range or a time of day."
            )
            hint = f"A range stands alone, as [{word}]. {as_text(word)}"
        elif is_date(word):
            message = (
                f"{excerpt(word)} cannot stand in a list without quotes: it looks like a date."
            )
            hint = as_text(word)
        elif is_overlong_number(word):
            _too_long(start, end, self._problems)
            return False
        else:
            return True
        self._problems.add(message, hint, start, end)
        return False

    def _is_range(self, word: str) -> bool:
        if _TIMES.match(word):
            return True
        parts = [read_word(part) for part in word.split(":", 3)]
        return all(isinstance(part, int | float) for part in parts)

    def _operand_item(
        self, start: int, end: int, operands: list[Atom | _Body], items: list[Atom | Inner]
    ) -> None:
        """An item with a quoted text or a list in it, which should be all there is."""
        first = operands[0]
        before = self._text[start : first.start].strip()
        last = operands[-1]
        after = self._text[first.end : end].strip()
        if not before and not after:
            if isinstance(first, Atom):
                items.append(first)
            else:
                items.append(Inner(self._items(first, outermost=False), first.start, first.end))
            return
        whole = self._text[start:end].strip()
        place = start + self._text[start:end].index(whole)
        if before and isinstance(first, _Body):
            message = f"A function cannot stand in a list: {excerpt(whole)}."
            hint = f"Write it alone, as the whole text of the flag. {as_text(whole)}"
        elif after and isinstance(last, _Body):
            message = f"There is text after a list inside the list: {excerpt(after)}."
            hint = f"Put a comma between items. {as_text(whole)}"
        else:
            message = f"There is text beside the quotes: {excerpt(whole)}."
            hint = "Put a comma between items, or all of it in quotes."
        self._problems.add(message, hint, place, place + len(whole))

    def _has_colon(self, cell: _Cell) -> bool:
        position = cell.start
        for operand in cell.operands:
            if ":" in self._text[position : operand.start]:
                return True
            position = operand.end
        return ":" in self._text[position : cell.end]

    def _choice_with_colons(self, body: _Body, function: str) -> None:
        if len(body.cells) == 1 and self._has_colon(body.cells[0]):
            within = self._text[body.start + 1 : body.end - 1]
            listed = ", ".join(part.strip() for part in within.split(":"))
            self._problems.add(
                "The values of a choice are separated by commas.",
                f"Write choice[{listed}]." if len(within) <= 60 else "Write commas for the colons.",
                body.start - len(function),
                body.end,
            )
            raise _Stop

    def _arguments(self, cell: _Cell) -> list[Atom]:
        """What stands between the colons of a function or range."""
        arguments: list[Atom] = []
        start = cell.start
        operands = list(cell.operands)
        if not operands and not self._text[cell.start : cell.end].strip():
            return []
        while True:
            held: list[Atom | _Body] = []
            search = start
            while True:
                colon = self._text.find(":", search, cell.end)
                if operands and (colon < 0 or operands[0].start < colon):
                    held.append(operands.pop(0))
                    search = held[-1].end
                    continue
                break
            end = cell.end if colon < 0 else colon
            arguments.append(self._argument(start, end, held))
            if colon < 0:
                return arguments
            start = colon + 1

    def _argument(self, start: int, end: int, held: list[Atom | _Body]) -> Atom:
        raw = self._text[start:end]
        word = raw.strip()
        place = start + len(raw) - len(raw.lstrip()) if word else start
        quoted = any(isinstance(operand, Atom) for operand in held)
        if any(isinstance(operand, _Body) for operand in held):
            self._problems.add(
                f"A range takes numbers, and {excerpt(word)} is a list.",
                "Write one number between two colons.",
                place,
                place + len(word),
            )
            raise _Stop
        if is_overlong_number(word):
            _too_long(place, place + len(word), self._problems)
            raise _Stop
        value = word if quoted else read_word(word) if word else ""
        return Atom(value, place, place + len(word), quoted)
