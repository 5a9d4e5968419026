"""What a person chose of the columns holds in both plots, and every choice can be undone."""

from __future__ import annotations

import pytest

from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from tests.gui.plots.conftest import make_run


@pytest.fixture
def plots(session, themes, shown, add):
    add([make_run(i, {"x": i / 7, "noise": (i % 5) / 9, "seed": 3}, loss=i / 3) for i in range(12)])
    return shown(ParallelPlot(session, themes), 600, 300), shown(
        ScatterPlot(session, themes), 600, 300
    )


def names(plots):
    parallel, scatter = plots
    parallel.catch_up()
    scatter.catch_up()
    return (
        [axis.name for axis in parallel.axes.shown],
        [scatter.axes.shown[index].name for index in scatter.column_axes],
    )


def test_that_a_column_left_out_in_one_plot_is_left_out_in_the_other(plots, session):
    session.show_column("noise", shown=False)
    assert names(plots) == (["x", "loss"], ["x"])
    session.undo_stack.undo()
    assert names(plots) == (["x", "noise", "loss"], ["x", "noise"])


def test_that_the_order_of_axes_is_that_of_the_columns(plots, session):
    plots[0].actions_on.put(1, 0)
    assert names(plots) == (["noise", "x", "loss"], ["noise", "x"])
    session.undo_stack.undo()
    assert names(plots) == (["x", "noise", "loss"], ["x", "noise"])


def test_that_a_flag_that_does_not_vary_can_be_added(plots, session):
    session.show_column("seed", shown=True)
    assert "seed" in names(plots)[0]
    assert "seed" in names(plots)[1]


def test_that_the_objective_always_has_its_axis(plots, session):
    session.show_column("loss", shown=False)
    assert names(plots)[0][-1] == "loss"


def test_that_a_drag_of_an_axis_is_one_step_of_undo(plots, session):
    parallel = plots[0]
    parallel.actions_on.put(0, 1, preview=True)
    parallel.actions_on.put(1, 2, preview=True)
    session.set_arrangement(session.arrangement, "move an axis")
    assert names(plots)[0] == ["noise", "loss", "x"]
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert names(plots)[0] == ["x", "noise", "loss"]


def test_that_pins_keep_their_numbers_and_the_oldest_goes_first(session):
    for number in range(9):
        session.toggle_pin(f"run{number}")
    assert session.pins == tuple(f"run{number}" for number in range(1, 9))
    session.toggle_pin("run3")
    assert "run3" not in session.pins
    session.undo_stack.undo()
    assert session.pins[2] == "run3"
