"""The decomposition of a tree is exact: the same as averages over very many points."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.tree import DecisionTreeRegressor

from guild_desktop.analysis.decomposition import Decomposition, axes_of
from guild_desktop.core.space import CategoricalDimension, FloatDimension, Search
from guild_desktop.optimizers.encoding import Encoding

SEARCH = Search(
    (
        FloatDimension("x", 0.0, 1.0),
        CategoricalDimension("kind", ("a", "b", "c")),
        FloatDimension("y", 1e-4, 1.0, log=True),
        CategoricalDimension("size", (1, 8, 64)),
    ),
    {},
)


@pytest.fixture(scope="module")
def tree():
    encoding = Encoding(SEARCH)
    rng = np.random.default_rng(0)
    positions = encoding.snapped(rng.random((80, 4)))
    values = positions[:, 0] + np.floor(positions[:, 1] * 3) * positions[:, 2] + rng.normal(size=80)
    fitted = DecisionTreeRegressor(random_state=0).fit(encoding.columns(positions), values)
    return encoding, fitted


def test_that_shares_are_variances_of_averages(tree):
    encoding, fitted = tree
    rng = np.random.default_rng(1)
    found = Decomposition(fitted.tree_, axes_of(encoding)).shares([(1, 2)])
    everywhere = encoding.snapped(rng.random((40_000, 4)))
    whole = fitted.predict(encoding.columns(everywhere))

    def spread_of(*moved):
        """The variance of averages over all but the moved dimensions, at many places of those."""
        places = encoding.snapped(rng.random((400, 4)))
        averages = []
        for place in places:
            fixed = everywhere[:2000].copy()
            fixed[:, moved] = place[list(moved)]
            averages.append(fitted.predict(encoding.columns(fixed)).mean())
        return np.var(averages) / np.var(whole)

    for dimension in range(4):
        assert found.single[dimension] == pytest.approx(spread_of(dimension), abs=0.03)
    together = found.single[1] + found.single[2] + found.pairs[1, 2]
    assert together == pytest.approx(spread_of(1, 2), abs=0.05)


def test_that_mean_and_variance_are_those_of_the_whole_space(tree):
    encoding, fitted = tree
    everywhere = encoding.snapped(np.random.default_rng(2).random((100_000, 4)))
    values = fitted.predict(encoding.columns(everywhere))
    assert Decomposition(fitted.tree_, axes_of(encoding)).variance == pytest.approx(
        np.var(values), rel=0.03
    )


def test_that_a_tree_without_a_cut_explains_nothing():
    encoding = Encoding(SEARCH)
    columns = encoding.columns(encoding.snapped(np.random.default_rng(0).random((10, 4))))
    flat = DecisionTreeRegressor().fit(columns, np.ones(10))
    assert not Decomposition(flat.tree_, axes_of(encoding)).shares().single.any()
