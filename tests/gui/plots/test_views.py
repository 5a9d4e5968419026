"""The docks' contents: hint, Best 10 %, constants, chips, and a window that does not wait for them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from guild_desktop.core.clause import Within
from guild_desktop.core.flag_order import MOST_FLAGS
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.parallel_dock import ParallelView
from guild_desktop.gui.docks.scatter_dock import ScatterView
from guild_desktop.gui.live.analyses import Analyses
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.run_marks import index_of_best, picked, run_colour
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from tests.gui.plots.conftest import Mouse, make_run, make_sweep


def texts(view):
    return {button.text(): button for button in view.findChildren(QAbstractButton)}


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def parallel(session, themes, shown, add):
    add(make_sweep(60))
    view = shown(ParallelView(session, themes, Analyses(session)), 900, 450)
    view.plot.grab()
    return view


@pytest.fixture
def scatter(session, themes, shown, add):
    add(make_sweep(60))
    view = shown(ScatterView(session, themes, Analyses(session)), 900, 450)
    view.plot.grab()
    return view


def test_that_the_plots_are_found_by_name(parallel, scatter):
    assert parallel.findChild(type(parallel.plot), "parallelPlot") is parallel.plot
    assert scatter.findChild(type(scatter.plot), "scatterPlot") is scatter.plot
    assert parallel.plot.accessibleName()
    assert scatter.plot.accessibleName()


def test_that_the_button_keeps_the_best_tenth(session, parallel):
    click(parallel.findChild(QPushButton, "bestButton"))
    assert session.selection.text.startswith("loss <= ")
    assert session.focus.sum() == 6


def test_that_the_hint_goes_with_the_first_brush_and_says_so(qtbot, parallel):
    plot = parallel.plot
    with qtbot.waitSignal(parallel.hint_dismissed):
        Mouse(plot).drag(plot.axis_point("loss", 0.0), plot.axis_point("loss", 0.3))
    with qtbot.assertNotEmitted(parallel.hint_dismissed):
        Mouse(plot).drag(plot.axis_point("loss", 0.0), plot.axis_point("loss", 0.2))


def test_that_the_hint_waits_for_something_to_brush(qtbot, session, themes, add):
    view = ParallelView(session, themes, Analyses(session))
    qtbot.addWidget(view)
    (hint,) = [
        label
        for label in view.findChildren(QWidget)
        if label.accessibleName().startswith("Drag along")
    ]
    assert not hint.isVisibleTo(view)
    add(make_sweep(5))
    assert hint.isVisibleTo(view)


def test_that_constant_flags_are_told_in_one_line(parallel):
    assert parallel.tray.same.text == "Same in all: seed = 0"


def test_that_the_colour_scale_tells_its_ends(parallel):
    assert parallel.colour_scale.accessibleDescription().startswith("best −")  # noqa: RUF001 - a true minus


def test_that_chips_leave_out_columns_and_rows(scatter):
    chips = texts(scatter)
    assert chips["noise"].isChecked()
    assert chips["time"].isChecked()
    assert not chips["seed"].isChecked()
    for name in ("noise", "time", "lr", "layers", "optimizer"):
        click(chips[name])
    plot = scatter.plot
    plot.grab()
    assert [plot.axis_of_column(0).name, plot.axis_of_row(0).name] == ["x", "loss"]
    assert len(plot.cells) == 1
    click(chips["noise"])
    plot.grab()
    assert len(plot.cells) == 2


def test_that_chips_stay_as_they_were_when_runs_arrive(scatter, add):
    click(texts(scatter)["noise"])
    add(make_sweep(80))
    scatter.plot.catch_up()
    assert not texts(scatter)["noise"].isChecked()


def test_that_sixty_flags_do_not_bury_the_plot_under_chips(session, themes, shown, add):
    add([make_run(i, {f"flag{k}": i * k / 7 for k in range(1, 61)}, loss=i / 3) for i in range(9)])
    view = shown(ScatterView(session, themes, Analyses(session)), 900, 450)
    view.plot.grab()
    chips = [button for button in view.findChildren(QPushButton) if button.isCheckable()]
    chips = [chip for chip in chips if chip not in (view.medians, view.model)]
    assert len(chips) <= 9
    listed = [action for action in view.more_actions if action.isCheckable()]
    assert len(listed) + len(chips) == MOST_FLAGS + 1
    assert view.more_actions[-1].text() == "More rows and columns…"


def test_that_a_hidden_plot_is_made_once_there_are_runs(qtbot, session, themes, add):
    view = ScatterView(session, themes, Analyses(session))
    qtbot.addWidget(view)
    assert view.findChild(object, "scatterPlot") is None
    add(make_sweep(5))
    qtbot.waitUntil(lambda: view.findChild(object, "scatterPlot") is not None)


def test_that_views_can_be_made_without_loading_pyqtgraph():
    code = (
        "import sys\n"
        "import guild_desktop.gui.docks.parallel_dock, guild_desktop.gui.docks.scatter_dock\n"
        "sys.exit('pyqtgraph' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_that_of_equal_values_the_best_is_the_run_created_first(session, themes, shown, add):
    add([make_run(number, {"x": number % 5}, loss=-1.0) for number in (7, 3, 5)])
    for plot in (shown(ParallelPlot(session, themes)), shown(ScatterPlot(session, themes))):
        best = index_of_best(plot.runs, session)
        assert session.frame.run(int(plot.runs.rows[best])).sequence == 3


def test_that_a_picked_run_out_of_focus_is_grey_whatever_its_value(session, themes, shown, add):
    add([make_run(number, {"x": number}, loss=-float(number)) for number in range(4)])
    session.set_selection(Selection(clauses=(Within("x", None, 1),)))
    session.set_highlight(session.frame.ids[1:4:2])
    for plot in (shown(ParallelPlot(session, themes)), shown(ScatterPlot(session, themes))):
        assert picked(plot, in_focus=True) == [1]
        assert picked(plot, in_focus=False) == [3]
        assert run_colour(plot, 3) == themes.theme.context
        assert run_colour(plot, 1) != themes.theme.context
