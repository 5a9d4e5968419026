"""What people write about runs and batches is kept beside what engines write."""

from __future__ import annotations

import pytest

from guild_desktop.core.run import Status
from guild_desktop.store.edits import Edits
from guild_desktop.store.recorder import NewRun


@pytest.fixture
def runs(recorder, batch):
    new = [NewRun(trial, {"x": trial}, "grid", trial) for trial in (1, 2, 3)]
    return recorder.add_runs(batch, new, "hash")


@pytest.fixture
def edits(store):
    return Edits(store)


def test_that_runs_and_batches_are_labelled_in_one_revision(store, edits, batch, runs):
    before = store.changes_since(0).revision
    edits.set_label([runs[0].id, batch.id], "  first try ")
    changes = store.changes_since(before)
    assert changes.revision == before + 1
    assert [run.label for run in changes.runs] == ["first try"]
    assert [each.label for each in changes.batches] == ["first try"]


def test_that_each_edit_changes_its_own_column_only(store, edits, recorder, runs):
    run = runs[0]
    recorder.start_run(run.id, 1.0)
    edits.set_tags([run.id], ["a", "b", "a"])
    edits.set_marked([run.id], marked=True)
    edits.set_comment([run.id], "two\nlines")
    edits.set_label([run.id], "best")
    after = store.run(run.id)
    assert (after.tags, after.marked, after.comment) == (("a", "b"), True, "two\nlines")
    assert (after.label, after.status) == ("best", Status.RUNNING)


def test_that_the_trash_gives_back(store, edits, runs):
    edits.set_deleted([runs[0].id], deleted=True)
    assert store.run(runs[0].id).deleted is not None
    edits.set_deleted([runs[0].id], deleted=False)
    assert store.run(runs[0].id).deleted is None


def test_that_unknown_ids_are_passed_over(store, edits, runs):
    before = store.changes_since(0).revision
    edits.set_label(["nothing", runs[1].id], "here")
    assert [run.id for run in store.changes_since(before).runs] == [runs[1].id]


def test_that_nothing_to_edit_writes_nothing(store, edits):
    before = store.changes_since(0).revision
    edits.set_label([], "x")
    assert store.changes_since(before).revision == before


def test_that_thousands_are_edited_at_once(store, edits, recorder, batch):
    new = [NewRun(trial, {}, "grid", trial) for trial in range(1, 1201)]
    many = recorder.add_runs(batch, new, "hash")
    before = store.changes_since(0).revision
    edits.set_marked([run.id for run in many], marked=True)
    assert sum(run.marked for run in store.changes_since(before).runs) == 1200
