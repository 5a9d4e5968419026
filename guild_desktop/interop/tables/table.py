"""A table of results as it stands in its file: named columns of texts, nothing decided yet."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from guild_desktop.interop.tables.cells import is_missing, with_decimal_points
from guild_desktop.interop.tables.records import Records, Told, read_records
from guild_desktop.interop.tables.refusal import excerpt
from guild_desktop.interop.tables.source_text import read_source

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True, eq=False)
class SourceColumn:
    """A column: what stands above it and its cells, one a row."""

    title: str
    cells: tuple[str, ...] = field(repr=False)

    def examples(self, most: int) -> tuple[str, ...]:
        """The first values that differ, in short."""
        return tuple(self._different(most))

    def _different(self, most: int) -> Iterator[str]:
        seen: set[str] = set()
        for cell in self.cells:
            if len(seen) == most:
                return
            if cell not in seen and not is_missing(cell):
                seen.add(cell)
                yield excerpt(cell)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """``path`` is absolute, ``digest`` the SHA-256 of its file; ``lines[i]`` is where row i begins in it.

    ``notes`` are sentences on how it was read that a person should know.
    """

    path: Path
    digest: str
    columns: tuple[SourceColumn, ...]
    lines: array[int] = field(repr=False)
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def __len__(self) -> int:
        return len(self.lines)


def read_table(path: Path, told: Told = lambda _share: None) -> Table:
    """Read the table at ``path``; ``UserError`` with line and column for what is none.

    ``told`` is called with the share that is done, 0 to 1, and may raise to end the reading.
    """
    path = path.absolute()
    source = read_source(path)
    records = read_records(path.name, source.text, told)
    columns, with_commas = _columns(records)
    notes = [source.note] if source.note else []
    if with_commas:
        named = ", ".join(map(excerpt, with_commas[:_MOST_NAMED]))
        more = " and others" if len(with_commas) > _MOST_NAMED else ""
        notes.append(f"Decimal commas were read as points, in {named}{more}.")
    return Table(path, source.digest, columns, records.lines, tuple(notes))


def _columns(records: Records) -> tuple[tuple[SourceColumn, ...], list[str]]:
    """The columns, and the titles of those in which decimal commas were made points."""
    columns = []
    with_commas = []
    for title, cells in zip(records.titles, records.columns, strict=True):
        # Between commas a decimal comma would be two values.
        points = None if records.delimiter == "," else with_decimal_points(cells)
        if points is not None:
            with_commas.append(title)
        columns.append(SourceColumn(title, cells if points is None else points))
    return tuple(columns), with_commas
