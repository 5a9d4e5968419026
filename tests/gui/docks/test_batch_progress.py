"""The progress of what runs: how far, how fast, how long still."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QToolButton, QVBoxLayout, QWidget

from guild_desktop.core.batch import Limits
from guild_desktop.core.reasons import paused
from guild_desktop.core.run import Status
from guild_desktop.gui.docks.batch_progress import BatchProgress, progress_of
from guild_desktop.store import disk_space
from tests.gui.docks.sample_runs import NOON, a_batch, a_frame, a_run, pending, running


@pytest.fixture
def progress(qtbot, session, themes):
    progress = BatchProgress(session, themes)
    qtbot.addWidget(progress)
    progress.show()
    return progress


def a_running_batch(number=1, **changes):
    return a_batch(number, status=Status.RUNNING, stopped=None, **changes)


def some_runs(batch, done, on):
    finished = [replace(a_run(batch, trial), seconds=3.0) for trial in range(1, done + 1)]
    return [*finished, *(running(a_run(batch, done + 1 + at)) for at in range(on))]


def test_that_nothing_is_seen_while_nothing_runs(progress, tell):
    batch = a_batch()
    tell(some_runs(batch, 2, 0), [batch])
    assert not progress.findChild(QProgressBar).isVisible()
    assert not progress.findChild(QToolButton, "stopSweep").isVisible()


def test_that_a_sweep_shows_its_name_count_and_what_runs(progress, tell):
    batch = a_running_batch()
    tell(some_runs(batch, 14, 2), [batch])
    bar = progress.findChild(QProgressBar)
    assert bar.isVisible()
    assert (bar.value(), bar.maximum()) == (14, 20)
    assert progress.findChildren(QLabel)[0].text() == "train.py+gp"
    assert progress.sentence.startswith("14/20 · 3.0 s a run · ")
    assert progress.sentence.endswith("2 running")


def test_that_only_completed_runs_count_as_done(progress, tell):
    batch = a_running_batch(planned=4, optimizer="grid")
    runs = some_runs(batch, 1, 1)
    runs += [replace(a_run(batch, trial), status=Status.TERMINATED) for trial in (3, 4)]
    runs += [pending(a_run(batch, trial)) for trial in (5, 6)]
    tell(runs, [batch])
    bar = progress.findChild(QProgressBar)
    assert (bar.value(), bar.maximum()) == (1, 4)
    assert progress.sentence.startswith("1/4 · 2 stopped · ")


def test_that_runs_stopped_early_move_the_bar_too(progress, tell):
    batch = a_running_batch(planned=4)
    runs = some_runs(batch, 1, 1)
    runs += [replace(a_run(batch, trial), status=Status.PRUNED) for trial in (3, 4)]
    tell(runs, [batch])
    bar = progress.findChild(QProgressBar)
    assert (bar.value(), bar.maximum()) == (3, 4)
    assert progress.sentence.startswith("1/4 · 2 stopped early · ")


def test_that_it_vanishes_when_the_sweep_ends(progress, tell):
    batch = a_running_batch()
    tell(some_runs(batch, 2, 1), [batch])
    tell([a_run(batch, 3)], [replace(batch, status=Status.COMPLETED, stopped=NOON)])
    assert not progress.findChild(QProgressBar).isVisible()


def test_that_a_bar_that_moves_has_nothing_else_of_its_window_painted_at_once(
    qtbot, session, themes, tell
):
    class Neighbour(QWidget):
        paintings = 0

        def paintEvent(self, event):  # noqa: N802 - Qt's name
            self.paintings += 1

    window = QWidget()
    qtbot.addWidget(window)
    neighbour, progress = Neighbour(window), BatchProgress(session, themes, window)
    column = QVBoxLayout(window)
    column.addWidget(neighbour, 1)
    column.addWidget(progress)
    window.resize(900, 200)
    batch = a_running_batch()
    tell(some_runs(batch, 1, 1), [batch])
    window.show()
    qtbot.waitUntil(lambda: neighbour.paintings > 0)
    before = neighbour.paintings
    neighbour.update()
    tell(some_runs(batch, 12, 1), [batch])
    assert progress.findChild(QProgressBar).value() == 12
    assert neighbour.paintings == before
    qtbot.waitUntil(lambda: neighbour.paintings > before)


def test_that_what_is_left_counts_workers_and_what_has_begun():
    batch = a_running_batch(limits=Limits(workers=2))
    runs = some_runs(batch, 14, 2)
    frame = a_frame((batch, runs))
    # 6 runs of 3 s are to do, of which 2 began a second ago: 16 s of work for two workers.
    assert progress_of(frame, [batch], NOON + 1).seconds_left == pytest.approx(8.0)


def test_that_without_a_finished_run_no_time_is_guessed():
    batch = a_running_batch()
    known = progress_of(a_frame((batch, some_runs(batch, 0, 2))), [batch], NOON)
    assert known.seconds_a_run is None
    assert known.seconds_left is None


@pytest.mark.parametrize(("by_person", "offered"), [(False, "Pause"), (True, "Resume")])
def test_that_a_paused_sweep_says_why_and_guesses_no_time(progress, tell, by_person, offered):
    reason = paused(by_person=by_person, no_room="the disk of /home/me is full (3.2 MB free)")
    batch = a_running_batch(reason=reason)
    tell(some_runs(batch, 14, 0), [batch])
    assert progress.sentence == f"{reason} · 14/20 · 3.0 s a run"
    assert progress.findChild(QToolButton, "pauseSweep").toolTip() == offered


def test_that_a_full_disk_is_told_though_no_engine_could_say_so(progress, tell, monkeypatch):
    monkeypatch.setattr(disk_space, "LEAST_FREE", 1 << 62)
    batch = a_running_batch()
    tell(some_runs(batch, 14, 1), [batch])
    assert progress.sentence.startswith("the disk of ")
    assert progress.findChild(QToolButton, "pauseSweep").toolTip() == "Pause"


def test_that_a_single_run_cannot_be_paused(progress, tell):
    batch = a_running_batch(hidden=True, planned=1)
    tell(some_runs(batch, 0, 1), [batch])
    assert not progress.findChild(QToolButton, "pauseSweep").isVisible()
    assert progress.findChild(QToolButton, "stopSweep").isVisible()


def test_that_several_sweeps_are_told_together_and_stopped_together(progress, tell, qtbot):
    first, second = a_running_batch(1), a_running_batch(2)
    tell([*some_runs(first, 4, 1), *some_runs(second, 6, 1)], [first, second])
    assert progress.findChildren(QLabel)[0].text() == "2 sweeps"
    assert progress.sentence.startswith("10/40")
    stopped = []
    progress.stop_requested.connect(stopped.append)
    progress.findChild(QToolButton, "stopSweep").click()
    assert stopped == [first.id, second.id]


def test_that_a_single_run_has_no_bar(progress, tell):
    batch = a_running_batch(hidden=True, planned=1)
    tell([running(a_run(batch, 1))], [batch])
    assert not progress.findChild(QProgressBar).isVisible()
    assert progress.findChildren(QLabel)[0].text() == "train.py"
    assert progress.sentence == "1 running"


def test_that_waiting_for_a_proposal_is_named(progress, tell):
    batch = a_running_batch()
    tell([*some_runs(batch, 3, 0), pending(a_run(batch, 9))], [batch])
    assert progress.sentence.endswith("choosing the next run")
