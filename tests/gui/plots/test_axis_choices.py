"""Axes turned round and put on other scales, by mouse and key, in both plots, with undo."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guild_desktop.gui.plots.axis_arrow import arrow_rect
from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from tests.gui.plots.conftest import Mouse, make_run


def axis(plot, name):
    plot.catch_up()
    return next(axis for axis in plot.axes.shown if axis.name == name)


def ring(plot, name):
    """Choose an axis for the keys."""
    names = [axis.name for axis in plot.axes.shown]
    for _ in names:
        QTest.keyClick(plot, Qt.Key.Key_Left)
    for _ in range(names.index(name)):
        QTest.keyClick(plot, Qt.Key.Key_Right)


def click_arrow(plot, mouse, name):
    at = [axis.name for axis in plot.axes.shown].index(name)
    mouse.click(arrow_rect(plot.geometry_now, at).center().toPoint())


def test_that_a_click_on_its_arrow_turns_an_axis_round_and_undo_turns_it_back(session, plot, mouse):
    low = plot.axis_point("x", 0.0).y()
    index = int(np.argmin(session.frame.column("x").values))
    assert plot.plan.heights[0, index] == pytest.approx(low, abs=15)
    click_arrow(plot, mouse, "x")
    plot.grab()
    assert plot.plan.heights[0, index] == pytest.approx(plot.axis_point("x", 1.0).y(), abs=15)
    assert session.selection.clauses == ()
    session.undo_stack.undo()
    assert not axis(plot, "x").flipped


def test_that_f_turns_the_chosen_axis_round_texts_too(plot):
    ring(plot, "optimizer")
    QTest.keyClick(plot, Qt.Key.Key_F)
    assert axis(plot, "optimizer").scale.fraction([0, 1, 2]).tolist() == pytest.approx(
        [1 / 6, 3 / 6, 5 / 6]
    )


@pytest.mark.parametrize("flips", [(), ("x", "noise", "lr", "layers", "loss")])
@pytest.mark.parametrize("kind", ["linear", "log", "quantile"])
def test_that_both_ends_of_every_scale_can_be_brushed(session, plot, mouse, kind, flips):
    arrangement = session.arrangement
    for name in ("x", "noise", "lr", "layers", "loss"):
        arrangement = arrangement.scaled(name, kind)
    for name in flips:
        arrangement = arrangement.flipping(name)
    session.set_arrangement(arrangement, "all")
    for name in ("x", "noise", "lr", "layers", "loss"):
        column = session.frame.column(name).values
        low, high = (1.0, 0.9) if flips else (0.0, 0.1)
        mouse.drag(plot.axis_point(name, low), plot.axis_point(name, high))
        assert column[session.focus].min() == np.nanmin(column), (name, kind)
        assert column[session.focus].max() < np.nanmax(column), (name, kind)
        low, high = 1.0 - low, 1.0 - high
        mouse.drag(plot.axis_point(name, low), plot.axis_point(name, high))
        assert column[session.focus].max() == np.nanmax(column), (name, kind)
        assert column[session.focus].min() > np.nanmin(column), (name, kind)
        QTest.keyClick(plot, Qt.Key.Key_Escape)


def test_that_l_goes_on_to_the_next_scale_that_is_possible(session, plot):
    assert axis(plot, "lr").scale.kind == "log"
    ring(plot, "lr")
    kinds = []
    for _ in range(3):
        QTest.keyClick(plot, Qt.Key.Key_L)
        kinds.append(axis(plot, "lr").scale.kind)
    assert kinds == ["quantile", "linear", "log"]
    ring(plot, "x")
    for expected in ("quantile", "linear"):
        QTest.keyClick(plot, Qt.Key.Key_L)
        assert axis(plot, "x").scale.kind == expected
    session.undo_stack.undo()
    assert axis(plot, "x").scale.kind == "quantile"


def test_that_values_that_are_not_positive_refuse_a_logarithmic_scale_and_say_why(session, plot):
    assert axis(plot, "x").refusal("log").startswith("−1.")  # noqa: RUF001 - a true minus
    assert axis(plot, "x").refusal("log").endswith("is not above 0")
    assert axis(plot, "lr").refusal("log") == ""
    assert axis(plot, "optimizer").refusal("quantile") == "texts have no scale"
    plot.actions_on.set_scale(axis(plot, "x"), "log")
    assert session.undo_stack.count() == 0


def test_that_a_scale_that_new_values_do_not_allow_gives_way(session, plot, add):
    session.set_arrangement(session.arrangement.scaled("layers", "log"), "scale")
    assert axis(plot, "layers").scale.log
    add([make_run(900, {"x": 1.0, "noise": 0.1, "lr": 0.1, "layers": 0}, loss=1.0)])
    assert axis(plot, "layers").scale.kind == "linear"


def test_that_equal_values_allow_only_the_plain_scale(session, themes, shown, add):
    add([make_run(i, {"x": 0.5}, loss=0.5) for i in range(5)])
    plot = shown(ParallelPlot(session, themes))
    QTest.keyClick(plot, Qt.Key.Key_L)
    assert axis(plot, "loss").scale.kind == "linear"
    assert axis(plot, "loss").refusal("quantile") == "all values are equal"


def test_that_the_scatter_matrix_uses_the_same_scales_and_directions(
    session, themes, shown, plot, mouse
):
    scatter = shown(ScatterPlot(session, themes), 1000, 500)
    before = scatter.cells[0, 0].xs.copy(), scatter.cells[0, 4].xs.copy()
    session.set_arrangement(session.arrangement.flipping("x").flipping("optimizer"), "flip")
    scatter.catch_up()
    middle = scatter.geometry_now.cell(0, 0).center().x()
    assert np.allclose(scatter.cells[0, 0].xs - middle, middle - before[0], atol=1.0)
    band = scatter.axis_of_column(4).scale
    assert isinstance(band, CategoryScale)
    assert band.names((band.band_at(0.9),)) == ("adam",)
    session.set_arrangement(session.arrangement.scaled("x", "quantile"), "scale")
    scatter.catch_up()
    assert scatter.axis_of_column(0).scale.kind == "quantile"
    rect = scatter.geometry_now.cell(0, 0)
    Mouse(scatter).drag(
        rect.bottomLeft().toPoint(),
        (rect.topLeft() + (rect.topRight() - rect.topLeft()) / 2).toPoint(),
    )
    x = session.frame.column("x").values
    assert session.focus.sum() == pytest.approx(100, abs=3)
    assert x[session.focus].min() > x[~session.focus].max() - 1e-2


def test_that_up_moves_a_range_upward_on_a_flipped_axis_too(session, plot):
    ring(plot, "x")
    QTest.keyClick(plot, Qt.Key.Key_F)
    QTest.keyClick(plot, Qt.Key.Key_Up)
    highest = session.frame.column("x").values.max()
    assert session.focus.sum() == 1
    assert session.frame.column("x").values[session.focus][0] == highest
    QTest.keyClick(plot, Qt.Key.Key_Up)
    assert session.focus.sum() == 2
