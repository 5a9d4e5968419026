"""The text of a table's file, whatever program wrote it."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from guild_desktop.core.errors import UserError
from guild_desktop.interop.tables.refusal import refusal

MAX_BYTES = 256 << 20
"""A table of the most runs a batch may have, with a hundred columns of long numbers, is no longer."""

_AS_CSV = "Save or export it as CSV, then open that file."

# What files begin with that somebody may take for a table.
_OTHERS = (
    (b"PK\x03\x04", "a spreadsheet or an archive"),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "a picture"),
    (b"%PDF", "a PDF document"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class SourceText:
    """``digest`` is the SHA-256 of the file's bytes, ``note`` what a person should know, if anything."""

    text: str
    digest: str
    note: str = ""


def read_source(path: Path) -> SourceText:
    """The text of ``path``: UTF-8, UTF-16, UTF-32, or else Western European.

    ``UserError`` if it cannot be read, is too large, or is something else than text.
    """
    data = _bytes(path)
    for beginning, what in _OTHERS:
        if data.startswith(beginning):
            raise refusal(path.name, f"this is {what}, not a table.", _AS_CSV)
    text, note = _decoded(data, path.name)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refusal(path.name, "there is a NUL byte, so this is no text.", _AS_CSV, line=line)
    first = text.lstrip()[:1]
    if first and first in "{[<":
        what = "a web page" if first == "<" else "JSON"
        raise refusal(path.name, f"this looks like {what}, not like a table.", _AS_CSV)
    return SourceText(text, hashlib.sha256(data).hexdigest(), note)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UserError(f"{path} is a folder, not a table.", "Name a .csv or .tsv file in it.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise refusal(
                path.name,
                f"the file has {size >> 20:,} MB; a table may have {MAX_BYTES >> 20} MB.",
                "Split it, or leave out columns that are neither flags nor results.",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"There is no file {path}.", "Check its name and folder.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name cannot be used"
        raise UserError(
            f"{path} cannot be read: {reason}.", "Check that it is a file you may read."
        ) from None


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, name), ""
    # Latin letters in UTF-16 have a zero in every other byte.
    sample = data[:2048]
    if len(sample) > 3 and not any(sample[1::2]):
        return _strictly(data, "utf-16-le", name), ""
    if len(sample) > 3 and not any(sample[::2]):
        return _strictly(data, "utf-16-be", name), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    note = f"It is not UTF-8 (line {line:,}), so it was read as Western European text."
    try:
        return data.decode("cp1252"), note
    except UnicodeDecodeError:
        return data.decode("latin-1"), note


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise refusal(
            name,
            f"it begins like {encoding[:6].upper()} text, but is damaged or cut off.",
            "Save it as UTF-8, or copy it again.",
        ) from None
