"""Plain text tables: whole when piped, cut to the terminal's width when a person reads them."""

from __future__ import annotations

import shutil
import unicodedata
from typing import IO

_GAP = "  "
_LEAST = 8
"""No column is cut to fewer characters than this."""


class Table:
    """Rows of text under headings; ``right`` holds the indexes of right-aligned columns."""

    def __init__(self, headings: list[str], right: set[int] | None = None) -> None:
        self._rows = [headings]
        self._right = right or set()

    def add(self, cells: list[str]) -> None:
        """Add a row with a cell a heading; characters that would move the cursor are made visible."""
        self._rows.append([_visible(cell) for cell in cells])

    def print(self, file: IO[str]) -> None:
        """Print the table; nothing is cut unless ``file`` is a terminal."""
        widths = [max(map(_width, column)) for column in zip(*self._rows, strict=True)]
        if file.isatty():
            widths = _fitted(widths, shutil.get_terminal_size().columns)
        for row in self._rows:
            cells = [
                _aligned(cell, width, right=index in self._right)
                for index, (cell, width) in enumerate(zip(row, widths, strict=True))
            ]
            print(_GAP.join(cells).rstrip(), file=file)


def _fitted(widths: list[int], room: int) -> list[int]:
    """Widths that fit: the widest columns give way first."""
    fitted = list(widths)
    while sum(fitted) + len(_GAP) * (len(fitted) - 1) > room:
        widest = max(range(len(fitted)), key=lambda index: fitted[index])
        if fitted[widest] <= _LEAST:
            break
        fitted[widest] -= 1
    return fitted


def _aligned(cell: str, width: int, *, right: bool) -> str:
    if _width(cell) > width:
        while _width(cell) > width - 1:
            cell = cell[:-1]
        cell += "…"
    space = " " * (width - _width(cell))
    return space + cell if right else cell + space


def _width(text: str) -> int:
    """Terminal columns that a text takes: wide East Asian characters take two."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    zero = sum(unicodedata.combining(character) != 0 for character in text)
    return len(text) + wide - zero


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )
