"""Runs without a value lie in lanes, all of them, and lanes are brushed like categories."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guild_desktop.core.column import Presence
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.run import Status
from guild_desktop.gui.plots.lane_clauses import lane_clause, lanes_of
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.placed_runs import Lane
from tests.gui.plots.conftest import Mouse, make_ragged, make_run

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def plot(session, themes, shown, add):
    add(make_ragged(500))
    return shown(ParallelPlot(session, themes), 900, 420)


@pytest.fixture
def mouse(plot):
    return Mouse(plot)


def texts(session):
    return [clause.text for clause in session.selection.clauses]


def index_of(plot, name):
    return [axis.name for axis in plot.axes.shown].index(name)


def test_that_runs_shown_and_runs_in_lanes_are_all_runs_on_every_axis(plot):
    for index, axis in enumerate(plot.axes.shown):
        on_axis = int((plot.runs.lane[index] == Lane.ON_AXIS).sum())
        assert on_axis + sum(plot.runs.lane_counts(index).values()) == 500, axis.name
    assert set(plot.runs.lane_counts(index_of(plot, "loss"))) == {
        Lane.MISSING,
        Lane.NAN,
        Lane.POSITIVE_INFINITY,
        Lane.FAILED,
        Lane.RUNNING,
    }
    assert set(plot.runs.lane_counts(index_of(plot, "layers"))) == {Lane.MISSING}


@pytest.mark.parametrize("name", ["loss", "layers"])
def test_that_alt_and_a_click_leaves_out_exactly_a_lanes_runs_and_lets_them_in_again(
    session, plot, mouse, name
):
    index = index_of(plot, name)
    for lane, count in plot.runs.lane_counts(index).items():
        before = session.undo_stack.count()
        mouse.click(plot.lane_point(name, lane), ALT)
        assert session.focus.sum() == 500 - count, lane
        assert not session.focus[plot.runs.rows[plot.runs.lane[index] == lane]].any()
        assert session.undo_stack.count() == before + 1
        mouse.click(plot.lane_point(name, lane), ALT)
        assert texts(session) == []


def test_that_e_leaves_out_the_lanes_that_were_kept_and_keeps_them_again(session, plot, mouse):
    mouse.click(plot.lane_point("loss", Lane.FAILED))
    mouse.click(plot.lane_point("loss", Lane.NAN), SHIFT)
    kept = session.focus.copy()
    QTest.keyClick(plot, Qt.Key.Key_E)
    assert (session.focus == ~kept).all()
    QTest.keyClick(plot, Qt.Key.Key_E)
    assert (session.focus == kept).all()


@pytest.mark.parametrize("name", ["loss", "layers"])
def test_that_a_brushed_lane_keeps_exactly_its_runs(session, plot, mouse, name):
    index = index_of(plot, name)
    for lane, count in plot.runs.lane_counts(index).items():
        mouse.click(plot.lane_point(name, lane))
        assert session.focus.sum() == count
        assert set(plot.runs.rows[plot.runs.lane[index] == lane]) == set(
            np.flatnonzero(session.focus)
        )
        assert plot.brush_on(plot.axes.shown[index]).lanes == {lane}
        assert np.array_equal(
            parse_filter(session.selection.text).mask(session.frame), session.focus
        )


def test_that_all_lanes_and_the_whole_axis_together_are_all_runs(session, plot, mouse):
    found = np.zeros(500, dtype=bool)
    mouse.drag(plot.axis_point("loss", -0.02), plot.axis_point("loss", 0.5))
    found |= session.focus
    mouse.drag(plot.axis_point("loss", 1.02), plot.axis_point("loss", 0.5))
    found |= session.focus
    for lane in plot.runs.lane_counts(index_of(plot, "loss")):
        mouse.click(plot.lane_point("loss", lane))
        found |= session.focus
    assert found.all()


def test_that_lanes_read_like_what_one_types(session, plot, mouse):
    said = {}
    for name, lane in (
        ("layers", Lane.MISSING),
        ("loss", Lane.NAN),
        ("loss", Lane.POSITIVE_INFINITY),
        ("loss", Lane.FAILED),
        ("loss", Lane.RUNNING),
    ):
        mouse.click(plot.lane_point(name, lane))
        (said[lane],) = texts(session)
        QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert said == {
        Lane.MISSING: "layers is undefined",
        Lane.NAN: "loss = nan",
        Lane.POSITIVE_INFINITY: "loss = inf",
        Lane.FAILED: "status = error",
        Lane.RUNNING: "status = running",
    }


def test_that_runs_stopped_early_without_a_result_have_a_lane_of_their_own(
    session, themes, shown, add
):
    add(
        [
            make_run(0, {"x": 1.0}, loss=1.0),
            make_run(1, {"x": 2.0}, Status.PRUNED, loss=2.0),
            make_run(2, {"x": 3.0}, Status.PRUNED),
            make_run(3, {"x": 4.0}, Status.TERMINATED),
        ]
    )
    plot = shown(ParallelPlot(session, themes))
    assert plot.runs.lane_counts(index_of(plot, "loss")) == {Lane.STOPPED: 1, Lane.PRUNED: 1}
    axis = next(axis for axis in plot.axes.shown if axis.name == "loss")
    clause = lane_clause(axis, Lane.PRUNED)
    assert clause.mask(session.frame).tolist() == [False, False, True, False]
    assert clause.text == "loss is undefined and status = pruned"
    assert Lane.PRUNED in lanes_of(axis)


def test_that_a_second_click_lets_go_of_a_lane(session, plot, mouse):
    mouse.click(plot.lane_point("loss", Lane.FAILED))
    mouse.click(plot.lane_point("loss", Lane.FAILED))
    assert session.selection.clauses == ()


def test_that_shift_keeps_the_range_and_other_lanes_beside_it(session, plot, mouse):
    mouse.drag(plot.axis_point("loss", -0.02), plot.axis_point("loss", 0.2))
    below = session.focus.sum()
    mouse.click(plot.lane_point("loss", Lane.FAILED), SHIFT)
    mouse.click(plot.lane_point("loss", Lane.NAN), SHIFT)
    (said,) = texts(session)
    assert said.startswith("loss <= ")
    assert said.endswith(" or loss = nan or status = error")
    failed = session.frame.status == 3
    nan = session.frame.column("loss").presence == Presence.NAN
    counts = plot.runs.lane_counts(index_of(plot, "loss"))
    assert session.focus.sum() == below + counts[Lane.FAILED] + counts[Lane.NAN]
    assert session.focus[nan].all()
    assert failed.any()
    mouse.click(plot.lane_point("loss", Lane.FAILED), SHIFT)
    assert session.focus.sum() == below + counts[Lane.NAN]


def test_that_a_range_drawn_afterwards_takes_the_place_of_a_lane(session, plot, mouse):
    mouse.click(plot.lane_point("loss", Lane.FAILED))
    mouse.drag(plot.axis_point("loss", -0.02), plot.axis_point("loss", 0.2))
    (said,) = texts(session)
    assert said.startswith("loss <= ")


def test_that_a_range_on_another_axis_leaves_the_lane(session, plot, mouse):
    mouse.click(plot.lane_point("loss", Lane.FAILED))
    mouse.drag(plot.axis_point("x", -0.02), plot.axis_point("x", 0.5))
    assert texts(session)[0] == "status = error"
    assert len(texts(session)) == 2


def test_that_a_brushed_lane_is_seen(session, plot, mouse):
    point = plot.lane_point("loss", Lane.FAILED)
    before = plot.grab().toImage().pixelColor(point.x(), point.y() - 6)
    mouse.click(point)
    assert plot.grab().toImage().pixelColor(point.x(), point.y() - 6) != before


def test_that_a_lane_tells_what_it_is(plot, mouse):
    mouse.hover(plot.lane_point("loss", Lane.FAILED))
    assert plot.viewport().toolTip().startswith("failed")


def test_that_m_goes_through_the_lanes_and_shift_adds(session, plot):
    lanes = list(plot.runs.lane_counts(index_of(plot, "loss")))
    axis = plot.axes.shown[-1]
    for lane in lanes:
        QTest.keyClick(plot, Qt.Key.Key_M)
        assert plot.brush_on(axis).lanes == {lane}
    QTest.keyClick(plot, Qt.Key.Key_M)
    assert session.selection.clauses == ()
    for _ in lanes:
        QTest.keyClick(plot, Qt.Key.Key_M, SHIFT)
    assert plot.brush_on(axis).lanes == set(lanes)
    assert session.focus.sum() == sum(plot.runs.lane_counts(index_of(plot, "loss")).values())


def test_that_a_double_click_on_a_lane_clears_nothing_else(session, plot, mouse):
    mouse.drag(plot.axis_point("x", -0.02), plot.axis_point("x", 0.5))
    mouse.double_click(plot.lane_point("loss", Lane.FAILED))
    assert texts(session)[0].startswith("x <= ")
