"""What a table of hundreds of columns does to the window:
the first of its flags are seen, the rest is at hand.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from guild_desktop.core.clause import Comparison
from guild_desktop.core.flag_order import MOST_FLAGS
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.parallel_dock import ParallelView
from guild_desktop.gui.docks.runs_table import RunsTable
from guild_desktop.gui.docks.scatter_dock import ScatterView
from guild_desktop.gui.live.analyses import Analyses
from tests.gui.docks.sample_runs import a_batch, a_run, a_scalar
from tests.gui.docks.test_many_scalars import axes_of, columns_asked, pick, seen, shown

__all__ = ["columns_asked"]

FLAGS = [f"f{at:03}" for at in range(500)]


@pytest.fixture
def wide(tell):
    """Three runs in the session that differ in each of ``FLAGS``."""
    batch = a_batch()
    runs = [
        replace(
            a_run(batch, trial),
            flags={name: at * trial for at, name in enumerate(FLAGS, start=1)},
            scalars={"loss": a_scalar(float(trial))},
        )
        for trial in (1, 2, 3)
    ]
    tell(runs, [batch])
    return batch, runs


def test_that_of_hundreds_of_flags_the_first_have_an_axis_and_a_column(
    qtbot, wide, session, themes
):
    first = FLAGS[:MOST_FLAGS]
    assert [
        name
        for name in axes_of(shown(qtbot, ParallelView(session, themes, Analyses(session))))
        if name in FLAGS
    ] == first
    assert [
        name
        for name in axes_of(shown(qtbot, ScatterView(session, themes, Analyses(session))))
        if name in FLAGS
    ] == first
    assert [
        name for name in seen(shown(qtbot, RunsTable(session, themes))) if name in FLAGS
    ] == first


def test_that_any_of_hundreds_of_flags_can_be_found_and_gets_an_axis(qtbot, wide, session, themes):
    parallel = shown(qtbot, ParallelView(session, themes, Analyses(session)))
    parallel.plot.catch_up()
    assert not parallel.more.isHidden()
    parallel.more.click()
    pick(parallel, "F432")
    assert "f432" in axes_of(parallel)
    scatter = shown(qtbot, ScatterView(session, themes, Analyses(session)))
    scatter.plot.catch_up()
    scatter.more_actions[-1].trigger()
    pick(scatter, "f321")
    assert {"f321", "f432"} <= set(axes_of(scatter))


def test_that_a_filter_on_a_flag_without_an_axis_gives_it_one(qtbot, wide, session, themes):
    parallel = shown(qtbot, ParallelView(session, themes, Analyses(session)))
    session.set_selection(Selection(clauses=(Comparison("f400", ">", 500),)))
    assert "f400" in axes_of(parallel)


def test_that_a_column_of_the_table_can_be_chosen_among_hundreds(qtbot, wide, session, themes):
    table = shown(qtbot, RunsTable(session, themes))
    table.columns_button.menu().aboutToShow.emit()
    (f432,) = (a for a in table.columns_button.menu().actions() if a.text() == "f432")
    f432.trigger()
    assert "f432" in seen(table)


def test_that_a_change_asks_for_few_columns_however_many_flags_there_are(
    qtbot, wide, tell, session, themes, columns_asked
):
    batch, runs = wide
    scatter = ScatterView(session, themes, Analyses(session))
    views = [
        shown(qtbot, view)
        for view in (
            RunsTable(session, themes),
            ParallelView(session, themes, Analyses(session)),
            scatter,
        )
    ]
    columns_asked.clear()
    tell([replace(runs[0], label="told again")], [batch])
    table, *plots = views
    table.grab()
    assert all(map(axes_of, plots))
    assert len(set(columns_asked)) < 150
