"""Bytes that a program printed, as the lines a terminal would show in the end."""

from __future__ import annotations

import codecs
import re

from guild_desktop.gui.plain_text import with_directions_spelled_out

LONGEST_LINE = 500
"""Characters of a line that are kept; a text edit freezes on lines of megabytes."""

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours, cursor movements
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles, links
    r"|\x1b[@-Z\\^_]"
)
_BEGUN_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]{0,2000})?\Z")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]")


class TerminalLines:
    """Takes bytes in any pieces and gives lines: no escape sequences, nothing that was overwritten.

    A carriage return starts the line anew, as progress bars do. ``partial`` is the last line, which
    has not ended yet.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._held = ""
        self._overwrite = False
        self.partial = ""

    def feed(self, data: bytes) -> list[str]:
        """The lines that ended in ``data``, each at most ``LONGEST_LINE`` characters and a sign long."""
        text = self._held + self._decoder.decode(data)
        text, self._held = _split_begun_escape(_ESCAPES.sub("", text))
        *ended, last = text.split("\n")
        lines = []
        for line in ended:
            self._write(line.removesuffix("\r"))
            lines.append(self.partial)
            self.partial = ""
            self._overwrite = False
        self._write(last)
        return lines

    def _write(self, text: str) -> None:
        """Put text after what the last line holds, or over it after a carriage return."""
        *_overwritten, seen = text.rstrip("\r").rsplit("\r", 1)
        if _overwritten or (self._overwrite and seen):
            self.partial = ""
        self._overwrite = text.endswith("\r") or (self._overwrite and not seen)
        if len(self.partial) <= LONGEST_LINE:
            joined = self.partial + with_directions_spelled_out(_CONTROLS.sub("", seen))
            cut = len(joined) > LONGEST_LINE
            self.partial = joined[:LONGEST_LINE] + "…" if cut else joined


def _split_begun_escape(text: str) -> tuple[str, str]:
    """The text, and the beginning of an escape sequence at its end, which waits for the rest."""
    begun = _BEGUN_ESCAPE.search(text)
    return (text, "") if begun is None else (text[: begun.start()], begun.group())
