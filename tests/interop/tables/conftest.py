"""Tables in real files, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from guild_desktop.interop.tables.runs import TableRuns, table_runs
from guild_desktop.interop.tables.table import Table, read_table
from guild_desktop.interop.tables.uses import guess_uses

Written = Callable[..., Table]
Found = Callable[..., TableRuns]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a text, or bytes, into a file and read it as a table."""

    def write(content: str | bytes, name: str = "results.csv") -> Table:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path)

    return write


@pytest.fixture
def found(written: Written) -> Found:
    """The runs of a table with the uses that are guessed."""

    def find(content: str | bytes, name: str = "results.csv") -> TableRuns:
        table = written(content, name)
        return table_runs(table, guess_uses(table))

    return find
