"""One connection to the store: opening, taking turns at writing, errors a person can act on."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from peewee import OperationalError, SqliteDatabase

from guild_desktop.store.backup import back_up, back_up_if_due
from guild_desktop.store.edit_log import shorten
from guild_desktop.store.errors import StoreError
from guild_desktop.store.lock import FileLock
from guild_desktop.store.plain_errors import told_plainly
from guild_desktop.store.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from peewee import Select

    from guild_desktop.store.home import Home

_PRAGMAS = {
    "synchronous": 1,
    "foreign_keys": 1,
    "cache_size": -16_000,
    "temp_store": 2,
    "wal_autocheckpoint": 0,
    # A log that was folded into the store is written anew from its start, but its file keeps the
    # length it had, and length is how we know that it is time. So it is cut then to well below that.
    "journal_size_limit": 1 << 20,
    "trusted_schema": 0,
}
IDS_A_STATEMENT = 500
"""So many ids one statement names: it keeps below SQLite's limit of bound values."""

_OPENING_PATIENCE = 30.0
"""Seconds to wait for the turn to open."""

_STRANGERS_PATIENCE = 10.0
"""The most seconds to wait for another program that holds the store, and takes no turns."""

_CLOSING_PATIENCE = 5.0
"""Seconds to wait for the turn to close."""

_CHECKPOINT_BYTES = 4 << 20
"""By so much the log grows before it is folded into the store (again)."""


