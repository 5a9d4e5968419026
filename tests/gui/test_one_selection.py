"""One selection: whatever is done in one place finds the same runs in every other, and in commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDockWidget,
    QLineEdit,
    QMenu,
    QTreeView,
)
from pytestqt.qtbot import QtBot

from guild_desktop.cli.app import main
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.run import ScalarSummary, Status
from guild_desktop.gui.docks.filter_bar import FilterBar
from guild_desktop.gui.main_window import MainWindow
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.plot_view import PlotView
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from guild_desktop.store.home import open_home
from guild_desktop.store.recorder import NewRun, Recorder
from guild_desktop.store.store import Store
from tests.core.sample_runs import make_batch
from tests.gui.conftest import MakeWindow
from tests.gui.gestures import LEFT, child, drag, shown_ids

RUNS = 60


@pytest.fixture
def window(qtbot: QtBot, home: Path, make_window: MakeWindow) -> MainWindow:
    """A window over sixty runs, some of which failed, are without a loss, or lost to nan."""
    with Store(open_home(home)).opened() as store:
        recorder = Recorder(store)
        batch = recorder.add_batch(make_batch("b"))
        chance = np.random.default_rng(3)
        new = [
            NewRun(
                trial,
                {
                    "x": float(chance.uniform(-2, 2)),
                    "optimizer": str(chance.choice(["adam", "sgd"])),
                },
                "random",
                1,
            )
            for trial in range(RUNS)
        ]
        runs = recorder.add_runs(batch, new, "")
        summaries = {}
        for number, run in enumerate(runs):
            recorder.start_run(run.id, 1_750_000_000.0 + number)
            failed = number % 10 == 3
            recorder.end_run(run.id, Status.ERROR if failed else Status.COMPLETED, seconds=1.0)
            loss = float("nan") if number % 10 == 5 else float(chance.standard_normal())
            if not failed and number % 10 != 7:
                summaries[run.id] = {"loss": ScalarSummary(loss, loss, loss, loss, loss, 1, 0)}
        recorder.add_scalars((), summaries)
        recorder.end_batch(batch.id, Status.COMPLETED, "")
    window = make_window()
    for kind, name in ((ParallelPlot, "parallelPlot"), (ScatterPlot, "scatterPlot")):
        qtbot.waitUntil(lambda kind=kind, name=name: window.findChild(kind, name) is not None)
    qtbot.waitUntil(child(window, ParallelPlot, "parallelPlot").isVisible)
    with qtbot.waitActive(window):
        window.activateWindow()
    return window


# The ways to ask which runs are meant


def in_plot(window: MainWindow, plot: ParallelPlot | ScatterPlot) -> set[str]:
    plot.catch_up()
    plot.grab()
    return {window.session.frame.ids[row] for row in plot.runs.rows[plot.in_focus]}


def in_chips(window: MainWindow) -> set[str]:
    """The runs for which all that the chips say holds."""
    bar, frame = child(window, FilterBar, "clauseBar"), window.session.frame
    mask = frame.alive.copy()
    for chip in bar.chips:
        if not chip.is_muted:
            mask &= parse_filter(chip.clause.text).mask(frame)
    for kept in bar.kept_chips:
        assert kept.text_button.text().startswith(("only: ", "without: "))
        mask &= parse_filter(kept.clause.text).mask(frame)
    return {frame.ids[at] for at in np.flatnonzero(mask)}


def in_the_store(window: MainWindow, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """What a command finds by the text of the selection."""
    text = window.session.selection.text
    capsys.readouterr()
    main("select", ["select", "--all", *(["-F", text] if text else [])])
    # Without a condition sweeps are listed too.
    return set(capsys.readouterr().out.split()) - window.session.frame.batches.keys()


# The ways to say which runs are meant


def brush_axis(window: MainWindow) -> None:
    plot = child(window, ParallelPlot, "parallelPlot")
    drag(plot, plot.axis_point("loss", -0.05), plot.axis_point("loss", 0.55))


def brush_category(window: MainWindow) -> None:
    plot = child(window, ParallelPlot, "parallelPlot")
    QTest.mouseClick(plot.viewport(), LEFT, pos=plot.axis_point("optimizer", 0.25))


def brush_rectangle(window: MainWindow) -> None:
    plot = child(window, ScatterPlot, "scatterPlot")
    cell = plot.cell_rect(0, 0)
    drag(plot, cell.topLeft() + QPoint(8, 8), cell.center() + QPoint(15, 20))


def type_filter(text: str) -> Callable[[MainWindow], None]:
    def do(window: MainWindow) -> None:
        field = child(window, QLineEdit, "runsFilter")
        field.setText(text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    return do


def press_in_plot(key: Qt.Key) -> Callable[[MainWindow], None]:
    def do(window: MainWindow) -> None:
        plot = child(window, ParallelPlot, "parallelPlot")
        plot.setFocus()
        QTest.keyClick(plot, key)

    return do


def pick_rows(window: MainWindow) -> None:
    window.session.set_highlight(window.focus_ids()[:4])


def press_in_table(key: Qt.Key) -> Callable[[MainWindow], None]:
    def do(window: MainWindow) -> None:
        table = child(window, QTreeView, "runsTable")
        table.setFocus()
        QTest.keyClick(table, key)

    return do


def mute_first(window: MainWindow) -> None:
    QTest.mouseClick(child(window, FilterBar, "clauseBar").chips[0].eye, LEFT)


def invert_first(window: MainWindow) -> None:
    QTest.mouseClick(child(window, FilterBar, "clauseBar").chips[0].turn, LEFT)


def press_state(window: MainWindow) -> None:
    child(window, QAbstractButton, "statusChip_error").click()


K, X, I, R = Qt.Key.Key_K, Qt.Key.Key_X, Qt.Key.Key_I, Qt.Key.Key_R  # noqa: E741 - as on the keys


@pytest.mark.parametrize(
    "gestures",
    [
        [brush_axis],
        [brush_category],
        [brush_rectangle],
        [type_filter("except loss <= 0 and x > -1")],
        [type_filter("status = failed or loss is undefined")],
        [press_state],
        [brush_axis, brush_category, mute_first, brush_rectangle],
        [brush_rectangle, invert_first],
        [brush_axis, press_in_plot(I)],
        [brush_axis, press_in_plot(K), brush_category],
        [brush_axis, press_in_plot(X), brush_rectangle],
        [brush_axis, brush_category, press_in_table(X), press_state],
        [pick_rows, press_in_table(K)],
        [pick_rows, press_in_table(X), brush_category, press_in_plot(I), press_in_plot(K)],
        [brush_axis, press_in_plot(K), brush_category, press_in_plot(X), press_in_plot(R)],
    ],
)
def test_that_a_gesture_finds_the_same_runs_everywhere(
    window: MainWindow,
    gestures: list[Callable[[MainWindow], None]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    session = window.session
    for gesture in gestures:
        before, steps = session.selection, session.undo_stack.index()
        gesture(window)
        expected = set(window.focus_ids())
        assert shown_ids(window) == expected
        assert in_plot(window, child(window, ParallelPlot, "parallelPlot")) == expected
        assert in_plot(window, child(window, ScatterPlot, "scatterPlot")) == expected
        assert in_chips(window) == expected
        assert in_the_store(window, capsys) == expected
        if gesture is not pick_rows:
            assert session.selection != before
            assert session.undo_stack.index() == steps + 1, "one step of undo"
    while session.undo_stack.canUndo():
        session.undo_stack.undo()
    assert len(shown_ids(window)) == RUNS


def turn_axis(window: MainWindow) -> None:
    session = window.session
    session.set_arrangement(session.arrangement.flipping("x"), "turn x round")


def narrow(action: str) -> Callable[[MainWindow], None]:
    def press(window: MainWindow) -> None:
        getattr(window.session.narrowing, action).trigger()

    return press


def test_that_undo_returns_the_very_same_pictures(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    child(window, QDockWidget, "historyDock").raise_()
    names = ("parallelPlot", "scatterPlot", "historyPlot")
    qtbot.waitUntil(lambda: all(window.findChild(PlotView, name) is not None for name in names))
    plots = [child(window, PlotView, name) for name in names]

    def pictures() -> list[QImage]:
        session.set_hover(None)
        # The words below a plot follow it, and take more or less of its room.
        for _ in range(2):
            for plot in plots:
                plot.come_to_rest()
            QApplication.processEvents()
        for plot in plots:
            plot.come_to_rest()
        return [plot.grab().toImage() for plot in plots]

    # The hint how to brush has a line, and goes for good when somebody has brushed.
    brush_axis(window)
    session.undo_stack.undo()
    seen = [pictures()]
    for gesture in (brush_axis, narrow("hide"), brush_category, narrow("invert"), turn_axis):
        gesture(window)
        seen.append(pictures())
        assert seen[-1][0] != seen[-2][0], "something should be seen of it"
    while session.undo_stack.canUndo():
        seen.pop()
        session.undo_stack.undo()
        assert pictures() == seen[-1]
    assert len(seen) == 1


def test_that_the_keys_are_letters_while_one_types(window: MainWindow) -> None:
    brush_axis(window)
    before = window.session.selection
    field = child(window, QLineEdit, "runsFilter")
    field.setFocus()
    QTest.keyClicks(field, "kxir")
    assert field.text() == "kxir"
    assert window.session.selection == before


def test_that_the_edit_menu_names_what_it_would_undo_and_redo(window: MainWindow) -> None:
    brush_axis(window)
    menus = [action.menu() for action in window.menuBar().actions()]
    (edit,) = (menu for menu in menus if isinstance(menu, QMenu) and menu.title() == "&Edit")
    texts = [action.text() for action in edit.actions()]
    assert texts[:2] == ["Undo brush loss", "Redo"]
    assert texts[3:7] == ["Show only these", "Hide these", "Invert", "Put all back"]
    window.session.undo_stack.undo()
    assert edit.actions()[1].text() == "Redo brush loss"


def test_that_the_menu_of_the_table_tells_picked_runs_from_matching_ones(
    window: MainWindow,
) -> None:
    menu, session = window.runs_page.table.menu, window.session
    pick_rows(window)
    picked = set(session.highlight)
    texts = [action.text() for action in menu.menu().actions()]
    assert "Show only these" in texts
    assert "Hide picked runs" not in texts
    brush_axis(window)
    session.set_highlight(picked)
    matching = set(window.focus_ids())
    texts = [action.text() for action in menu.menu().actions()]
    assert texts.index("Hide picked runs") < texts.index("Hide these")
    menu.hide.trigger()
    assert set(window.focus_ids()) == matching - picked
