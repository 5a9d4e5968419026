"""How much of a regression tree's variance each flag explains: functional ANOVA, computed exactly.

After Hutter, Hoos and Leyton-Brown (2014), "An Efficient Approach for Assessing Hyperparameter
Importance": a tree is constant in boxes, so averages over all flags but one or two are sums over its leaves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from guild_desktop.optimizers.encoding import Encoding
from guild_desktop.optimizers.positions import Array

_LEAST_VARIANCE = 1e-12
"""Of results whose variance is 1; in a tree with less nothing is explained by anything."""


class Tree(Protocol):
    """The arrays of a fitted tree, as scikit-learn has them: one entry for each node."""

    children_left: NDArray[np.intp]
    children_right: NDArray[np.intp]
    feature: NDArray[np.intp]
    threshold: Array
    value: Array


@dataclass(frozen=True, slots=True)
class Axis:
    """What one flag can be: its ``columns``, and the ``codes`` of its choices there,
    which are equally likely.

    Without codes it is a number of one column, evenly distributed over [0, 1].
    """

    columns: NDArray[np.intp]
    codes: Array | None = None


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of a tree's variance: of each axis, shape ``(axes,)``,
    and of pairs beyond those of their axes.
    """

    single: Array
    pairs: dict[tuple[int, int], float]


def axes_of(encoding: Encoding) -> list[Axis]:
    """An axis for each dimension of an encoding, in order."""
    axes: list[Axis] = []
    for place, codes in enumerate(encoding.codes):
        columns = np.flatnonzero(encoding.flags_of_columns == place)
        axes.append(Axis(columns, codes))
    return axes


class Decomposition:
    """One tree over some axes; made once, then asked."""

    def __init__(self, tree: Tree, axes: list[Axis]) -> None:
        columns = sum(len(axis.columns) for axis in axes)
        low, high, values = _leaves(tree, columns)
        self._inside: dict[int, NDArray[np.bool_]] = {}
        self._weights: dict[int, Array] = {}
        self._fractions: dict[int, Array] = {}
        volumes = np.ones(len(values))
        used = set(tree.feature[tree.feature >= 0].tolist())
        for number, axis in enumerate(axes):
            if used.isdisjoint(axis.columns.tolist()):
                continue
            points, weights = _atoms(tree, axis)
            inside = np.ones((len(values), len(points)), dtype=bool)
            for at, column in enumerate(axis.columns):
                # Nodes go left when a value is at most the threshold.
                inside &= (points[:, at] > low[:, column, np.newaxis]) & (
                    points[:, at] <= high[:, column, np.newaxis]
                )
            self._inside[number], self._weights[number] = inside, weights
            self._fractions[number] = inside @ weights
            volumes *= self._fractions[number]
        # Boxes that no combination of choices can reach count for nothing.
        kept = volumes > 0
        self._inside = {number: inside[kept] for number, inside in self._inside.items()}
        self._fractions = {number: part[kept] for number, part in self._fractions.items()}
        self._values, self._volumes = values[kept], volumes[kept]
        self._mean = float(self._values @ self._volumes)
        self._axes = len(axes)

    @property
    def variance(self) -> float:
        """The variance of the tree over the whole space."""
        return float(((self._values - self._mean) ** 2) @ self._volumes)

    def shares(self, pairs: Iterable[tuple[int, int]] = ()) -> Shares:
        """What part of it single axes explain, and the given pairs of axes."""
        single, variance = np.zeros(self._axes), self.variance
        wanted = {(min(pair), max(pair)): 0.0 for pair in pairs}
        if variance <= _LEAST_VARIANCE:
            return Shares(single, wanted)
        for number, weights in self._weights.items():
            single[number] = weights @ self._about_mean(number) ** 2 / variance
        for one, other in wanted:
            if one in self._weights and other in self._weights:
                wanted[one, other] = self._of_pair(one, other) / variance
        return Shares(single, wanted)

    def _about_mean(self, number: int) -> Array:
        """The average over all other axes at each atom of one, less the mean."""
        along = self._values * self._volumes / self._fractions[number]
        averages: Array = along @ self._inside[number] - self._mean
        return averages

    def _of_pair(self, one: int, other: int) -> float:
        along = self._values * self._volumes / (self._fractions[one] * self._fractions[other])
        both = (self._inside[one] * along[:, np.newaxis]).T @ self._inside[other] - self._mean
        both = both - self._about_mean(one)[:, np.newaxis] - self._about_mean(other)
        return float(self._weights[one] @ both**2 @ self._weights[other])


def all_pairs(axes: Iterable[int]) -> list[tuple[int, int]]:
    """Every two of some axes."""
    return list(combinations(sorted(axes), 2))


def _atoms(tree: Tree, axis: Axis) -> tuple[Array, Array]:
    """Points between which a tree cannot tell, shape (points, columns of the axis), and their weights."""
    if axis.codes is not None:
        count = len(axis.codes)
        return axis.codes, np.full(count, 1.0 / count)
    cuts = np.unique(tree.threshold[tree.feature == axis.columns[0]])
    edges = np.concatenate([[0.0], cuts[(cuts > 0) & (cuts < 1)], [1.0]])
    middles = (edges[1:] + edges[:-1]) / 2
    return middles[:, np.newaxis], np.diff(edges)


def _leaves(tree: Tree, columns: int) -> tuple[Array, Array, Array]:
    """Lower and upper ends of the leaves' boxes, each of shape (leaves, columns), and their values."""
    count = len(tree.feature)
    low, high = np.full((count, columns), -np.inf), np.full((count, columns), np.inf)
    # Children come after their parents.
    for node in np.flatnonzero(tree.feature >= 0).tolist():
        left, right = tree.children_left[node], tree.children_right[node]
        for child in (left, right):
            low[child], high[child] = low[node], high[node]
        high[left, tree.feature[node]] = low[right, tree.feature[node]] = tree.threshold[node]
    leaves = tree.feature < 0
    return low[leaves], high[leaves], tree.value[leaves].reshape(-1)
