"""Text from scripts and people, made fit for one line of a table or for a tooltip."""

from __future__ import annotations

import html

LONGEST = 500
"""Characters of one text that are ever laid out; a whole file in a cell would freeze the window."""


def one_line(text: str) -> str:
    """The beginning of ``text`` on one line, its line breaks shown as signs."""
    cut = text[:LONGEST]
    if cut.isprintable():
        return cut if len(text) <= LONGEST else cut + "…"
    lines = cut.replace("\r\n", "\n").replace("\n", "↵").replace("\t", " ")
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in lines)
    return shown if len(text) <= LONGEST else shown + "…"


def plain_tooltip(text: str) -> str:
    """A tooltip that shows ``text`` literally, wrapped; Qt would take some texts for HTML."""
    cut = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return f"<qt>{html.escape(cut).replace(chr(10), '<br>')}</qt>" if cut else ""
