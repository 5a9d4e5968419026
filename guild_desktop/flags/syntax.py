"""Reads one flag's text into a tree with places, noting every slip."""

from __future__ import annotations

import re

from guild_desktop.core.values import (
    is_call_with_parentheses,
    is_overlong_number,
    match_quoted,
    read_word,
    unquote,
)
from guild_desktop.flags.brackets import read_brackets
from guild_desktop.flags.errors import Problems, as_text, excerpt
from guild_desktop.flags.functions import FUNCTIONS, report_unknown_function
from guild_desktop.flags.scan import NAME, QUOTES
from guild_desktop.flags.slips import report_overlong, report_unclosed
from guild_desktop.flags.tree import Atom, Node, Stop

_BRACKET = re.compile(r"[\[\]]")


def read(problems: Problems) -> Node | None:
    """The tree of ``problems.text``, or None if ``problems`` says why there is none.

    The first character decides: a quote, a bracket, a name before a bracket; all else is a scalar or
    plain text to the end.
    """
    text = problems.text
    word = text.strip()
    start = len(text) - len(text.lstrip()) if word else 0
    end = start + len(word)
    try:
        if word and word[0] in QUOTES:
            return _quoted(start, end, problems)
        if word and word[0] == "[":
            return read_brackets(start, end, "", problems)
        if name := NAME.match(text, start):
            if name[0] not in FUNCTIONS:
                report_unknown_function(name[0], start, problems)
                return None
            return read_brackets(name.end(), end, name[0], problems)
    except Stop:
        return None
    return _plain(start, end, problems)


def _quoted(start: int, end: int, problems: Problems) -> Atom:
    text = problems.text
    match = match_quoted(text, start)
    if match is None:
        report_unclosed(start, problems)
        raise Stop
    if after := text[match.end() : end].strip():
        problems.add(
            f"There is text after the closing quote: {excerpt(after)}.",
            "Put all of it in quotes, or write a quote inside '…' twice.",
            end - len(after),
            end,
        )
    return Atom(unquote(match), start, end, quoted=True)


def _plain(start: int, end: int, problems: Problems) -> Atom | None:
    word = problems.text[start:end]
    if is_call_with_parentheses(word):
        _report_parentheses(word, start, end, problems)
        return None
    if is_overlong_number(word):
        report_overlong(start, end, problems)
        return None
    if bracket := _BRACKET.search(word):
        place = start + bracket.start()
        message = (
            "There is a ] without its [."
            if bracket[0] == "]"
            else f"There is a [ after {excerpt(word[: bracket.start()])}."
        )
        problems.add(message, f"A list begins with its [. {as_text(word)}", place, place + 1)
        return None
    return Atom(read_word(word or problems.text), start, end)


def _report_parentheses(word: str, start: int, end: int, problems: Problems) -> None:
    name = word[: word.index("(")].lower()
    suggestion = f"{name}[…]"
    if len(word) <= 60:
        within = re.split(r"[:,]\s*", word[len(name) + 1 :].rstrip(")"))
        suggestion = f"{name}[{(', ' if name == 'choice' else ':').join(within)}]"
    problems.add(
        f"{name} takes square brackets.", f"Write {suggestion}. {as_text(word)}", start, end
    )
