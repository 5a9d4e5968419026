"""The header and the records of a table's text: commas, semicolons or tabs, with quotes."""

from __future__ import annotations

import csv
import io
import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from guild_desktop.core.batch import MAX_TRIALS
from guild_desktop.core.errors import UserError
from guild_desktop.core.values import read_word
from guild_desktop.interop.tables.refusal import refusal

Told = Callable[[float], object]
"""Is called now and then with the share that is done, 0 to 1; may raise to end the work."""

MAX_COLUMNS = 2000
MAX_CELL = 32_767
"""Characters, as many as a spreadsheet's cell may have."""

_MAX_NAME = 200
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\r?\n")
_HINT_HEADER = "Write the names of the columns in the first line and one run in each line below."
_HINT_QUOTES = 'Put a text that holds the separator or a quote in double quotes: "a ""b"", c".'
_A_WHILE = 5000


@dataclass(frozen=True, slots=True)
class Records:
    """``columns[i]`` are the cells below ``titles[i]``;
    ``lines`` says in which line of the file each row begins.

    A title is empty only in the first column, where some programs number the rows.
    """

    titles: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    lines: array[int]
    delimiter: str


def read_records(file: str, text: str, told: Told = lambda _share: None) -> Records:
    """The records of ``text``; lines without a value are passed over.

    ``UserError``, with ``file`` and line, for what is no table: no header or rows, columns without or
    with the same name, more or fewer values than names, open quotes, and too much of anything.
    """
    separator = _SEPARATOR_LINE.match(text)
    start = separator.end() if separator else 0
    delimiter = separator[1] if separator else _delimiter(file, text)
    records = _records(file, text[start:], delimiter, int(bool(separator)))
    head = next(records, None)
    if head is None:
        raise refusal(file, "the file is empty.", _HINT_HEADER)
    titles = _titles(file, *head)
    rows: list[list[str]] = []
    lines = array("L")
    every = text.count("\n") + 1
    for line, cells in records:
        if len(rows) == MAX_TRIALS:
            raise refusal(
                file,
                f"there are more than {MAX_TRIALS:,} rows; a batch may have {MAX_TRIALS:,} runs.",
                "Split the file.",
                line=line,
            )
        if len(cells) != len(titles):
            cells = _fitted(file, line, cells, len(titles), delimiter)  # noqa: PLW2901 - the same, cut
        rows.append(cells)
        lines.append(line)
        if len(rows) % _A_WHILE == 0:
            told(line / every)
    if not rows:
        raise refusal(file, "there is no row below the names of the columns.", _HINT_HEADER)
    columns = tuple(zip(*rows, strict=True))
    _check_lengths(file, titles, columns, lines)
    return _without_nameless(file, Records(titles, columns, lines, delimiter))


def _delimiter(file: str, text: str) -> str:
    """What separates the names and, just so often, the values of the first row;
    of several the most frequent.
    """
    beginning = text[: 1 << 20]
    best, most = ",", 1
    for delimiter in _DELIMITERS:
        try:
            found = [len(c) for _, c in islice(_records(file, beginning, delimiter, 0), 2)]
        except UserError:
            # It will be told of the one that is chosen in the end.
            continue
        if found and found[0] > most and all(count >= found[0] for count in found):
            best, most = delimiter, found[0]
    if most > 1:
        return best
    # Too short a row, perhaps; then the header alone decides.
    header = text.partition("\n")[0]
    return max(_DELIMITERS, key=header.count)


