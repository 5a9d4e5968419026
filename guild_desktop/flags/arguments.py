"""Reads the arguments between the colons of a function or range, and the repetition behind brackets."""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from guild_desktop.core.values import is_overlong_number, read_word
from guild_desktop.flags.errors import Problems, as_text, excerpt
from guild_desktop.flags.slips import report_overlong
from guild_desktop.flags.tree import Atom, Inner, Item, Stop, whole_number

LONGEST_SUGGESTION = 60
"""Texts longer than this are not spelled out again in hints."""

_MOST_ARGUMENTS = 8


class Cell(NamedTuple):
    """What stands between two commas: its place, and the quoted texts and lists within."""

    start: int
    end: int
    operands: list[Item]


def has_colon(cell: Cell, text: str) -> bool:
    """Whether a colon separates anything, outside quotes and inner lists."""
    position = cell.start
    for operand in cell.operands:
        if ":" in text[position : operand.start]:
            return True
        position = operand.end
    return ":" in text[position : cell.end]


def read_arguments(cell: Cell, problems: Problems) -> tuple[list[Atom], int]:
    """The first of what stands between the colons of a function or range, and how many there are."""
    text = problems.text
    if not text[cell.start : cell.end].strip():
        return [], 0
    # Colons inside quotes are none; blank them out, so that splitting meets only real ones.
    pieces: list[str] = []
    position = cell.start
    for operand in cell.operands:
        pieces += [text[position : operand.start], "'" * (operand.end - operand.start)]
        position = operand.end
    pieces.append(text[position : cell.end])
    parts = "".join(pieces).split(":")
    arguments: list[Atom] = []
    start = cell.start
    for part in parts[:_MOST_ARGUMENTS]:
        end = start + len(part)
        held = [operand for operand in cell.operands[:_MOST_ARGUMENTS] if operand.start >= start]
        arguments.append(_argument(start, end, [o for o in held if o.end <= end], problems))
        start = end + 1
    return arguments, len(parts)


def read_repeat(start: int, end: int, problems: Problems) -> tuple[int, int]:
    """The number after a * and the place of the *; 1 and 0 when nothing follows the brackets."""
    tail = problems.text[start:end].lstrip()
    place = end - len(tail)
    if not tail:
        return 1, 0
    if not tail.startswith("*"):
        closes = tail.startswith("]")
        problems.add(
            "There is a ] without its [."
            if closes
            else f"There is text after the closing bracket: {excerpt(tail)}.",
            f"Remove it, or repeat a list with *3. {as_text(problems.text)}",
            place,
            place + 1 if closes else end,
        )
        return 1, 0
    number = whole_number(read_word(tail[1:]))
    if number is not None and number > 0:
        return number, place
    problems.add(
        "Repeated 0 times there are no values."
        if number == 0
        else f"{excerpt(tail)} does not say how often to repeat.",
        "Write a whole number from 1 up after the *, such as [1, 2]*3.",
        place,
        end,
    )
    return 1, place


def refuse_comma(place: int, problems: Problems) -> NoReturn:
    """Say that a function's arguments have no commas between them."""
    text = problems.text.strip()
    colons = re.sub(r"\s*,\s*", ":", text[:LONGEST_SUGGESTION])
    write = colons if len(text) <= LONGEST_SUGGESTION else "colons for the commas"
    problems.add(
        "The arguments of a function are separated by colons.",
        f"Write {write}. {as_text(text)}",
        place,
        place + 1,
    )
    raise Stop


def _argument(start: int, end: int, held: list[Item], problems: Problems) -> Atom:
    raw = problems.text[start:end]
    word = raw.strip()
    if not word:
        return Atom("", start, start)
    start += raw.index(word[0])
    end = start + len(word)
    if any(isinstance(operand, Inner) for operand in held):
        problems.add(
            f"{excerpt(word)} is a list, where one number belongs.",
            f"Write one number between two colons. {as_text(problems.text)}",
            start,
            end,
        )
        raise Stop
    if is_overlong_number(word):
        report_overlong(start, end, problems)
        raise Stop
    return Atom(word, start, end, True) if held else Atom(read_word(word), start, end)
