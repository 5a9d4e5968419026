"""Runs are pinned by key and mouse, carry their numbers everywhere, and are gone through by the goal."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from guild_desktop.core.clause import Within
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.runs_table.runs_table import RunsTable
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.pin_marks import pinned, tag_point
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from tests.gui.plots.conftest import Mouse, make_run

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def runs(add):
    runs = [make_run(i, {"x": i + 0.5, "y": float(i % 3)}, loss=float(i)) for i in range(10)]
    add(runs)
    return runs


@pytest.fixture
def plot(session, themes, shown, runs):
    return shown(ParallelPlot(session, themes))


@pytest.fixture
def scatter(session, themes, shown, runs):
    return shown(ScatterPlot(session, themes), 700, 400)


def ids(runs, *numbers):
    return tuple(runs[number].id for number in numbers)


def test_that_p_pins_the_hovered_run_else_the_picked_one_and_lets_go(session, plot, runs):
    session.set_highlight([runs[2].id])
    QTest.keyClick(plot, Qt.Key.Key_P)
    session.set_hover(runs[5].id)
    QTest.keyClick(plot, Qt.Key.Key_P)
    assert session.pins == ids(runs, 2, 5)
    QTest.keyClick(plot, Qt.Key.Key_P)
    assert session.pins == ids(runs, 2)
    session.undo_stack.undo()
    assert session.pins == ids(runs, 2, 5)


def test_that_without_a_run_p_pins_nothing(session, plot):
    QTest.keyClick(plot, Qt.Key.Key_P)
    assert session.pins == ()


def test_that_ctrl_and_a_double_click_on_a_line_pin_it_and_clear_nothing(session, plot, runs):
    session.set_selection(Selection(clauses=(Within("loss", None, 8.0),)))
    plot.grab()
    xs, heights = plot.plan.xs, plot.plan.heights[:, 4]
    at = QPoint(
        round(float(xs[0] * 0.3 + xs[1] * 0.7)), round(float(heights[0] * 0.3 + heights[1] * 0.7))
    )
    Mouse(plot).double_click(at, CTRL)
    assert len(session.pins) == 1
    assert len(session.selection.clauses) == 1


def test_that_ctrl_and_a_double_click_on_a_point_pin_it(session, scatter, runs):
    cell = scatter.cells[0, 0]
    Mouse(scatter).double_click(QPoint(round(float(cell.xs[4])), round(float(cell.ys[4]))), CTRL)
    assert session.pins == ids(runs, 4)


def test_that_pins_have_numbers_on_lines_and_points(session, plot, scatter, runs):
    before = plot.grab().toImage(), scatter.grab().toImage()
    session.set_pins(ids(runs, 7, 1), "pin")
    assert pinned(plot) == pinned(scatter) == [(1, 7), (2, 1)]
    image = plot.grab().toImage()
    at = tag_point(plot, 1, 7)
    around = {image.pixelColor(round(at.x()) + dx, round(at.y())).name() for dx in (-5, 5)}
    assert around == {plot.theme.accent.name()}
    assert image != before[0]
    assert scatter.grab().toImage() != before[1]


def test_that_eight_tags_stand_apart(session, plot, runs):
    session.set_pins(ids(runs, *range(8)), "pin")
    points = [tag_point(plot, number, index) for number, index in pinned(plot)]
    assert len({(round(point.x()), round(point.y())) for point in points}) == 8


def test_that_a_pinned_run_out_of_focus_stays_in_front(session, plot, runs):
    session.set_pins(ids(runs, 9), "pin")
    session.set_selection(Selection(clauses=(Within("loss", None, 2.0),)))
    plot.grab()
    assert pinned(plot) == [(1, 9)]


def test_that_the_number_of_a_pin_stands_in_its_row_of_the_table(session, themes, shown, runs):
    table = shown(RunsTable(session, themes), 700, 400)
    session.set_pins(ids(runs, 3, 6), "pin")
    model = table.model
    texts = {
        run.id: model.data(model.index_of_run(run.id).siblingAtColumn(at))
        for run in runs
        for at, column in enumerate(model.columns)
        if column.name == "run"
    }
    assert texts[runs[3].id].endswith(" ①")
    assert texts[runs[6].id].endswith(" ②")
    assert "①" not in texts[runs[0].id]
    session.undo_stack.undo()
    index = next(at for at, column in enumerate(model.columns) if column.name == "run")
    assert "①" not in model.data(model.index_of_run(runs[3].id).siblingAtColumn(index))


@pytest.mark.parametrize("kind", ["parallel", "scatter"])
def test_that_n_goes_through_the_runs_in_focus_from_the_best(session, runs, request, kind):
    plot = request.getfixturevalue("plot" if kind == "parallel" else "scatter")
    session.set_selection(Selection(clauses=(Within("loss", None, 2.0),)))
    hovered = []
    for _ in range(4):
        QTest.keyClick(plot, Qt.Key.Key_N)
        hovered.append(session.hover)
    assert tuple(hovered) == ids(runs, 0, 1, 2, 0)
    QTest.keyClick(plot, Qt.Key.Key_N, SHIFT)
    assert session.hover == runs[2].id


def test_that_n_without_a_result_does_nothing(session, themes, shown, add):
    add([make_run(i, {"x": float(i)}) for i in range(3)])
    plot = shown(ParallelPlot(session, themes))
    QTest.keyClick(plot, Qt.Key.Key_N)
    assert session.hover is None


def test_that_of_one_axis_alone_pins_have_numbers_too(session, themes, shown, add):
    lone = [make_run(i, {}, loss=float(i)) for i in range(3)]
    add(lone)
    plot = shown(ParallelPlot(session, themes))
    session.set_pins((lone[1].id,), "pin")
    plot.grab()
    assert np.isfinite(tag_point(plot, 1, 1).x())