def _records(
    file: str, text: str, delimiter: str, lines_before: int
) -> Iterator[tuple[int, list[str]]]:
    """Each record that has a value, with the line in which it begins."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    ended = 0
    try:
        for cells in reader:
            line, ended = lines_before + ended + 1, reader.line_num
            if any(cells) and any(map(str.strip, cells)):
                yield line, cells
    except csv.Error as error:
        raise _not_csv(file, text, delimiter, (lines_before, ended), error) from None


def _not_csv(
    file: str, text: str, delimiter: str, place: tuple[int, int], error: csv.Error
) -> UserError:
    """What is wrong with the record behind line ``ended``."""
    lines_before, ended = place
    line = lines_before + ended + 1
    if "field larger" not in str(error):
        problem = "a quote is never closed, or stands in the middle of a value"
        return refusal(file, f"{problem}.", _HINT_QUOTES, line=line)
    # As much of the record as csv itself takes says in which column the long text begins.
    rest = "".join(islice(io.StringIO(text, newline=""), ended, None))[: csv.field_size_limit()]
    cells = next(csv.reader([rest.replace("\n", " ").replace("\r", " ")], delimiter=delimiter), [])
    at = next((at for at, cell in enumerate(cells, 1) if len(cell) > MAX_CELL), 0)
    return _too_long(file, line, f"number {at}" if at else "", csv.field_size_limit())


def _too_long(file: str, line: int, column: str, length: int) -> UserError:
    return refusal(
        file,
        f"the text has {length:,} characters or more, and a value may have {MAX_CELL:,}.",
        "Shorten it or leave the column out; if it is not so long, a quote is never closed.",
        line=line,
        column=column,
    )


def _titles(file: str, line: int, cells: list[str]) -> tuple[str, ...]:
    titles = [" ".join(cell.split()) for cell in cells]
    if len(titles) > MAX_COLUMNS:
        raise refusal(
            file,
            f"there are {len(titles):,} columns; a table may have {MAX_COLUMNS:,}.",
            "Leave out those that are neither flags nor results.",
            line=line,
        )
    named = [title for title in titles if title]
    if all(isinstance(read_word(title), int | float) for title in named):
        raise refusal(
            file, "there are numbers where the names of columns belong.", _HINT_HEADER, line=line
        )
    seen: dict[str, int] = {}
    for place, title in enumerate(titles, 1):
        if len(title) > _MAX_NAME:
            problem = f"the name of column {place} has {len(title):,} characters."
            raise refusal(file, problem, f"Give it a name of at most {_MAX_NAME}.", line=line)
        if title and title in seen:
            problem = f"columns {seen[title]} and {place} are both called {title}."
            raise refusal(file, problem, "Give each column a name of its own.", line=line)
        seen[title] = place
    return tuple(titles)


def _fitted(file: str, line: int, cells: list[str], wanted: int, delimiter: str) -> list[str]:
    """A row cut to the header's length, if only empty values are too many."""
    if len(cells) > wanted and not any(map(str.strip, cells[wanted:])):
        return cells[:wanted]
    hint = f"Values are separated by {_DELIMITERS[delimiter]} here. {_HINT_QUOTES}"
    if len(cells) < wanted:
        hint = "Perhaps the file was cut off. Write an empty value for each that is missing."
    elif delimiter == ",":
        hint += " Decimal commas need another separator: save the table with semicolons."
    problem = f"there are {len(cells):,} values for {wanted:,} columns."
    raise refusal(file, problem, hint, line=line)


def _check_lengths(
    file: str, titles: tuple[str, ...], columns: tuple[tuple[str, ...], ...], lines: array[int]
) -> None:
    for title, cells in zip(titles, columns, strict=True):
        longest = max(map(len, cells))
        if longest > MAX_CELL:
            row = next(at for at, cell in enumerate(cells) if len(cell) > MAX_CELL)
            raise _too_long(file, lines[row], title, longest)


def _without_nameless(file: str, records: Records) -> Records:
    """Without columns that have neither a name nor a value;
    others need a name, unless they number the rows.
    """
    kept = []
    for place, (title, cells) in enumerate(zip(records.titles, records.columns, strict=True)):
        has_values = any(map(str.strip, cells))
        if not title and has_values and place:
            problem = f"column {place + 1} has no name."
            raise refusal(file, problem, "Write one into the first line.", line=1)
        if title or has_values:
            kept.append(place)
    return Records(
        tuple(records.titles[at] for at in kept),
        tuple(records.columns[at] for at in kept),
        records.lines,
        records.delimiter,
    )
