"""Orders of axes by what they have to do with the goal and with each other."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from guild_desktop.core.column import build_column
from guild_desktop.gui.plots.axes import Axis
from guild_desktop.gui.plots.axis_order import association, midranks, ordered_names, similarities
from guild_desktop.gui.plots.axis_scale import NumberScale

RANDOM = np.random.default_rng(5)
X = RANDOM.uniform(-1, 1, 400)


def axis(name, cells, role="flag"):
    cells = cells.tolist() if isinstance(cells, np.ndarray) else cells
    column = build_column(name, "flag", cells)
    direction = "minimize" if role == "objective" else None
    return Axis(column, NumberScale(0.0, 1.0), role, direction, column.presence == 0)


GOAL = axis("loss", X**3, "objective")


def test_that_equal_values_share_the_mean_of_their_ranks():
    assert midranks(np.array([5.0, 1.0, 5.0, 9.0])).tolist() == [2.5, 1.0, 2.5, 4.0]


def test_that_rank_correlation_sees_any_rising_or_falling_dependence():
    assert association(axis("same", X), GOAL) == pytest.approx(1.0)
    assert association(axis("falling", np.exp(-X)), GOAL) == pytest.approx(1.0)
    assert association(axis("noise", RANDOM.normal(size=400)), GOAL) < 0.15


def test_that_it_is_spearmans():
    # Spearman's rho of these by 1 - 6 sum d^2 / (n (n^2 - 1)).
    one, goal = (
        axis("a", [1.0, 2.0, 3.0, 4.0, 5.0]),
        axis("g", [2.0, 1.0, 4.0, 3.0, 5.0], "objective"),
    )
    assert association(one, goal) == pytest.approx(1 - 6 * 4 / (5 * 24))


def test_that_texts_count_by_what_they_explain_and_random_ones_do_not():
    told = ["low" if x < 0 else "high" for x in X]
    guessed = [f"run {number % 40}" for number in range(400)]
    assert association(axis("told", told), GOAL) > 0.8
    assert association(axis("guessed", guessed), GOAL) < 0.3


def test_that_runs_without_a_value_are_left_aside():
    holes = [None if number % 3 else float(x) for number, x in enumerate(X)]
    assert association(axis("holes", holes), GOAL) == pytest.approx(1.0)
    assert association(axis("nothing", [None] * 400), GOAL) == 0.0
    assert association(axis("equal", [1.0] * 400), GOAL) == 0.0


def test_that_the_strongest_stands_beside_the_goal():
    axes = (
        axis("strong", X + RANDOM.normal(size=400) / 10),
        axis("none", RANDOM.normal(size=400)),
        axis("weak", X + RANDOM.normal(size=400)),
        GOAL,
    )
    assert ordered_names(axes, "correlation") == ("none", "weak", "strong", "loss")


def test_that_neighbours_can_be_as_unlike_as_possible():
    a, b = RANDOM.normal(size=400), RANDOM.normal(size=400)
    axes = (
        axis("x", X),
        axis("x again", X + 0.01 * a),
        axis("a", a),
        axis("a again", a + b / 10),
        GOAL,
    )
    names = ordered_names(axes, "dissimilar")
    assert names[-1] == "loss"
    assert set(names) == {axis.name for axis in axes}
    assert names[-2].startswith("a")
    assert sum(one[0] == other[0] for one, other in pairwise(names)) <= 1


def test_that_similarities_are_those_of_pairs_and_symmetric():
    axes = [axis("x", X), axis("y", X + RANDOM.normal(size=400)), GOAL]
    alike = similarities(axes)
    assert np.allclose(alike, alike.T)
    assert np.allclose(np.diag(alike), 1.0)
    assert alike[1, 2] == pytest.approx(association(axes[1], GOAL), abs=1e-9)


def test_that_names_are_ordered_as_people_count():
    axes = (axis("b10", X), axis("b9", X), axis("A", X), GOAL)
    assert ordered_names(axes, "name") == ("A", "b9", "b10", "loss")


def test_that_the_usual_order_is_none():
    assert ordered_names((GOAL,), "usual") == ()


def test_that_five_hundred_axes_are_ordered():
    axes = tuple(axis(f"f{k}", RANDOM.normal(size=50)) for k in range(500))
    assert len(ordered_names(axes, "dissimilar")) == 500
    assert len(ordered_names((*axes, axis("g", X[:50], "objective")), "correlation")) == 501
