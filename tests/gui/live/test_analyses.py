"""The window's analyses: computed elsewhere, for whoever can see them, of what is shown now."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from guild_desktop.core.batch import Objective
from guild_desktop.core.clause import Within
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from guild_desktop.gui.live.analyses import Analyses, Wanted
from guild_desktop.gui.live.analysis_process import AnalysisProcess
from guild_desktop.store.edits import Edits
from guild_desktop.store.recorder import NewRun, Recorder
from tests.gui.docks.sample_runs import a_batch
from tests.gui.docks.stored_runs import library

__all__ = ["library"]

PATIENCE = 60_000


class Viewer(QObject):
    """Somebody who may look at an analysis."""

    seen = True

    def is_seen(self):
        return self.seen


@pytest.fixture(scope="module")
def process(qapp):
    """One for all tests, as its libraries take seconds to load."""
    process = AnalysisProcess()
    yield process
    process.stop()


@pytest.fixture
def analyses(session, process):
    analyses = Analyses(session, process=process)
    yield analyses
    delete(analyses)
    process.drop()


@pytest.fixture
def viewer(analyses):
    viewer = Viewer()
    analyses.add_viewer(viewer, viewer.is_seen)
    return viewer


def add_sweep(library, count, **others):
    """Completed runs of one sweep, whose loss is the distance of x from 7; their ids."""
    flags = {"x": f"[1:{max(count, 2)}]"}
    batch = Recorder(library.store).add_batch(a_batch(flags=flags, planned=count, **others))
    return add_runs(library, batch, range(1, count + 1))


def add_runs(library, batch, values):
    recorder = Recorder(library.store)
    runs = recorder.add_runs(batch, [NewRun(x, {"x": x}, "random", x) for x in values], "")
    for run in runs:
        recorder.start_run(run.id, 1_795_435_200.0)
        library.report(run, [abs(run.flags["x"] - 7.0)])
        recorder.end_run(run.id, Status.COMPLETED, seconds=1.0)
    library.tell()
    return [run.id for run in runs]


def wait_for(qtbot, analyses, is_there):
    qtbot.waitUntil(lambda: is_there(analyses.now), timeout=PATIENCE)
    return analyses.now


def is_done(now):
    return now.analysis is not None and now.is_current


def children():
    return [each for each in psutil.Process().children() if "analysis" in each.cmdline()]


def test_that_the_newest_sweep_in_view_is_analyzed_by_another_process(
    qtbot, analyses, viewer, library
):
    add_sweep(library, 24)
    now = wait_for(qtbot, analyses, is_done)
    assert now.batch.id == library.session.frame.run(0).batch
    assert now.analysis.runs.used == 24
    assert now.analysis.importance.flags[0].flags == ("x",)
    assert now.analysis.response.model_best.flags["x"] == 7
    assert not analyses.is_busy


def test_that_nothing_happens_while_nobody_looks(qtbot, analyses, viewer, library):
    viewer.seen = False
    add_sweep(library, 24)
    assert not analyses.is_busy
    viewer.seen = True
    analyses.follow()
    assert analyses.is_busy
    wait_for(qtbot, analyses, is_done)


def test_that_new_results_are_taken_in(qtbot, analyses, viewer, library):
    add_sweep(library, 20)
    wait_for(qtbot, analyses, is_done)
    batch = next(iter(library.session.frame.batches.values()))
    add_runs(library, batch, [3, 4])
    assert not analyses.now.is_current
    assert wait_for(qtbot, analyses, is_done).analysis.runs.total == 20
    assert analyses.now.analysis.runs.used == 20


def test_that_hidden_and_deleted_runs_do_not_count(qtbot, analyses, viewer, library, session):
    ids = add_sweep(library, 24)
    wait_for(qtbot, analyses, is_done)
    Edits(library.store).set_deleted(ids[:2], deleted=True)
    library.tell()
    session.set_selection(Selection(kept=(Within("x", 1, 12),)))
    now = wait_for(qtbot, analyses, lambda now: is_done(now) and now.analysis.runs.total == 10)
    assert "Too few runs" in now.analysis.importance.refusal


def test_that_an_answer_about_another_goal_is_dropped(
    qtbot, analyses, process, viewer, library, session
):
    for child in children():
        child.suspend()
    add_sweep(library, 24)
    qtbot.waitUntil(lambda: process.is_busy, timeout=PATIENCE)
    session.set_objective(Objective("loss", "maximize"))
    seen = []
    analyses.changed.connect(lambda now: seen.append(now.analysis))
    wait_for(qtbot, analyses, is_done)
    assert {each.objective.direction for each in seen if each is not None} == {"maximize"}


def test_that_a_contour_comes_when_it_is_asked_for(qtbot, analyses, viewer, library):
    batch = Recorder(library.store).add_batch(
        a_batch(flags={"x": "[1:20]", "y": "[0.0:1.0]"}, planned=20)
    )
    new = [NewRun(x, {"x": x, "y": x % 5 / 4}, "random", x) for x in range(1, 21)]
    for run in Recorder(library.store).add_runs(batch, new, ""):
        library.report(run, [run.flags["x"] * run.flags["y"]])
        Recorder(library.store).end_run(run.id, Status.COMPLETED, seconds=1.0)
    library.tell()
    first = wait_for(qtbot, analyses, is_done).analysis
    assert first.response.contour is None
    analyses.choose(Wanted(pair=("x", "y"), context="average"))
    second = wait_for(
        qtbot, analyses, lambda now: is_done(now) and now.wanted.pair is not None
    ).analysis
    assert second.response.contour.across_flag == "x"
    assert second.response.context == "average"
    # Found once, as no run has come.
    assert second.importance == first.importance


def test_that_what_cannot_be_done_is_told_as_a_sentence(qtbot, analyses, viewer, library):
    add_sweep(library, 24)
    wait_for(qtbot, analyses, is_done)
    analyses.choose(Wanted(pair=("x", "z")))
    now = wait_for(qtbot, analyses, lambda now: now.error is not None)
    assert "z was not varied" in str(now.error)
    analyses.choose(Wanted())
    assert wait_for(qtbot, analyses, is_done).error is None


def test_that_importance_is_there_after_a_first_question_that_was_refused(
    qtbot, analyses, viewer, library
):
    analyses.choose(Wanted(pair=("x", "z")))
    add_sweep(library, 24)
    wait_for(qtbot, analyses, lambda now: now.error is not None)
    analyses.choose(Wanted())
    (share,) = wait_for(qtbot, analyses, is_done).analysis.importance.flags
    assert share.flags == ("x",)


def test_that_a_process_that_dies_is_told_and_replaced(qtbot, analyses, viewer, library):
    add_sweep(library, 24)
    wait_for(qtbot, analyses, is_done)
    (child,) = children()
    child.kill()
    child.wait()
    analyses.choose(Wanted(context="average"))
    qtbot.waitUntil(
        lambda: analyses.now.error is not None or analyses.now.wanted.context == "average",
        timeout=PATIENCE,
    )
    analyses.choose(Wanted())
    analyses.choose(Wanted(context="average"))
    add_runs(library, next(iter(library.session.frame.batches.values())), [30])
    wait_for(qtbot, analyses, lambda now: is_done(now) and now.wanted.context == "average")


def test_that_an_empty_view_has_no_analysis(qtbot, analyses, viewer, library, session):
    add_sweep(library, 24)
    wait_for(qtbot, analyses, is_done)
    session.set_selection(Selection(kept=(Within("x", 90, 91),)))
    assert analyses.now.analysis is None
    assert not analyses.is_busy


def test_that_the_process_outlives_a_view_without_runs(qtbot, analyses, viewer, library, session):
    add_sweep(library, 24)
    wait_for(qtbot, analyses, is_done)
    (child,) = children()
    session.set_selection(Selection(kept=(Within("x", 90, 91),)))
    session.set_selection(Selection())
    wait_for(qtbot, analyses, is_done)
    assert children() == [child]


def test_that_the_process_ends_with_the_window(qtbot, analyses, viewer, library):
    add_sweep(library, 24)
    qtbot.waitUntil(lambda: bool(children()), timeout=PATIENCE)
    analyses.finish()
    assert children() == []
    assert not analyses.is_busy


def test_that_neither_scipy_nor_scikit_learn_comes_into_the_window():
    code = (
        "import sys, guild_desktop.gui.live.analyses\n"
        "print(sorted({'scipy', 'sklearn', 'skopt'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
