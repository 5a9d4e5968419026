"""Text from scripts and people, made fit for a line of a table or picture, a label or a tooltip."""

from __future__ import annotations

import html
import re

LONGEST = 500
"""Characters of one text that are ever laid out; a whole file in a cell would freeze the window."""

LONGEST_TOOLTIP = 1000
"""The same of a tooltip."""

_SENTENCE = 160
"""Characters of an error that stand in a banner, where they push everything below them down."""

_LONGEST_WORD = 24
_LONG_WORD = re.compile(rf"(\S{{{_LONGEST_WORD}}})(?=\S)")
_DIRECTIONS = re.compile(r"[\u2028-\u202e\u2066-\u2069]")
"""Signs that turn the direction of the text around them, and the two that end lines and paragraphs."""


def one_line(text: str, longest: int = LONGEST) -> str:
    """The first ``longest`` characters of ``text`` on one line, its line breaks shown as signs."""
    cut = _cut(text, longest)
    if cut.isprintable():
        return cut
    line = cut.replace("\r\n", "\n").replace("\n", "↵").replace("\t", " ")
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)


def shortened(text: str) -> str:
    """The beginning of ``text`` for a sentence among others; the whole of it belongs into its tooltip."""
    line = one_line(text)
    return line if len(line) <= _SENTENCE else f"{line[: _SENTENCE - 1]}…"


def breakable(text: str) -> str:
    """``text`` for a label that wraps: very long words may be broken, so that none widens the window.

    Qt breaks lines between words alone, and asks for the room of the longest one.
    """
    return _LONG_WORD.sub("\\1\N{ZERO WIDTH SPACE}", text)


def with_directions_spelled_out(text: str) -> str:
    r"""``text`` with ``\u202e`` for a sign that would show what follows it in another order than it has."""
    return _DIRECTIONS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def plain_tooltip(*paragraphs: str) -> str:
    """A tooltip that shows every character as written, wrapped; Qt would take some texts for HTML."""
    text = "\n\n".join(_cut(part, LONGEST_TOOLTIP) for part in paragraphs if part)
    return f"<div style='white-space: pre-wrap'>{html.escape(text)}</div>" if text else ""


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + "…"
