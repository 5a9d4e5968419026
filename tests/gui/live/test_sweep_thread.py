"""The window's thread for the store, when requests or the store itself go wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import pytest
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Batch
from guild_desktop.core.errors import UserError
from guild_desktop.gui.live.sweep_thread import SweepThread
from guild_desktop.store.edits import Edits
from guild_desktop.store.home import Home, open_home
from guild_desktop.store.recorder import Recorder
from guild_desktop.store.store import Changes, Store
from tests.core.sample_runs import make_batch


@dataclass
class Told:
    """A thread and what it has told so far."""

    thread: SweepThread
    labels: dict[str, str] = field(default_factory=dict)
    pictures: int = 0
    refused: list[UserError] = field(default_factory=list)
    bugs: list[BaseException] = field(default_factory=list)

    def take(self, changes: Changes) -> None:
        self.pictures += 1
        self.labels.update((batch.id, batch.label) for batch in changes.batches)

    def report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        del kind, trace
        self.bugs.append(error)


def add_batch(home: Path, letter: str) -> Batch:
    with Store(open_home(home)).opened() as store:
        return Recorder(store).add_batch(make_batch(letter))


def set_label(home: Path, batch: Batch, label: str) -> None:
    with Store(open_home(home)).opened() as store:
        Edits(store).set_label([batch.id], label)


@pytest.fixture
def batch(home: Path) -> Batch:
    return add_batch(home, "b")


@pytest.fixture
def unstarted(
    qtbot: QtBot, home: Path, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Told]:
    """A thread that has still to be started; it is ended after the test."""
    del qtbot, batch
    told = Told(SweepThread(Home(home)))
    told.thread.changed.connect(told.take)
    told.thread.refused.connect(told.refused.append)
    monkeypatch.setattr(sys, "excepthook", told.report)
    yield told
    told.thread.finish()


@pytest.fixture
def told(qtbot: QtBot, unstarted: Told) -> Told:
    """A thread that watches a home with one batch."""
    unstarted.thread.start()
    qtbot.waitUntil(lambda: unstarted.pictures > 0)
    return unstarted


def test_that_a_request_with_a_mistake_is_reported_and_the_next_is_carried_out(
    qtbot: QtBot, told: Told, batch: Batch
) -> None:
    told.thread.do(lambda _: 1 // 0)
    told.thread.do(lambda store: Edits(store).set_label([batch.id], "after"))
    qtbot.waitUntil(lambda: told.labels[batch.id] == "after")
    assert [type(bug) for bug in told.bugs] == [ZeroDivisionError]
    assert told.refused == []


def test_that_a_store_that_has_gone_is_told_once_and_watched_again_when_it_is_back(
    qtbot: QtBot, told: Told, batch: Batch, home: Path
) -> None:
    away = home.with_name("away")
    home.rename(away)
    qtbot.waitUntil(lambda: bool(told.refused), timeout=10_000)
    set_label(away, batch, "meanwhile")
    # Each request that is refused was followed by another try.
    for number in range(3):
        told.thread.do(lambda store: Edits(store).set_label([batch.id], "lost"))
        qtbot.waitUntil(lambda number=number: len(told.refused) == number + 2)
    away.rename(home)
    qtbot.waitUntil(lambda: told.labels[batch.id] == "meanwhile", timeout=10_000)
    set_label(home, batch, "later")
    qtbot.waitUntil(lambda: told.labels[batch.id] == "later")
    assert len(told.refused) == 4
    assert {str(home / "store.db") in error.message for error in told.refused} == {True}
    assert told.bugs == []


def test_that_only_the_batch_whose_stop_was_refused_is_told_not_to_stop(
    qtbot: QtBot, told: Told, home: Path
) -> None:
    not_stopping: list[str] = []
    told.thread.not_stopping.connect(not_stopping.append)
    home.rename(home.with_name("away"))
    qtbot.waitUntil(lambda: bool(told.refused), timeout=10_000)
    told.thread.set_workers("another", 2)
    told.thread.stop_batch("this")
    qtbot.waitUntil(lambda: len(told.refused) == 3, timeout=10_000)
    qtbot.waitUntil(lambda: bool(not_stopping))
    assert not_stopping == ["this"]


def test_that_the_thread_can_end_while_the_store_is_gone(
    qtbot: QtBot, told: Told, home: Path
) -> None:
    home.rename(home.with_name("away"))
    qtbot.waitUntil(lambda: bool(told.refused), timeout=10_000)
    told.thread.finish()
    assert told.thread.isFinished()
    assert not home.exists()


def test_that_a_store_that_was_missing_at_first_is_shown_when_it_is_there(
    qtbot: QtBot, unstarted: Told, batch: Batch, home: Path
) -> None:
    away = home.with_name("away")
    home.rename(away)
    unstarted.thread.start()
    qtbot.waitUntil(lambda: len(unstarted.refused) == 1)
    away.rename(home)
    qtbot.waitUntil(lambda: batch.id in unstarted.labels, timeout=10_000)
    assert len(unstarted.refused) == 1


def test_that_everything_of_a_store_that_took_the_place_of_another_is_shown(
    qtbot: QtBot, told: Told, batch: Batch, home: Path
) -> None:
    set_label(home, batch, "raises the revision")
    qtbot.waitUntil(lambda: told.labels[batch.id] == "raises the revision")
    backup = home.with_name("backup")
    older = add_batch(backup, "c")
    home.rename(home.with_name("away"))
    backup.rename(home)
    qtbot.waitUntil(lambda: older.id in told.labels, timeout=10_000)


def test_that_a_mistake_in_watching_is_reported_once_and_watching_goes_on(
    qtbot: QtBot, told: Told, batch: Batch, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes_since = Store.changes_since
    failures = []

    def fail(_store: Store, _revision: int) -> Changes:
        failures.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(Store, "changes_since", fail)
    set_label(home, batch, "unseen")
    qtbot.waitUntil(lambda: len(failures) > 1, timeout=10_000)
    monkeypatch.setattr(Store, "changes_since", changes_since)
    qtbot.waitUntil(lambda: told.labels[batch.id] == "unseen", timeout=10_000)
    assert [type(bug) for bug in told.bugs] == [ZeroDivisionError]
