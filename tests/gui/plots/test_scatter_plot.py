"""The scatter matrix with a real mouse, and that both plots show the same brush."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from guild_desktop.core.clause import OneOf, Within
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from tests.gui.plots.conftest import Mouse, make_run, make_sweep


@pytest.fixture
def plot(session, themes, shown, add):
    add(make_sweep(200))
    return shown(ScatterPlot(session, themes), 1000, 500)


def point(plot, row, column, across, upward) -> QPoint:
    rect = plot.geometry_now.cell(row, column)
    return QPoint(
        round(rect.left() + across * rect.width()), round(rect.bottom() - upward * rect.height())
    )


def column_of(plot, name):
    names = [plot.axis_of_column(column).name for column in range(len(plot.column_axes))]
    return names.index(name)


def test_that_rows_are_results_and_columns_flags_that_vary(plot):
    rows = [plot.axis_of_row(row).name for row in range(len(plot.row_axes))]
    columns = [plot.axis_of_column(column).name for column in range(len(plot.column_axes))]
    assert rows == ["loss", "time"]
    assert columns == ["x", "noise", "lr", "layers", "optimizer"]
    assert plot.cell_rect(0, 0).height() > 1.5 * plot.cell_rect(1, 0).height()


def test_that_three_metric_rows_fit_the_scatter_matrix_without_scrolling(
    session, themes, shown, add
):
    runs = [
        make_run(
            i, {"rate": i / 7, "hidden": i % 3}, seconds=1.0 + i, loss=i / 5, accuracy=1 - i / 50
        )
        for i in range(30)
    ]
    failed = [make_run(i, {"rate": i / 7, "hidden": 2}, Status.ERROR) for i in range(30, 33)]
    add([*runs, *failed])
    plot = shown(ScatterPlot(session, themes), 410, 212)
    rows = [plot.axis_of_row(row).name for row in range(len(plot.row_axes))]
    assert rows == ["loss", "accuracy", "time"]
    assert plot.minimumHeight() <= 212
    heights = [plot.cell_rect(row, 0).height() for row in range(3)]
    assert heights[0] > heights[1] >= 12
    assert abs(heights[1] - heights[2]) <= 1
    assert plot.geometry_now.rows[-1].outer[1] < 212 - plot.fonts.title_size.height()


def test_that_names_of_low_rows_stand_whole_beside_them(session, themes, shown, add):
    add([make_run(i, {"x": i / 7}, loss=i / 5, accuracy=1 - i / 50) for i in range(30)])
    plot = shown(ScatterPlot(session, themes), 410, 200)
    room = plot.geometry_now.columns[0].outer[0]
    assert room > plot.fonts.title_size.horizontalAdvance("accuracy")
    plot.resize(410, 800)
    plot.grab()
    assert plot.geometry_now.columns[0].outer[0] < room


def test_that_labels_of_the_matrix_tell_their_whole_name(plot, mouse):
    mouse.hover(QPoint(3, round(plot.geometry_now.cell(0, 0).center().y())))
    assert "loss" in plot.viewport().toolTip()
    cell = plot.geometry_now.cell(len(plot.row_axes) - 1, column_of(plot, "optimizer"))
    mouse.hover(QPoint(round(cell.center().x()), plot.height() - 4))
    assert "optimizer" in plot.viewport().toolTip()


def test_that_a_rectangle_is_a_range_on_its_column_and_on_its_row(session, plot, mouse):
    mouse.drag(point(plot, 0, 0, 0.3, 0.1), point(plot, 0, 0, 0.6, 0.5))
    assert [clause.columns for clause in session.selection.clauses] == [{"x"}, {"loss"}]
    x, loss = (session.frame.column(name).values for name in ("x", "loss"))
    first, second = session.selection.clauses
    expected = (x >= first.low) & (x <= first.high) & (loss >= second.low) & (loss <= second.high)
    assert np.array_equal(session.focus, expected)
    assert np.array_equal(session.focus, parse_filter(session.selection.text).mask(session.frame))
    assert session.undo_stack.count() == 1


def test_that_a_rectangle_past_the_edges_is_open(session, plot, mouse):
    mouse.drag(point(plot, 0, 0, -0.02, 0.4), point(plot, 0, 0, 0.5, -0.02))
    assert session.selection.clauses[0].low is None
    assert session.selection.clauses[1].low is None


def test_that_a_rectangle_over_the_whole_width_says_nothing_about_the_column(session, plot, mouse):
    mouse.drag(point(plot, 0, 0, -0.02, 0.3), point(plot, 0, 0, 1.02, -0.02))
    (only,) = session.selection.clauses
    assert only.columns == {"loss"}


def test_that_a_rectangle_on_a_text_column_picks_categories(session, plot, mouse):
    column = column_of(plot, "optimizer")
    mouse.drag(point(plot, 0, column, 0.05, -0.02), point(plot, 0, column, 0.5, 1.02))
    assert session.selection.clauses == (OneOf("optimizer", ("adam", "adamw")),)


def test_that_both_plots_show_the_same_brush(session, themes, plot, mouse, shown):
    parallel = shown(ParallelPlot(session, themes))
    before = parallel.grab().toImage()
    mouse.drag(point(plot, 0, 0, 0.3, 0.1), point(plot, 0, 0, 0.6, 0.5))
    assert parallel.grab().toImage() != before
    assert set(parallel.runs.rows[parallel.in_focus]) == set(np.flatnonzero(session.focus))
    Mouse(parallel).drag(parallel.axis_point("x", 0.0), parallel.axis_point("x", 0.2))
    plot.grab()
    assert set(plot.runs.rows[plot.in_focus]) == set(np.flatnonzero(session.focus))
    assert [clause.columns for clause in session.selection.clauses] == [{"x"}, {"loss"}]


def test_that_a_brush_on_time_gets_an_axis_in_the_parallel_plot(
    session, themes, plot, mouse, shown
):
    parallel = shown(ParallelPlot(session, themes))
    mouse.drag(point(plot, 1, 0, -0.02, -0.02), point(plot, 1, 0, 1.02, 0.5))
    parallel.grab()
    assert "time" in [axis.name for axis in parallel.axes.shown]


def test_that_a_click_on_a_point_picks_the_run(session, plot, mouse):
    cell = plot.cells[0, 0]
    mouse.click(QPoint(round(float(cell.xs[0])), round(float(cell.ys[0]))))
    (run_id,) = session.highlight
    found = session.frame.position(run_id)
    assert abs(cell.xs[found] - cell.xs[0]) < 7


def test_that_the_point_under_the_mouse_becomes_the_hovered_run(session, plot, mouse):
    cell = plot.cells[0, 0]
    before = plot.grab().toImage()
    mouse.hover(QPoint(round(float(cell.xs[0])), round(float(cell.ys[0]))))
    assert session.hover is not None
    assert plot.grab().toImage() != before


def test_that_delete_clears_a_cells_axes_and_a_double_click_beside_the_cells_everything(
    session, plot, mouse
):
    clauses = (Within("x", 0.0, 1.0), OneOf("optimizer", ("adam",)), Within("time", 0.0, 9.0))
    session.set_selection(Selection(clauses=clauses))
    QTest.keyClick(plot, Qt.Key.Key_Delete)
    assert session.selection.clauses == clauses[1:]
    mouse.double_click(QPoint(2, plot.height() - 2))
    assert session.selection.clauses == ()


def test_that_escape_gives_up_a_rectangle_and_then_clears(session, plot, mouse):
    session.set_selection(Selection(clauses=(Within("x", 0.0, 1.0),)))
    start, end = point(plot, 0, 0, 0.3, 0.1), point(plot, 0, 0, 0.6, 0.5)
    mouse.press(start)
    mouse.move(end)
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    mouse.release(end)
    assert session.selection.clauses == (Within("x", 0.0, 1.0),)
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert session.selection.clauses == ()


def test_that_cells_follow_a_resize(plot):
    before = plot.cell_rect(0, 4)
    plot.resize(1300, 700)
    after = plot.cell_rect(0, 4)
    assert after.width() > before.width()
    assert after.height() > before.height()
    assert after.right() <= plot.viewport().width()
    with pytest.raises(IndexError):
        plot.cell_rect(2, 0)


def test_that_failed_runs_have_marks_on_the_rug_and_are_counted(plot):
    failed = np.flatnonzero(plot.runs.lane[plot.row_axes[0]] == 5)
    cell = plot.cells[0, 0]
    assert failed.size == 10
    assert cell.on_rug[failed].all()
    border, data = plot.geometry_now.border(0, 0), plot.geometry_now.cell(0, 0)
    assert (cell.ys[failed] > data.bottom()).all()
    assert (cell.ys[failed] < border.bottom()).all()
    assert len(set(cell.xs[failed].round())) > 5


def test_that_every_run_is_in_every_cell(plot):
    for cell in plot.cells.values():
        assert (cell.valued ^ cell.on_rug).all()
        assert np.isfinite(cell.xs).all()
        assert np.isfinite(cell.ys).all()


def test_that_spread_points_keep_their_place_when_runs_arrive(plot, add):
    column = column_of(plot, "optimizer")
    axis = plot.column_axes[column]
    before = plot.runs.place[axis].copy()
    add(
        [
            make_run(
                500, {"x": 0.1, "noise": 0.1, "lr": 0.01, "layers": 3, "optimizer": "sgd"}, loss=0.0
            )
        ]
    )
    plot.catch_up()
    assert np.allclose(plot.runs.place[axis][:200], before)


def test_that_columns_and_rows_can_be_left_out(plot, session):
    for name in ("noise", "lr", "layers", "optimizer", "time"):
        session.show_column(name, shown=False)
    plot.grab()
    assert [plot.axis_of_column(0).name, plot.axis_of_row(0).name] == ["x", "loss"]
    assert len(plot.cells) == 1
    assert plot.cell_rect(0, 0).width() > 0.8 * plot.viewport().width()


def test_that_a_constant_flag_can_be_shown_all_the_same(plot, session):
    session.show_column("seed", shown=True)
    plot.grab()
    assert plot.axis_of_column(5).name == "seed"
    session.show_column("seed", shown=False)
    plot.grab()
    assert len(plot.column_axes) == 5


def test_that_the_best_point_is_painted_last(session, themes, shown, add):
    add([make_run(i, {"x": 1.0 + i / 1e6}, loss=1.0 + i / 1e6) for i in range(40)])
    add([make_run(90, {"x": -5.5}, loss=9.0)])
    plot = shown(ScatterPlot(session, themes), 400, 300)
    session.show_column("time", shown=False)
    image = plot.grab().toImage()
    cell = plot.cells[0, 0]
    best = image.pixelColor(round(float(cell.xs[0])), round(float(cell.ys[0])))
    worst = image.pixelColor(round(float(cell.xs[40])), round(float(cell.ys[40])))
    assert best.lightness() < worst.lightness()


def test_that_ten_thousand_runs_are_brushed_correctly(session, themes, shown, add):
    random = np.random.default_rng(1)
    add(
        [
            make_run(i, {"x": float(x)}, loss=float(x * x))
            for i, x in enumerate(random.uniform(-1, 1, 10_000))
        ]
    )
    plot = shown(ScatterPlot(session, themes), 500, 400)
    Mouse(plot).drag(point(plot, 0, 0, 0.25, -0.02), point(plot, 0, 0, 0.75, 1.02))
    (only,) = session.selection.clauses
    x = session.frame.column("x").values
    assert np.array_equal(session.focus, (x >= only.low) & (x <= only.high))


def test_that_a_run_that_failed_after_reporting_is_a_cross_and_not_best(
    session, themes, shown, add
):
    add([make_run(i, {"x": i + 0.5}, loss=float(i)) for i in range(5)])
    add([make_run(9, {"x": 9.5}, Status.ERROR, loss=-100.0)])
    plot = shown(ScatterPlot(session, themes), 400, 300)
    plot.grab()
    assert plot.colours.best == 0.0
    assert not np.isfinite(plot.runs.goal[-1])
