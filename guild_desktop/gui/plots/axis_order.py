"""Orders of axes that show something: by correlation with the goal, dissimilar neighbours, by name."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.core.column import natural_order
from guild_desktop.gui.plots.axes import Axis

Floats: TypeAlias = npt.NDArray[np.float64]
OrderKind: TypeAlias = Literal["usual", "correlation", "importance", "dissimilar", "name"]
"""``importance`` is known to an analysis only; see ``importance_order``."""

MOST_RUNS = 5000
"""Of more runs so many, evenly chosen, tell as much and cost no time."""

_FEWEST = 3  # runs that two axes must share before their agreement says anything


def ordered_names(axes: tuple[Axis, ...], kind: OrderKind) -> tuple[str, ...]:
    """The names of ``axes`` in an order of this kind, the objective last; () for the usual one."""
    if kind == "usual":
        return ()
    goal = [axis for axis in axes if axis.role == "objective"]
    others = [axis for axis in axes if axis.role != "objective"]
    if kind == "name":
        others.sort(key=lambda axis: natural_order(axis.name))
    elif kind == "correlation" and goal:
        others.sort(key=lambda axis: association(axis, goal[0]))
    elif kind == "dissimilar":
        others = _dissimilar(others, goal)
    return tuple(axis.name for axis in (*others, *goal))


def association(axis: Axis, goal: Axis) -> float:
    """How strongly the goal depends on an axis, 0 to 1, over the runs that have both.

    For numbers |rho| of Spearman (1904, The proof and measurement of association between two things):
    Pearson's correlation of the ranks, equal values sharing their mean rank. Texts have no order, so for
    them it is the square root of Kelley's (1935) epsilon squared on the goal's ranks,
    1 - (SS within / (n - k)) / (SS total / (n - 1)) for k categories: what they explain, less what as
    many labels given at random would.
    """
    rows = _sample(axis.present & goal.present)
    if rows.size < _FEWEST:
        return 0.0
    ranks = midranks(goal.column.values[rows])
    values = axis.column.values[rows]
    if axis.column.kind == "category":
        return _epsilon(values.astype(np.intp), ranks)
    return abs(_pearson(midranks(values), ranks))


def midranks(values: Floats) -> Floats:
    """The ranks 1 … n of ``values`` (float64[n], finite); equal ones share the mean of theirs."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    means: Floats = np.cumsum(counts) - (counts - 1) / 2
    return means[which]


def _pearson(one: Floats, other: Floats) -> float:
    one, other = one - one.mean(), other - other.mean()
    size = float(np.sqrt((one @ one) * (other @ other)))
    return float(one @ other) / size if size > 0.0 else 0.0


def _epsilon(codes: npt.NDArray[np.intp], ranks: Floats) -> float:
    counts = np.bincount(codes)
    groups = int(np.count_nonzero(counts))
    total = float(((ranks - ranks.mean()) ** 2).sum())
    if not 1 < groups < ranks.size or total == 0.0:
        return 0.0
    means = np.bincount(codes, ranks) / np.maximum(counts, 1)
    within = float(((ranks - means[codes]) ** 2).sum())
    share = 1.0 - (within / (ranks.size - groups)) / (total / (ranks.size - 1))
    return float(np.sqrt(max(share, 0.0)))


def _dissimilar(others: list[Axis], goal: list[Axis]) -> list[Axis]:
    """An order in which neighbours have little in common, found greedily from the goal leftward.

    In it clusters are easier to see than where neighbours are alike (Blumenschein et al. 2020,
    Evaluating reordering strategies for cluster identification in parallel coordinates).
    """
    axes = [*goal, *others]
    if not others:
        return []
    alike = similarities(axes)
    left = list(range(1 if goal else 0, len(axes)))
    chain = [0] if goal else [left.pop(0)]
    while left:
        nearest = min(left, key=lambda each: (float(alike[chain[-1], each]), each))
        left.remove(nearest)
        chain.append(nearest)
    return [axes[at] for at in reversed(chain) if axes[at] not in goal]


def similarities(axes: list[Axis]) -> Floats:
    """|rho| of each pair of k axes (k by k) over the runs that have both; 0 where they are too few.

    Ranks are those within each axis and are not made anew for each pair, which for a few missing values
    is nearly the same; texts count in their natural order.
    """
    some = np.zeros_like(axes[0].present)
    for axis in axes:
        some |= axis.present
    rows = _sample(some)
    ranks = np.zeros((len(axes), rows.size))
    there = np.zeros((len(axes), rows.size))
    for index, axis in enumerate(axes):
        present = axis.present[rows]
        there[index] = present
        if present.any():
            ranks[index, present] = (
                midranks(axis.column.values[rows[present]]) / present.sum() - 0.5
            )
    count, sums, squares = there @ there.T, ranks @ there.T, (ranks * ranks) @ there.T
    with np.errstate(divide="ignore", invalid="ignore"):
        covered = ranks @ ranks.T - sums * sums.T / count
        spread = squares - sums * sums / count
        rho = np.abs(covered) / np.sqrt(spread * spread.T)
    rho[~np.isfinite(rho) | (count < _FEWEST)] = 0.0
    return np.minimum(rho, 1.0)


def _sample(mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    rows = np.flatnonzero(mask)
    if rows.size <= MOST_RUNS:
        return rows
    return rows[np.linspace(0, rows.size - 1, MOST_RUNS).astype(np.intp)]
