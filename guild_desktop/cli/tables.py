"""Plain text tables: whole when piped, cut to the terminal's width when a person reads them."""

from __future__ import annotations

import shutil
import unicodedata
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_GAP = "  "
_LEAST = 8
"""No column is cut to fewer characters than this."""


class Table:
    """Rows of text under headings.

    ``right`` holds the indexes of right-aligned columns: numbers, which are never cut, for half a number
    is another one; neither are those of ``whole``. Where there is no room for all columns, ``spare``
    says which are left out first.
    """

    def __init__(
        self,
        headings: list[str],
        right: Collection[int] = (),
        whole: Collection[int] = (),
        spare: Sequence[int] = (),
    ) -> None:
        self._rows = [headings]
        self._right = right
        self._whole = {*right, *whole}
        self._spare = spare

    def add(self, cells: list[str]) -> None:
        """Add a row with a cell a heading; characters that would move the cursor are made visible."""
        self._rows.append([_visible(cell) for cell in cells])

    def print(self, file: IO[str]) -> None:
        """Print the table; nothing is cut unless ``file`` is a terminal."""
        columns = zip(*self._rows, strict=True)
        widths = {index: max(map(_width, column)) for index, column in enumerate(columns)}
        if file.isatty():
            widths = self._fitted(widths, shutil.get_terminal_size().columns)
        for row in self._rows:
            cells = [
                _aligned(row[index], width, right=index in self._right)
                for index, width in widths.items()
            ]
            print(_GAP.join(cells).rstrip(), file=file)
        left_out = [name for index, name in enumerate(self._rows[0]) if index not in widths]
        if left_out:
            sentence = f"Not shown, for want of room: {', '.join(left_out)}."
            import textwrap

            print(textwrap.fill(sentence, shutil.get_terminal_size().columns), file=file)

    def _fitted(self, widths: dict[int, int], room: int) -> dict[int, int]:
        """Widths that fit, by column: the widest texts give way first, then whole columns."""
        least = {
            index: width if index in self._whole else min(width, _LEAST)
            for index, width in widths.items()
        }
        spare = [*self._spare, *reversed(widths)]
        while len(least) > 1 and _total(least) > room:
            least.pop(spare.pop(0), None)
        fitted = {index: widths[index] for index in least}
        while _total(fitted) > room:
            excess = {index: fitted[index] for index in fitted if fitted[index] > least[index]}
            if not excess:
                break
            fitted[max(excess, key=excess.__getitem__)] -= 1
        return fitted


def _total(widths: Mapping[int, int]) -> int:
    return sum(widths.values()) + len(_GAP) * (len(widths) - 1)


def _aligned(cell: str, width: int, *, right: bool) -> str:
    if _width(cell) > width:
        while _width(cell) > width - 1:
            cell = cell[:-1]
        cell = cell.rstrip() + "…"
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
