"""That a store of an older program is brought up to date with everything in it, and kept as it was."""

from __future__ import annotations

import math
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.store.batch_queue import BatchQueue
from guild_desktop.store.home import Home, open_home
from guild_desktop.store.records import row_from_run, run_from_row
from guild_desktop.store.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION
from guild_desktop.store.store import Store

RUN = "0" * 31 + "1"
BATCH = "0" * 31 + "b"


@pytest.fixture
def old(home: Path) -> Home:
    """A home whose store has version 1, with a batch of one run that reported five losses."""
    opened = open_home(home)
    with closing(sqlite3.connect(opened.store_file, isolation_level=None)) as connection:
        MIGRATIONS[0](connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO batch VALUES (1, ?, 1, 'train.py+', ?, '{}', '[]', 'grid', '{}', '{}', '{}', 1, 0, 1,"
            " NULL, 'completed', '', 10, 10, 10, 14.5, '', '[]', 0, '', NULL)",
            (
                BATCH,
                '{"kind":"command","target":"true","name":"true","python":"","project":"/","flags":[]}',
            ),
        )
        connection.execute(
            "INSERT INTO run VALUES (2, ?, 1, ?, 1, 'true', 'completed', '', 10, 10, 11, 1, '{}', '{}', 0, 'grid',"
            " 1, '', '', '[]', 0, '', NULL)",
            (RUN, BATCH),
        )
        losses = enumerate([3.0, None, 1.5, math.inf, -1.0])
        connection.executemany(
            "INSERT INTO point VALUES (2, 'loss', ?, ?, ?)", [(n, n * 10, v) for n, v in losses]
        )
        connection.execute("INSERT INTO point VALUES (2, 'acc', 0, 7, 0.5)")
    return opened


def test_that_every_value_a_run_reported_is_still_there(old: Home) -> None:
    with Store(old).opened() as store:
        run = store.run(RUN)
        losses = store.series(run, "loss")
        assert [step for step, _ in losses] == [0, 10, 20, 30, 40]
        assert str([value for _, value in losses]) == "[3.0, nan, 1.5, inf, -1.0]"
        assert store.series(run, "acc") == ((7, 0.5),)


def test_that_a_batch_which_ended_keeps_its_duration(old: Home) -> None:
    with Store(old).opened() as store:
        assert store.batch(BATCH).lasted(now=1000.0) == 4.5


def test_that_the_old_store_is_kept_beside_the_new_one(old: Home) -> None:
    with Store(old).opened():
        pass
    kept = old.store_backup(1)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM point").fetchone() == (6,)


def test_that_a_store_which_cannot_be_brought_up_to_date_stays_as_it_was(
    old: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE point")
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorname = "SQLITE_FULL"
        raise error

    monkeypatch.setattr("guild_desktop.store.database.MIGRATIONS", (MIGRATIONS[0], fail))
    with pytest.raises(UserError, match="disk is full"):
        Store(old).open()
    monkeypatch.undo()
    with Store(old).opened() as store:
        assert len(store.series(store.run(RUN), "loss")) == 5


def test_that_a_new_store_needs_no_copy(home: Path) -> None:
    with Store(open_home(home)).opened():
        pass
    assert not list(home.glob("store-version-*"))


def test_that_a_store_is_brought_up_to_date_once(old: Home) -> None:
    for _ in range(2):
        with Store(old).opened():
            pass
    with closing(sqlite3.connect(old.store_file)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)


KILLED = """
import os, signal, sys
from pathlib import Path
from guild_desktop.store import database
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store

left = int(sys.argv[2])

def count(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def traced(step):
    def migrate(connection):
        connection.set_trace_callback(count)
        step(connection)
    return migrate

database.MIGRATIONS = tuple(map(traced, database.MIGRATIONS))
with Store(open_home(Path(sys.argv[1]))).opened():
    pass
"""


def test_that_a_store_whose_migration_was_killed_at_any_statement_is_old_or_new_never_mixed(
    old: Home,
) -> None:
    before = old.store_file.read_bytes()
    killed = 0
    while True:
        for file in old.path.glob("store*"):
            file.unlink()
        old.store_file.write_bytes(before)
        arguments = [str(old.path), str(killed + 1)]
        child = subprocess.run([sys.executable, "-c", KILLED, *arguments])
        with Store(old).opened() as store:
            assert len(store.series(store.run(RUN), "loss")) == 5
            assert store.batch(BATCH).lasted(now=1000.0) == 4.5
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL
        assert old.store_backup(1).exists()
        killed += 1
    assert killed > 5


def test_that_no_batch_of_an_older_store_waits_in_the_queue(old: Home) -> None:
    with Store(old).opened() as store:
        assert store.batch(BATCH).queued is None
        assert BatchQueue(store).is_empty()


def test_that_runs_of_an_older_store_are_the_first_repeats_of_their_trials(old: Home) -> None:
    with Store(old).opened() as store:
        assert store.run(RUN).repeat == 1
        assert store.batch(BATCH).limits.repeat == 1


def test_that_runs_of_an_older_store_that_took_too_long_are_told_from_stopped_ones(
    old: Home,
) -> None:
    ends = {"2": "timed out after 5 s", "3": "stopped", "4": "stopped: timed out after all"}
    with closing(sqlite3.connect(old.store_file, isolation_level=None)) as connection:
        for place, (run_id, reason) in enumerate(ends.items(), 3):
            connection.execute(
                "INSERT INTO run VALUES (?, ?, 1, ?, 1, 'true', 'terminated', ?, 10, 10, 11, 1, '{}', '{}', -15,"
                " 'grid', 1, '', '', '[]', 0, '', NULL)",
                (place, run_id, BATCH, reason),
            )
    with Store(old).opened() as store:
        assert [store.run(run_id).timed_out for run_id in ends] == [True, False, False]
        assert not store.run(RUN).timed_out


def test_that_a_folder_s_record_of_an_older_program_still_tells_that_its_run_took_too_long(
    old: Home,
) -> None:
    with Store(old).opened() as store:
        row = row_from_run(store.run(RUN))
    del row["timed_out"], row["repeat"], row["foreseen"]
    assert not run_from_row(row).timed_out
    assert run_from_row(row | {"status": "terminated", "reason": "timed out after 5 s"}).timed_out
