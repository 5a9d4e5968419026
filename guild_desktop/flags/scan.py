"""Splits the text between brackets into tokens with places, and any text into coloured spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from guild_desktop.core.values import match_quoted, read_word

SpanKind = Literal["number", "word", "text", "quoted", "function", "bracket", "separator"]
Span = tuple[int, int, SpanKind]

QUOTES = "'\""

NAME = re.compile(r"[A-Za-z_][\w.-]*+(?=\[)", re.ASCII)
"""A function's name, right before its bracket."""

RUN, QUOTED, FLAT, OPEN, CLOSE, UNCLOSED = 1, 2, 3, 4, 5, 6
"""Kinds of tokens, the ``lastindex`` of their matches.

A run is a stretch of words, commas and colons without quotes or brackets, and a flat list is one of
plain words: long lists arrive as few tokens, which is what makes them fast. An unclosed one is a quote
whose text does not end as it should.
"""

# A quote is part of a word unless the word begins with it. Possessive quantifiers keep this linear; they
# stand behind single characters only, because behind groups Python 3.11 before 3.11.5 misses matches.
_TOKEN = re.compile(
    r"""((?:[\s,:]++|[^\s\[\],:'"][^\[\],:]*+)+)
      | ('[^']*+(?:''[^']*+)*'(?!')|"[^"\\]*+(?:\\["\\nt][^"\\]*+)*")
      | (\[[^\[\]'":]*+\])
      | (\[)
      | (\])
      | (['"])""",
    re.VERBOSE,
)
_PIECE = re.compile(r"[,:]|[^,:]++")


def scan(text: str, start: int) -> Iterator[re.Match[str]]:
    """The tokens from ``start`` on without a gap; ``lastindex`` is their kind."""
    return _TOKEN.finditer(text, start)


def tokens(text: str) -> list[Span]:
    """The spans of a text for highlighting: start, end (exclusive), kind; gaps are white space.

    Works for any text, right or wrong; what is wrong is told by ``parse``.
    """
    stripped = text.strip()
    if not stripped:
        return []
    start = len(text) - len(text.lstrip())
    name = NAME.match(text, start)
    if name is None and text[start] != "[":
        quoted = text[start] in QUOTES
        match = match_quoted(text, start) if quoted else None
        if match is None or match.end() == start + len(stripped):
            return [(start, start + len(stripped), "quoted" if quoted else _kind(stripped))]
    spans: list[Span] = []
    if name is not None:
        spans.append((start, name.end(), "function"))
        start = name.end()
    for token in scan(text, start):
        spans.extend(_token_spans(text, token))
    return spans


def _token_spans(text: str, token: re.Match[str]) -> Iterator[Span]:
    start, end = token.span()
    match token.lastindex:
        case 1:
            yield from _run_spans(text, start, end)
        case 3:
            yield start, start + 1, "bracket"
            yield from _run_spans(text, start + 1, end - 1)
            yield end - 1, end, "bracket"
        case 4 | 5:
            yield start, end, "bracket"
        case _:
            yield start, end, "quoted"


def _run_spans(text: str, start: int, end: int) -> Iterator[Span]:
    for piece in _PIECE.finditer(text, start, end):
        raw = piece[0]
        if raw in {",", ":"}:
            yield piece.start(), piece.end(), "separator"
        elif word := raw.strip():
            place = piece.start() + raw.index(word[0])
            yield place, place + len(word), _kind(word)


def _kind(word: str) -> SpanKind:
    value = read_word(word)
    if isinstance(value, str):
        return "text"
    return "word" if value is None or isinstance(value, bool) else "number"
