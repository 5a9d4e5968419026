"""Reads a trials file, CSV or JSON, into rows of flag texts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from guild_desktop.core.batch import MAX_TRIALS
from guild_desktop.core.errors import UserError
from guild_desktop.core.space import Listed
from guild_desktop.core.values import Value, format_value
from guild_desktop.flags.format import format_dimension

_HINT_JSON = 'Write a list of mappings, such as [{"x": 1}, {"x": 2}], or one mapping.'
_HINT_CSV = "Write the names of the flags in the first line and one trial in each line below."


def read_trials(path: Path) -> tuple[dict[str, str], ...]:
    """The rows of a trials file, each from flag name to the text that ``parse`` reads.

    A ``.csv`` file, or one without an extension, has a header; its cells are flag expressions, and an
    empty cell means that the row does not give the flag (``''`` is the empty text). A ``.json`` file
    has one mapping or a list of them; its values keep their types, so text is never an expression,
    and a list is tried item by item. UserError, with file and line, for anything wrong.
    """
    check_extension(path)
    suffix = path.suffix.lower()
    text = _text(path)
    rows = list(_json_rows(path, text) if suffix == ".json" else _csv_rows(path, text))
    if not rows:
        raise UserError(
            f"{path.name} holds no trials.", _HINT_JSON if suffix == ".json" else _HINT_CSV
        )
    if len(rows) > MAX_TRIALS:
        raise UserError(
            f"{path.name} holds {len(rows):,} trials; a batch may have {MAX_TRIALS:,}.",
            "Split the file.",
        )
    return tuple(rows)


def check_extension(path: Path) -> None:
    """``UserError`` for a name that is no trials file's, be it read or written."""
    suffix = path.suffix.lower()
    if suffix not in {"", ".csv", ".json"}:
        raise UserError(
            f"{path.name} is not a trials file: its extension is {suffix}.",
            "Trials files end with .csv or .json.",
        )


def _text(path: Path) -> str:
    try:
        # A byte order mark is what spreadsheets put before the first name.
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UserError(
            f"{path.name}, line {line}: this is not UTF-8 text.", "Save the file as UTF-8."
        ) from None
    except FileNotFoundError:
        raise UserError(f"There is no trials file {path}.", "Check the name after the @.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name cannot be used"
        raise UserError(
            f"The trials file {path} cannot be read: {reason}.",
            "Check that it is a file you may read.",
        ) from None


def _csv_rows(path: Path, text: str) -> Iterator[dict[str, str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    names: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = _header(path, reader.line_num, cells)
                continue
            if any(cell.strip() for cell in cells[len(names) :]):
                _fail(
                    path,
                    reader.line_num,
                    f"there are {len(cells)} values for {len(names)} flags.",
                    'Put a value that holds commas in double quotes: "[1, 2]".',
                )
            yield {name: cell for name, cell in zip(names, cells, strict=False) if cell.strip()}
    except csv.Error as error:
        _fail(path, reader.line_num, f"this is not CSV: {error}.", _HINT_CSV)


def _header(path: Path, line: int, cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    for number, name in enumerate(names, start=1):
        if not name:
            _fail(path, line, f"column {number} has no name.", _HINT_CSV)
        if name in names[: number - 1]:
            _fail(path, line, f"the flag {name} stands there twice.", "Name each flag once.")
    return names


def _json_rows(path: Path, text: str) -> Iterator[dict[str, str]]:
    try:
        document = json.loads(text, object_pairs_hook=_mapping)
    except _RepeatedNameError as error:
        raise UserError(
            f"{path.name}: a mapping names {error} twice.", "Name each flag once."
        ) from None
    except json.JSONDecodeError as error:
        _fail(path, error.lineno, f"this is not JSON: {error.msg}.", _HINT_JSON)
    except (ValueError, RecursionError):
        # Numbers with thousands of digits, and brackets nested as deep.
        raise UserError(
            f"{path.name} holds a number too long or lists nested too deep.", _HINT_JSON
        ) from None
    entries = document if isinstance(document, list) else [document]
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict):
            raise UserError(f"{path.name}, trial {number}: this is not a mapping.", _HINT_JSON)
        yield {name: _expression(path, number, name, value) for name, value in entry.items()}


class _RepeatedNameError(ValueError):
    """A mapping in which one name stands twice, of which JSON readers keep only the last."""


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for name, value in pairs:
        if name in mapping:
            raise _RepeatedNameError(name)
        mapping[name] = value
    return mapping


def _expression(path: Path, number: int, name: str, value: Any) -> str:
    """The flag text of one JSON value: a list is tried item by item, the rest is one value."""
    converted = _value(path, number, name, value)
    if isinstance(converted, tuple):
        return format_dimension(Listed(converted))
    return format_value(converted)


def _value(path: Path, number: int, name: str, value: Any) -> Value:
    if isinstance(value, list):
        return tuple(_value(path, number, name, item) for item in value)
    if isinstance(value, dict):
        raise UserError(
            f"{path.name}, trial {number}: the value of {name} is a mapping.",
            "A flag takes a number, a text, true, false, null or a list.",
        )
    scalar: Value = value
    return scalar


def _fail(path: Path, line: int, problem: str, hint: str) -> NoReturn:
    raise UserError(f"{path.name}, line {line}: {problem}", hint)
