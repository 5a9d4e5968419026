"""Which flags the objective depends on, by how much, and how sure that is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from guild_desktop.analysis.decomposition import Decomposition, Tree, all_pairs, axes_of
from guild_desktop.analysis.results import Importance, Share
from guild_desktop.analysis.subject import Subject
from guild_desktop.optimizers.bayes.warping import warp
from guild_desktop.optimizers.positions import Array

_FEWEST, _PER_FLAG = 20, 4
"""With fewer runs, in all or for each flag, chance decides which flag comes first."""

_TREES = 64
_SMALLEST_LEAF = 2
"""Leaves of a single run would explain its noise by whatever flags it has."""

_MOST_CELLS = 100_000
_MOST_RUNS, _FEWEST_KEPT = 2_000, 400
"""Trees grow on so many runs at most, drawn by chance, and on fewer where there are very many flags."""

_PAIRED = 5
"""Pairs are looked at among so many of the most important flags."""

_SEED = 20_140


def needed_runs(flags: int) -> int:
    """How many different runs with a value there must be."""
    return max(_FEWEST, _PER_FLAG * flags)


def importance_of(subject: Subject) -> Importance:
    """The shares of all varying flags, by a random forest over the space in which they were searched.

    Values far worse than the median count as bad alike (see ``warp``): one run that diverged would
    otherwise be all there is to explain.
    """
    # Each repeat by itself: noise, which differs among them, is then not taken for what flags do.
    tried = subject.with_value
    needed = needed_runs(len(subject.flags))
    if not subject.flags:
        return Importance(needed, "No flag was varied, so there is nothing to compare.")
    if lack := subject.lacks_runs(needed):
        return Importance(needed, lack)
    values = warp([each.value for each in tried], 0.0).values
    if not float(np.std(values)):
        name = subject.objective.column
        return Importance(needed, f"All runs have the same {name}: no flag makes a difference.")
    encoding = subject.encoding
    columns = encoding.columns(encoding.positions([each.point for each in tried]))
    chosen = _some(len(tried), columns.shape[1])
    trees, explained = _forest(columns[chosen], values[chosen])
    axes = axes_of(encoding)
    parts = [Decomposition(tree, axes) for tree in trees]
    places = [subject.dimension(flag.name) for flag in subject.flags]
    single = np.array([part.shares().single for part in parts])
    first = sorted(places, key=lambda place: -float(single[:, place].mean()))[:_PAIRED]
    found = [part.shares(all_pairs(first)).pairs for part in parts]
    names = [dimension.name for dimension in encoding.dimensions]
    shares = [_share((names[place],), single[:, place]) for place in places]
    pairs = [
        _share((names[one], names[other]), np.array([each[one, other] for each in found]))
        for one, other in all_pairs(first)
    ]
    words = "" if len(chosen) == len(tried) else f" grown on {len(chosen):,} of the runs"
    return Importance(
        needed,
        method=f"fANOVA of {_TREES} trees{words}",
        explained=explained,
        flags=tuple(sorted(shares, key=lambda share: -share.value)),
        pairs=tuple(sorted(pairs, key=lambda share: -share.value)),
    )


def _forest(columns: Array, values: Array) -> tuple[list[Tree], float]:
    from sklearn.ensemble import RandomForestRegressor

    forest = RandomForestRegressor(
        _TREES,
        min_samples_leaf=_SMALLEST_LEAF,
        max_features=1.0 if columns.shape[1] <= 20 else 1 / 3,
        oob_score=True,
        random_state=_SEED,
    )
    forest.fit(columns, values)
    return [tree.tree_ for tree in forest.estimators_], float(forest.oob_score_)


def _some(runs: int, columns: int) -> NDArray[np.intp]:
    most = min(_MOST_RUNS, max(_FEWEST_KEPT, _MOST_CELLS // columns))
    if runs <= most:
        return np.arange(runs)
    return np.sort(np.random.default_rng(_SEED).permutation(runs)[:most])


def _share(flags: tuple[str, ...], parts: Array) -> Share:
    low, high = np.quantile(parts, [0.25, 0.75])
    return Share(flags, float(parts.mean()), float(low), float(high))
