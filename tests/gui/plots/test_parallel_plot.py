"""Parallel coordinates: where runs, axes and labels stand, and runs under the mouse."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from guild_desktop.core.clause import Comparison, Within
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from guild_desktop.gui.plots.axis_paint import axis_ticks
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.placed_runs import Lane
from tests.gui.plots.conftest import Mouse, batch_with, make_run, make_sweep

CTRL = Qt.KeyboardModifier.ControlModifier


def values(session, name):
    return session.frame.column(name).values


def along(plot, name, start, end):
    return plot.axis_point(name, start), plot.axis_point(name, end)


def test_that_runs_taken_out_of_view_are_not_drawn_and_the_axis_of_their_condition_stays(
    session, plot, mouse
):
    mouse.drag(*along(plot, "loss", 0.0, 0.3))
    kept = set(np.flatnonzero(session.focus))
    session.narrowing.show_only.trigger()
    plot.catch_up()
    assert set(plot.runs.rows) == kept
    assert plot.in_focus.all()
    assert "loss" in [axis.name for axis in plot.axes.shown]


def test_that_an_empty_view_says_how_to_get_out_of_it(session, plot):
    session.set_selection(Selection(kept=(Comparison("loss", "<", -99.0),)))
    plot.catch_up()
    assert "Put all back" in plot.empty_sentence()


def test_that_every_run_has_a_place_or_a_lane_on_every_axis(session, plot):
    for index, axis in enumerate(plot.axes.shown):
        on_axis = int((plot.runs.lane[index] == Lane.ON_AXIS).sum())
        assert on_axis + sum(plot.runs.lane_counts(index).values()) == 200, axis.name


def test_that_failed_running_and_nan_runs_are_counted_under_the_objective(plot):
    assert plot.runs.lane_counts(len(plot.axes.shown) - 1) == {
        Lane.NAN: 10,
        Lane.FAILED: 10,
        Lane.RUNNING: 10,
    }
    assert plot.geometry_now.lane_y(Lane.RUNNING) < plot.viewport().height() - 6


def test_that_a_failed_run_stays_visible_when_the_good_ones_are_brushed(session, plot, mouse):
    mouse.drag(*along(plot, "loss", 0.0, 0.3))
    image = plot.grab().toImage()
    x = plot.axis_point("loss", 0).x()
    y = round(plot.geometry_now.lane_y(Lane.FAILED))
    around = {image.pixelColor(x + dx, y).name() for dx in range(-8, 0)}
    assert plot.theme.failed.name() in around


def test_that_lanes_begin_farther_out_than_a_press_past_the_end(plot):
    first = plot.runs.lanes_used[0]
    assert plot.geometry_now.lane_y(first) - plot.axis_point("loss", 0.0).y() > 18


def test_that_flags_stand_left_and_the_objective_last(plot):
    names = [axis.name for axis in plot.axes.shown]
    assert names == ["x", "noise", "lr", "layers", "optimizer", "loss"]
    assert plot.axes.constants == (("seed", "0"),)


def test_that_axis_points_follow_a_resize(plot):
    before = plot.axis_point("loss", 0.0)
    plot.resize(1200, 600)
    after = plot.axis_point("loss", 0.0)
    assert after.x() > before.x()
    assert after.y() > before.y()
    assert plot.axis_point("loss", 1.0).y() < after.y() <= plot.viewport().height()


def test_that_an_unknown_axis_is_an_error(plot):
    with pytest.raises(KeyError):
        plot.axis_point("nothing", 0.5)


def test_that_the_line_under_the_mouse_becomes_the_hovered_run(session, plot, mouse):
    index = 5
    geometry = plot.geometry_now
    heights = plot.plan.heights[:, index]
    at = QPoint(
        round(float(geometry.xs[0] + geometry.xs[1]) / 2), round(float(heights[0] + heights[1]) / 2)
    )
    mouse.hover(at)
    assert session.hover is not None
    found = session.frame.position(session.hover)
    line = plot.plan.heights[:2, found]
    assert abs(line.mean() - at.y()) < 20
    mouse.move(QPoint(2, 2))
    assert session.hover is None


def test_that_a_click_on_a_line_picks_the_run_and_ctrl_adds(session, themes, shown, add):
    add([make_run(i, {"x": i + 0.5}, loss=float(i)) for i in range(3)])
    plot = shown(ParallelPlot(session, themes))
    mouse = Mouse(plot)
    middle = (plot.axis_point("x", 0.5) + plot.axis_point("loss", 0.5)) / 2
    low = (plot.axis_point("x", 0.1) + plot.axis_point("loss", 0.1)) / 2
    mouse.click(middle)
    assert session.highlight == (session.frame.ids[1],)
    high = QPoint(middle.x(), round(float(plot.plan.heights[:, 2].mean())))
    mouse.click(high, CTRL)
    assert session.highlight == (session.frame.ids[1], session.frame.ids[2])
    mouse.click(low + QPoint(0, -12))
    assert session.highlight == ()


def test_that_runs_picked_in_the_table_are_drawn_with_a_halo(session, plot):
    before = plot.grab().toImage()
    session.set_highlight([session.frame.ids[4]])
    assert plot.grab().toImage() != before


def test_that_labels_can_be_read_where_a_picked_line_crosses_them(session, themes, shown, add):
    runs = [make_run(i, {"x": float(i), "y": 5.0 - i % 2}, loss=float(i)) for i in range(11)]
    add(runs)
    plot = shown(ParallelPlot(session, themes))
    x = [axis.name for axis in plot.axes.shown].index("x")
    tick = axis_ticks(plot.axes.shown[x], plot.geometry_now.length, 40.0)[1]
    beside = plot.axis_point("x", tick.fraction) + QPoint(6, 0)
    for picked in ((), [runs[int(float(tick.label))].id]):
        session.set_highlight(picked)
        assert plot.grab().toImage().pixelColor(beside).lightnessF() > 0.9


def test_that_a_brush_is_whole_where_labels_lie_in_it(session, plot):
    loss = [axis.name for axis in plot.axes.shown].index("loss")
    at = plot.axis_point("loss", axis_ticks(plot.axes.shown[loss], 200.0, 40.0)[1].fraction)
    plain = plot.grab().toImage().pixelColor(at + QPoint(6, 0))
    session.set_selection(Selection(clauses=(Within("loss", -9.0, 9.0),)))
    assert plot.grab().toImage().pixelColor(at + QPoint(6, 0)) != plain


def test_that_long_names_go_on_in_a_second_line_and_tell_themselves(session, themes, shown, add):
    name = "weight-decay-of-the-generator"
    add([make_run(i, {name: float(i), "x": i * i}, loss=float(i)) for i in range(3)])
    plot = shown(ParallelPlot(session, themes))
    room = plot.fonts.title_size.horizontalAdvance("weight-decay-") + 1
    lines = [text for _, text, _ in plot.fonts.title_lines(name, room)]
    assert lines[0] == "weight-decay-"
    assert lines[1].startswith("of-the-")
    place = [axis.name for axis in plot.axes.shown].index(name)
    Mouse(plot).hover(QPoint(int(plot.geometry_now.xs[place]), 10))
    assert name in plot.viewport().toolTip()


def test_that_an_axis_is_moved_by_its_title(plot, mouse):
    geometry = plot.geometry_now
    start = QPoint(int(geometry.xs[0]), 12)
    mouse.drag(start, QPoint(int(geometry.xs[2]), 12))
    plot.grab()
    assert [axis.name for axis in plot.axes.shown][:3] == ["noise", "lr", "x"]


def test_that_a_costly_picture_waits_for_more_runs_but_never_lies_about_axes(plot, add):
    plot._cost = 1.0
    add(make_sweep(250))
    plot.grab()
    assert plot.runs.rows.size == 200
    plot.axis_point("loss", 0.0)
    assert plot.runs.rows.size == 250


def test_that_a_log_flag_gets_a_logarithmic_axis(session, themes, shown, add):
    runs = [make_run(i, {"lr": 0.01 + i / 1000, "x": i + 0.5}, loss=float(i)) for i in range(30)]
    add(runs, [batch_with({"lr": "loguniform[0.01:0.1]", "x": "[0.0:30.0]"})])
    plot = shown(ParallelPlot(session, themes))
    scales = {axis.name: axis.scale for axis in plot.axes.shown}
    assert scales["lr"].log
    assert not scales["x"].log


def test_that_diverged_runs_do_not_squash_the_axis_and_open_ranges_hold_them(
    session, themes, shown, add
):
    losses = [*np.linspace(-1, 1, 60), 5000.0, 8000.0]
    add([make_run(i, {"x": i / 7}, loss=float(loss)) for i, loss in enumerate(losses)])
    plot = shown(ParallelPlot(session, themes))
    assert plot.runs.beyond(len(plot.axes.shown) - 1) == (0, 2)
    Mouse(plot).drag(*along(plot, "loss", 0.5, 1.05))
    assert session.focus[-2:].all()


def test_that_only_varying_columns_become_axes_and_all_states_are_places(
    session, themes, shown, add
):
    add(
        [
            make_run(0, {"x": 1.0, "same": 3}, loss=1.0),
            make_run(1, {"x": 2.0, "same": 3}, Status.PENDING),
            make_run(2, {"x": 3.0, "same": 3}, Status.TERMINATED),
            make_run(3, {"same": 3}, loss=math.inf),
        ]
    )
    plot = shown(ParallelPlot(session, themes))
    assert [axis.name for axis in plot.axes.shown] == ["x", "loss"]
    assert plot.runs.lane_counts(0) == {Lane.MISSING: 1}
    assert plot.runs.lane_counts(1) == {
        Lane.POSITIVE_INFINITY: 1,
        Lane.STOPPED: 1,
        Lane.PLANNED: 1,
    }


@pytest.mark.parametrize("values", [(16, 32, 128), (0.1, 0.25, 0.9, 1.5), (1, 2, 10, 18)])
def test_that_an_axis_of_few_values_ticks_exactly_those(session, themes, shown, add, values):
    add([make_run(number, {"x": value}, loss=1.0) for number, value in enumerate(values)])
    plot = shown(ParallelPlot(session, themes))
    axis = plot.axes.shown[0]
    ticks = axis_ticks(axis, 2000.0, 12.0)
    assert [axis.scale.value(tick.fraction) for tick in ticks] == pytest.approx(values)


def test_that_an_axis_of_few_long_values_has_round_ticks(session, themes, shown, add):
    values = (0.1234567, 0.5432198, 0.9876543)
    add([make_run(number, {"x": value}, loss=1.0) for number, value in enumerate(values)])
    plot = shown(ParallelPlot(session, themes))
    labels = [tick.label for tick in axis_ticks(plot.axes.shown[0], 400.0, 20.0)]
    assert {"0.2", "0.4", "0.6", "0.8"} <= set(labels)
    assert all(len(label) == 3 for label in labels)
