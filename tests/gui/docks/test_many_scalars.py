"""What a script that prints a number for every word does to the window: work stays little."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView, QMenu

from guild_desktop.core.clause import Comparison
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.filter_bar.filter_bar import FilterBar
from guild_desktop.gui.docks.parallel_dock import ParallelView
from guild_desktop.gui.docks.runs_table import RunsTable
from guild_desktop.gui.docks.scatter_dock import ScatterView
from guild_desktop.gui.live.analyses import Analyses
from guild_desktop.gui.name_picker import NamePicker
from guild_desktop.gui.plots.axes import MOST_AXES
from tests.gui.docks.sample_runs import a_batch, a_run, a_scalar

NAMES = 5_000


@pytest.fixture
def wordy(tell):
    """Two runs in the session that share a loss and most of ``NAMES`` words."""
    batch = a_batch()
    runs = []
    for trial, names in ((1, NAMES // 4), (2, NAMES)):
        words = {f"word{at}": a_scalar(float(at * trial)) for at in range(names)}
        scalars = {**words, "loss": a_scalar(float(trial))}
        runs.append(replace(a_run(batch, trial), flags={"n": names}, scalars=scalars))
    tell(runs, [batch])
    return batch, runs


@pytest.fixture
def columns_asked(monkeypatch):
    """How often any part asks the frame for a column, by its name."""
    asked = []
    column = RunFrame.column
    monkeypatch.setattr(
        RunFrame, "column", lambda self, name: asked.append(name) or column(self, name)
    )
    return asked


def seen(table):
    header = table.view.header()
    sections = map(header.logicalIndex, range(header.count()))
    return [table.model.columns[at].name for at in sections if not table.view.isColumnHidden(at)]


def shown(qtbot, widget):
    # The bot knows it only weakly, and it may be painted once more after the test has let go of it.
    qtbot.addWidget(widget, before_close_func=lambda _: widget.hide())
    widget.resize(1000, 500)
    widget.show()
    widget.grab()
    return widget


def axes_of(view):
    view.plot.catch_up()
    return [axis.name for axis in view.plot.axes.shown]


def pick(window, name):
    """Tick a name in the list that is open."""
    picker = window.findChild(NamePicker)
    picker.findChild(QLineEdit, "namePickerSought").setText(name)
    names = picker.findChild(QListView, "namePickerList").model()
    names.setData(names.index(0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    picker.reject()


def test_that_a_table_of_thousands_of_scalars_has_few_columns_and_the_goal_in_front(
    qtbot, wordy, session, themes
):
    table = shown(qtbot, RunsTable(session, themes))
    assert table.model.columnCount() < 150
    columns = seen(table)
    assert columns[5:7] == ["n", "loss"]
    assert columns[7:] == [f"word{at}" for at in range(20)]


def test_that_any_of_thousands_of_scalars_can_be_found_and_gets_a_column(
    qtbot, wordy, session, themes
):
    table = shown(qtbot, RunsTable(session, themes))
    table.columns_button.menu().aboutToShow.emit()
    (more,) = (a for a in table.columns_button.menu().actions() if a.text() == "More columns…")
    more.trigger()
    pick(table, "WORD4321")
    assert seen(table)[-1] == "word4321"


def test_that_plots_of_thousands_of_scalars_have_few_axes(qtbot, wordy, session, themes):
    parallel = shown(qtbot, ParallelView(session, themes, Analyses(session)))
    assert len(axes_of(parallel)) == MOST_AXES
    assert axes_of(parallel)[-1] == "loss"
    scatter = shown(qtbot, ScatterView(session, themes, Analyses(session)))
    assert len(axes_of(scatter)) <= MOST_AXES + 1


def test_that_any_of_thousands_of_scalars_can_be_found_and_gets_an_axis(
    qtbot, wordy, session, themes
):
    parallel = shown(qtbot, ParallelView(session, themes, Analyses(session)))
    parallel.plot.catch_up()
    assert not parallel.more.isHidden()
    parallel.more.click()
    pick(parallel, "word4321")
    assert "word4321" in axes_of(parallel)
    scatter = shown(qtbot, ScatterView(session, themes, Analyses(session)))
    scatter.plot.catch_up()
    scatter.more_actions[-1].trigger()
    pick(scatter, "word4321")
    assert "word4321" in axes_of(scatter)


def test_that_few_scalars_need_no_list_to_find_them_in(qtbot, tell, session, themes):
    batch = a_batch()
    tell([a_run(batch, 1), a_run(batch, 2)], [batch])
    parallel = shown(qtbot, ParallelView(session, themes, Analyses(session)))
    assert parallel.more.isHidden()
    table = shown(qtbot, RunsTable(session, themes))
    menu: QMenu = table.columns_button.menu()
    menu.aboutToShow.emit()
    assert "More columns…" not in [action.text() for action in menu.actions()]


def test_that_a_filter_on_a_scalar_without_an_axis_gives_it_one(qtbot, wordy, session, themes):
    parallel = shown(qtbot, ParallelView(session, themes, Analyses(session)))
    session.set_selection(Selection(clauses=(Comparison("word4000", ">", 1.0),)))
    assert "word4000" in axes_of(parallel)


def test_that_a_change_asks_for_few_columns_however_many_scalars_there_are(
    qtbot, wordy, tell, session, themes, columns_asked
):
    batch, runs = wordy
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
    session.set_selection(Selection(clauses=(Comparison("word7", "<", 8.0),)))
    table, *plots = views
    table.grab()
    assert all(map(axes_of, plots))
    assert len(set(columns_asked)) < 150
    assert len(columns_asked) < 4_000


def test_that_of_thousands_of_names_those_are_offered_that_begin_as_typed(
    qtbot, wordy, session, themes
):
    bar = shown(qtbot, FilterBar(session, themes))
    QTest.keyClicks(bar.field, "word432")
    (names,) = bar.findChildren(QStringListModel)
    offered = names.stringList()
    assert [name for name in offered if name.startswith("word")] == [
        "word432",
        *(f"word432{digit}" for digit in range(10)),
    ]
