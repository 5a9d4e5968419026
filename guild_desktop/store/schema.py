"""The tables as SQL, one numbered step a version; a store only ever moves forward."""

from __future__ import annotations

import math
import sqlite3
from array import array
from collections.abc import Callable
from itertools import groupby

APPLICATION_ID = 0x47444B31
"""Marks the file as ours (the letters GDK1), so that a stranger's database is never written."""

_VERSION_1 = (
    """
    CREATE TABLE counter (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        sequence INTEGER NOT NULL,
        revision INTEGER NOT NULL
    )
    """,
    "INSERT INTO counter (only, sequence, revision) VALUES (1, 0, 0)",
    """
    CREATE TABLE batch (
        sequence INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        revision INTEGER NOT NULL,
        name TEXT NOT NULL,
        operation TEXT NOT NULL,
        flags TEXT NOT NULL,
        rows TEXT NOT NULL,
        optimizer TEXT NOT NULL,
        options TEXT NOT NULL,
        objective TEXT NOT NULL,
        limits TEXT NOT NULL,
        seed INTEGER NOT NULL,
        hidden INTEGER NOT NULL,
        planned INTEGER NOT NULL,
        model_best TEXT,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        created REAL NOT NULL,
        pending_since REAL NOT NULL,
        started REAL,
        stopped REAL,
        label TEXT NOT NULL,
        tags TEXT NOT NULL,
        marked INTEGER NOT NULL,
        comment TEXT NOT NULL,
        deleted REAL
    )
    """,
    """
    CREATE TABLE run (
        sequence INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        revision INTEGER NOT NULL,
        batch TEXT NOT NULL REFERENCES batch (id),
        trial INTEGER NOT NULL,
        operation TEXT NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        created REAL NOT NULL,
        started REAL,
        stopped REAL,
        seconds REAL,
        flags TEXT NOT NULL,
        scalars TEXT NOT NULL,
        exit_status INTEGER,
        origin TEXT NOT NULL,
        seed INTEGER,
        source_hash TEXT NOT NULL,
        label TEXT NOT NULL,
        tags TEXT NOT NULL,
        marked INTEGER NOT NULL,
        comment TEXT NOT NULL,
        deleted REAL
    )
    """,
    """
    CREATE TABLE point (
        run INTEGER NOT NULL REFERENCES run (sequence),
        tag TEXT NOT NULL,
        number INTEGER NOT NULL,
        step INTEGER NOT NULL,
        value REAL,
        PRIMARY KEY (run, tag, number)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE control (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        batch TEXT NOT NULL REFERENCES batch (id),
        command TEXT NOT NULL,
        created REAL NOT NULL
    )
    """,
    """
    CREATE TABLE purged (
        id TEXT PRIMARY KEY,
        revision INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX batch_revision ON batch (revision)",
    "CREATE INDEX run_revision ON run (revision)",
    "CREATE INDEX run_batch ON run (batch, trial)",
    "CREATE INDEX run_status ON run (status)",
    "CREATE INDEX control_batch ON control (batch, number)",
)


def _first(connection: sqlite3.Connection) -> None:
    for statement in _VERSION_1:
        connection.execute(statement)


def _series_in_stretches(connection: sqlite3.Connection) -> None:
    """Version 2: series as stretches of numbers, and batches that know how long engines had them.

    A row for each value cost more than reading it out of the output did.
    """
    connection.execute("ALTER TABLE batch ADD COLUMN resumed REAL")
    connection.execute("ALTER TABLE batch ADD COLUMN seconds REAL NOT NULL DEFAULT 0")
    connection.execute(
        "UPDATE batch SET seconds = max(0, stopped - started)"
        " WHERE started IS NOT NULL AND stopped IS NOT NULL"
    )
    connection.execute("UPDATE batch SET resumed = started WHERE status = 'running'")
    connection.execute(
        """
        CREATE TABLE series (
            run INTEGER NOT NULL REFERENCES run (sequence),
            tag TEXT NOT NULL,
            number INTEGER NOT NULL,
            steps BLOB NOT NULL,
            numbers BLOB NOT NULL,
            UNIQUE (run, tag, number)
        )
        """
    )
    points = connection.execute("SELECT run, tag, step, value FROM point ORDER BY run, tag, number")
    for (run, tag), group in groupby(points, key=lambda point: (point[0], point[1])):
        pairs = [(step, math.nan if value is None else value) for _, _, step, value in group]
        steps, values = zip(*pairs, strict=True)
        row = (run, tag, 0, array("q", steps).tobytes(), array("d", values).tobytes())
        connection.execute("INSERT INTO series VALUES (?, ?, ?, ?, ?)", row)
    connection.execute("DROP TABLE point")


def _places_in_a_queue(connection: sqlite3.Connection) -> None:
    """Version 3: staged batches that wait for their turn have a place."""
    connection.execute("ALTER TABLE batch ADD COLUMN queued REAL")


def _starts_of_searches(connection: sqlite3.Connection) -> None:
    """Version 4: what a search tries before its optimizer proposes anything."""
    connection.execute("ALTER TABLE batch ADD COLUMN starts TEXT NOT NULL DEFAULT '[]'")


def _repeats_of_trials(connection: sqlite3.Connection) -> None:
    """Version 5: a trial may have several runs, with a random seed each."""
    connection.execute("ALTER TABLE run ADD COLUMN repeat INTEGER NOT NULL DEFAULT 1")


def _runs_that_timed_out(connection: sqlite3.Connection) -> None:
    """Version 6: that a run took too long is a fact of its own, which was read out of its reason's words."""
    connection.execute("ALTER TABLE run ADD COLUMN timed_out INTEGER NOT NULL DEFAULT 0")
    connection.execute(
        "UPDATE run SET timed_out = 1"
        " WHERE status = 'terminated' AND reason LIKE 'timed out after %'"
    )


def _what_stopped_runs_stand_for(connection: sqlite3.Connection) -> None:
    """Version 7: what a run that was stopped early would probably have ended with."""
    connection.execute("ALTER TABLE run ADD COLUMN foreseen TEXT NOT NULL DEFAULT '{}'")


Migration = Callable[[sqlite3.Connection], None]

MIGRATIONS: tuple[Migration, ...] = (
    _first,
    _series_in_stretches,
    _places_in_a_queue,
    _starts_of_searches,
    _repeats_of_trials,
    _runs_that_timed_out,
    _what_stopped_runs_stand_for,
)
"""``MIGRATIONS[n]`` takes a store from version ``n`` to ``n + 1``, inside the caller's transaction; released
steps are never edited."""

SCHEMA_VERSION = len(MIGRATIONS)