class Connection:
    """One thread's connection to the store of a home.

    Writers take turns: every write holds the home's write lock and an IMMEDIATE transaction, so
    that no writer ever meets another and checkpoints never run beside a commit (the WAL-reset fault
    of SQLite before 3.51.3). Readers never wait. ``patience`` is how many seconds to wait for the turn.
    """

    def __init__(self, home: Home, patience: float) -> None:
        self._home = home
        self._patience = patience
        self._lock = FileLock(home.write_lock)
        self._folded_at = 0
        self._opened: tuple[int, int] | None = None
        self.database = SqliteDatabase(None, autoconnect=False, lock_type="IMMEDIATE")

    def open(self) -> None:
        """Connect, and make or migrate the store if that is needed; ``StoreError`` if it cannot be."""
        path = self._home.store_file
        with told_plainly(self._home):
            stranger = min(self._patience, _STRANGERS_PATIENCE)
            pragmas = {**_PRAGMAS, "busy_timeout": round(stranger * 1000)}
            self.database.init(str(path), pragmas=pragmas, timeout=round(stranger))
            with self._lock.held(_OPENING_PATIENCE):
                # SQLite would make it, and the log beside it, as open as the home's folder may be.
                if not path.exists():
                    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
                self.database.connect()
                try:
                    version = self._version()
                    # A stranger's database and a newer program's are left as they are.
                    self._execute("PRAGMA journal_mode = wal").fetchall()
                    self._migrate(version)
                    self._opened = self.file_identity()
                except BaseException:
                    self.database.close()
                    raise

    def close(self) -> None:
        """Disconnect; the last one to leave folds the log into the store, so this takes its turn."""
        if not self.database.is_closed():
            # Without a turn too: the home is gone, or who has the turn for so long is connected, so
            # that we are not the last.
            with suppress(OSError):
                self._lock.acquire(_CLOSING_PATIENCE)
            try:
                with told_plainly(self._home):
                    self.database.close()
            finally:
                self._lock.release()

    def check_that_it_is_not_replaced(self) -> None:
        """``StoreError`` if another file has taken the place of the one that is open; only in ``writing``."""
        if self.file_identity() != self._opened:
            raise StoreError(
                f"The store {self._home.store_file} was made anew.",
                "Try again: it is read anew then.",
            )

    def file_identity(self) -> tuple[int, int]:
        """Which file lies at the store's place now (device, number); ``StoreError`` if there is none.

        SQLite does not notice when the file it has open is moved away or replaced.
        """
        with told_plainly(self._home):
            status = self._home.store_file.stat()
        return status.st_dev, status.st_ino

    @contextmanager
    def writing(self) -> Iterator[SqliteDatabase]:
        """One short write transaction, committed at the end of the block or not at all."""
        with told_plainly(self._home), self._lock.held(self._patience):
            with self.database.atomic():
                yield self.database
            self._checkpoint_if_long()

    @contextmanager
    def reading(self) -> Iterator[SqliteDatabase]:
        """Queries that only read; errors are told plainly."""
        with told_plainly(self._home):
            yield self.database

    def rows(self, query: Select) -> Iterator[dict[str, Any]]:
        """The rows of a query as SQLite gives them, by column; only inside ``reading`` or ``writing``.

        peewee would look at every cell, which takes longer than all the rest of reading a home.
        """
        cursor = self._cursor(query)
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)

    def portions(self, query: Select, count: int) -> Iterator[list[tuple[Any, ...]]]:
        """The same as tuples in the order of the query's columns, at most ``count`` at a time."""
        cursor = self._cursor(query)
        return iter(lambda: cursor.fetchmany(count), [])

    def _cursor(self, query: Select) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self.database.execute(query)  # type: ignore[no-untyped-call] # as below
        return cursor

    def insert_all(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add many rows, all with the same columns, at a tenth of what peewee takes; only in ``writing``."""
        if not rows:
            return
        names = tuple(rows[0])
        places = ", ".join(f":{name}" for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        sql = f'INSERT INTO "{table}" ({columns}) VALUES ({places})'  # noqa: S608 - names are ours, values bound
        self._raw.executemany(sql, rows)

    def back_up_daily(self, given_up: Callable[[], bool]) -> None:
        """As ``Store.back_up_daily``."""
        with told_plainly(self._home):
            if back_up_if_due(self._raw, self._home, given_up):
                with self._lock.held():
                    shorten(self._home)

    def data_version(self) -> int:
        """A number that changes when another connection has committed; costs microseconds."""
        with told_plainly(self._home):
            return self._number("PRAGMA data_version")

    def revision(self) -> int:
        """The highest revision there is."""
        return self._number("SELECT revision FROM counter")

    def next_revision(self) -> int:
        """Raise the revision by one and return it; only inside ``writing``."""
        self._execute("UPDATE counter SET revision = revision + 1")
        return self._number("SELECT revision FROM counter")

    def next_sequence(self, count: int = 1) -> int:
        """Reserve ``count`` numbers in the order of creation; the first; only inside ``writing``."""
        self._execute("UPDATE counter SET sequence = sequence + ?", (count,))
        return self._number("SELECT sequence FROM counter") - count + 1

    def raise_sequence(self, to: int) -> None:
        """See to it that the next number in the order of creation is higher than ``to``; in ``writing``."""
        self._execute("UPDATE counter SET sequence = max(sequence, ?)", (to,))

    @property
    def _raw(self) -> sqlite3.Connection:
        """What peewee wraps; it has no transactions of its own."""
        connection: sqlite3.Connection = self.database.connection()  # type: ignore[no-untyped-call] # as below
        return connection

    def _number(self, sql: str) -> int:
        return int(self._execute(sql).fetchone()[0])

    def _execute(self, sql: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self.database.execute_sql(sql, values)  # type: ignore[no-untyped-call] # peewee is not typed here
        return cursor

    def _version(self) -> int:
        """The version of the store's tables, 0 for a new one; ``StoreError`` if it is none we know."""
        version = self._number("PRAGMA user_version")
        application = self._number("PRAGMA application_id")
        tables = self._number("SELECT count(*) FROM sqlite_master")
        if application != APPLICATION_ID and (application or version or tables):
            raise StoreError(
                f"{self._home.store_file} is not a store of Guild Desktop.",
                "Choose another folder with --home or GUILD_DESKTOP_HOME.",
            )
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"The home {self._home.path} was written by a newer Guild Desktop "
                f"(its store has version {version}, this program knows {SCHEMA_VERSION}).",
                "Install the newer program again, or choose another folder with --home.",
            )
        return version

    def _migrate(self, version: int) -> None:
        if version == SCHEMA_VERSION:
            return
        if version:
            back_up(self._raw, self._home.store_backup(version))
        with self.database.atomic():
            for step in MIGRATIONS[version:]:
                step(self._raw)
            self._execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self._execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _checkpoint_if_long(self) -> None:
        log = self._home.store_file.with_name(self._home.store_file.name + "-wal")
        try:
            length = log.stat().st_size
        except FileNotFoundError:
            return
        if length < self._folded_at:
            self._folded_at = 0
        if length > self._folded_at + _CHECKPOINT_BYTES:
            # While somebody reads an older state, the log cannot begin anew and goes on growing: to
            # try at each transaction would only make them all slow.
            self._folded_at = length
            # What was written is committed: that it cannot be folded in for want of room is no failure.
            with suppress(OperationalError):
                self._execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def now() -> float:
    """The wall time in seconds since 1970, UTC, as stored."""
    return time.time()
