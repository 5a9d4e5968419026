"""That the store is copied once a day while a window is open, and in nobody's way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Batch
from guild_desktop.core.operation import Operation
from guild_desktop.gui.live.daily_copy import DailyCopy
from guild_desktop.store.backup import daily_copies
from guild_desktop.store.home import Home, open_home
from guild_desktop.store.lock import FileLock
from guild_desktop.store.recorder import Recorder, new_id
from guild_desktop.store.store import Store


@pytest.fixture
def filled(home: Path) -> Home:
    place = open_home(home)
    operation = Operation("script", "train.py", "train.py", "python", str(home))
    with Store(place).opened() as store:
        Recorder(store).add_batch(Batch(new_id(), 0, operation, {"x": "1"}, "grid"))
    return place


@pytest.fixture
def copy(filled: Home, qtbot: QtBot) -> Iterator[DailyCopy]:
    made = DailyCopy(filled)
    yield made
    made.finish()


def look(copy: DailyCopy, qtbot: QtBot) -> None:
    copy.look()
    qtbot.waitUntil(lambda: not copy.is_busy)


def test_that_a_home_without_a_copy_gets_one_and_only_one_a_day(
    filled: Home, copy: DailyCopy, qtbot: QtBot
) -> None:
    look(copy, qtbot)
    (file,) = daily_copies(filled)
    with sqlite3.connect(file) as store:
        assert store.execute("SELECT count(*) FROM batch").fetchall() == [(1,)]
    store.close()
    made = file.stat().st_mtime_ns
    look(copy, qtbot)
    assert [each.stat().st_mtime_ns for each in daily_copies(filled)] == [made]


def test_that_a_copy_another_process_makes_is_left_to_it(
    filled: Home, copy: DailyCopy, qtbot: QtBot
) -> None:
    filled.backups.mkdir()
    with FileLock(filled.backups / "copying.lock").held():
        look(copy, qtbot)
    assert daily_copies(filled) == []
    look(copy, qtbot)
    assert len(daily_copies(filled)) == 1


def test_that_a_store_that_has_gone_is_not_made_anew(
    filled: Home, copy: DailyCopy, qtbot: QtBot
) -> None:
    filled.store_file.unlink()
    look(copy, qtbot)
    assert not filled.store_file.exists()
    assert daily_copies(filled) == []


def test_that_a_copy_is_given_up_without_a_trace_when_asked(filled: Home) -> None:
    with Store(filled).opened() as store:
        raw = store.connection._raw
        raw.execute("CREATE TABLE large (i)")
        raw.execute(
            "INSERT INTO large WITH RECURSIVE n(i) AS"
            " (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT i FROM n"
        )
        store.back_up_daily(given_up=lambda: True)
        assert daily_copies(filled) == []
        store.back_up_daily()
    assert len(daily_copies(filled)) == 1
    assert {path.name for path in filled.backups.iterdir()} == {
        "copying.lock",
        daily_copies(filled)[0].name,
    }
