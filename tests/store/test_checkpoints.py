"""When the log of the store is folded into it: seldom, also beside somebody who reads for long."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from guild_desktop.core.batch import Batch
from guild_desktop.store.home import open_home
from guild_desktop.store.recorder import Recorder
from guild_desktop.store.store import Store

MEGABYTE = 1 << 20
A_TRANSACTION = 100_000
"""Bytes that one transaction of these tests adds to the log, at least."""


@pytest.fixture
def statements(store: Store) -> list[str]:
    """Every statement that the store's connection executes from now on."""
    seen: list[str] = []
    connection = store.connection.database.connection()  # type: ignore[no-untyped-call] # peewee is not typed here
    connection.set_trace_callback(seen.append)
    return seen


@pytest.fixture
def reader(store: Store, home: Path) -> Iterator[Store]:
    """A second connection to the same store."""
    del store
    with Store(open_home(home)).opened() as reader:
        yield reader


def write(recorder: Recorder, batch: Batch, megabytes: int) -> None:
    for number in range(megabytes * MEGABYTE // A_TRANSACTION):
        recorder.set_batch(batch.id, reason=chr(ord("a") + number % 26) * A_TRANSACTION)


def checkpoints(statements: list[str]) -> int:
    return sum("wal_checkpoint" in statement for statement in statements)


def log_size(home: Path) -> int:
    return (home / "store.db-wal").stat().st_size


def test_that_the_log_is_folded_in_once_in_four_megabytes(
    recorder: Recorder, batch: Batch, statements: list[str], home: Path
) -> None:
    write(recorder, batch, 20)
    assert 3 <= checkpoints(statements) <= 7
    assert log_size(home) < 5 * MEGABYTE


def test_that_a_long_reader_does_not_make_every_transaction_fold_in_the_log(
    recorder: Recorder, batch: Batch, statements: list[str], reader: Store, home: Path
) -> None:
    connection = reader.connection
    with connection.reading() as database, database.atomic("DEFERRED"):
        before = connection.revision()
        write(recorder, batch, 20)
        assert connection.revision() == before
        assert log_size(home) > 19 * MEGABYTE
        assert 3 <= checkpoints(statements) <= 7
    write(recorder, batch, 10)
    assert log_size(home) < 5 * MEGABYTE
    assert checkpoints(statements) <= 11


def test_that_another_writer_may_cut_the_log(
    recorder: Recorder, batch: Batch, statements: list[str], reader: Store, home: Path
) -> None:
    other = Recorder(reader)
    for _ in range(5):
        write(recorder, batch, 3)
        write(other, batch, 3)
        assert log_size(home) < 10 * MEGABYTE
    assert checkpoints(statements) <= 8
