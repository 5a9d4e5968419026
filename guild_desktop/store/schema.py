"""The tables as SQL, one numbered step a version; a store only ever moves forward."""

from __future__ import annotations

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

MIGRATIONS: tuple[tuple[str, ...], ...] = (_VERSION_1,)
"""``MIGRATIONS[n]`` takes a store from version ``n`` to ``n + 1``; released steps are never edited."""

SCHEMA_VERSION = len(MIGRATIONS)
