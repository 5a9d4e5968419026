"""Splits the text between brackets into tokens with places, and any text into coloured spans."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from guild_desktop.core.values import match_quoted, read_word

TokenKind = Literal["open", "close", "quoted", "run", "unclosed"]
SpanKind = Literal["number", "word", "text", "quoted", "function", "bracket", "separator"]

QUOTES = "'\""

NAME = re.compile(r"[A-Za-z_][\w.-]*+(?=\[)", re.ASCII)
"""A function's name, right before its bracket."""

# Words with the separators between them; a quote is part of a word unless the word begins with it.
_RUN = re.compile(r"(?:[\s,:]++|[^\s\[\],:'\"][^\[\],:]*+)++")
_PIECE = re.compile(r"[,:]|[^,:]++")


class Token(NamedTuple):
    """A piece of the text between brackets.

    A ``run`` is a stretch of words, commas and colons without quotes or brackets: long lists arrive
    as one token, which is what makes them fast. ``unclosed`` is a quote whose text does not end as it
    should; it reaches to the end.
    """

    kind: TokenKind
    start: int
    end: int


def next_token(text: str, position: int) -> Token | None:
    """The token at a position, or None at the end of the text."""
    if position >= len(text):
        return None
    char = text[position]
    if char == "[":
        return Token("open", position, position + 1)
    if char == "]":
        return Token("close", position, position + 1)
    if char in QUOTES:
        match = match_quoted(text, position)
        if match is None:
            return Token("unclosed", position, len(text))
        return Token("quoted", position, match.end())
    run = _RUN.match(text, position)
    # Every other character begins a run, so there is always one.
    return Token("run", position, run.end() if run else len(text))


def tokens(text: str) -> list[tuple[int, int, SpanKind]]:
    """The spans of a text for highlighting: start, end (exclusive), kind; gaps are white space.

    Works for any text, right or wrong; what is wrong is told by ``parse``.
    """
    start = len(text) - len(text.lstrip())
    stripped = text.strip()
    if not stripped:
        return []
    name = NAME.match(text, start)
    if text[start] != "[" and name is None:
        match = match_quoted(text, start) if text[start] in QUOTES else None
        if match is None:
            end = start + len(stripped)
            kind: SpanKind = "quoted" if text[start] in QUOTES else _word_kind(stripped)
            return [(start, end, kind)]
    spans: list[tuple[int, int, SpanKind]] = []
    if name is not None:
        spans.append((start, name.end(), "function"))
        start = name.end()
    while (token := next_token(text, start)) is not None:
        match token.kind:
            case "open" | "close":
                spans.append((token.start, token.end, "bracket"))
            case "quoted" | "unclosed":
                spans.append((token.start, token.end, "quoted"))
            case "run":
                spans.extend(_run_spans(text, token))
        start = token.end
    return spans


def _run_spans(text: str, token: Token) -> list[tuple[int, int, SpanKind]]:
    spans: list[tuple[int, int, SpanKind]] = []
    for piece in _PIECE.finditer(text, token.start, token.end):
        word = piece[0].strip()
        if word in {",", ":"}:
            spans.append((piece.start(), piece.end(), "separator"))
        elif word:
            start = piece.start() + len(piece[0]) - len(piece[0].lstrip())
            spans.append((start, start + len(word), _word_kind(word)))
    return spans


def _word_kind(word: str) -> SpanKind:
    value = read_word(word)
    if isinstance(value, str):
        return "text"
    return "word" if value is None or isinstance(value, bool) else "number"
