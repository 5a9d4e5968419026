"""Problems looked up in tables of cross-validated losses, each instance a window of the table."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from tests.benchmarks.optimizer_quality.problem import Params, Problem

_FOLDER = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True)
class Table:
    """The axes of a table in its order, and its losses: one dimension for each axis, then the repeats."""

    axes: Mapping[str, tuple[float | str, ...]]
    losses: np.ndarray


@cache
def read(name: str) -> Table:
    """The table called ``name``; its rows are a whole grid, the last axis fastest."""
    with (_FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    count = sum(not column.startswith("loss_") for column in header)
    axes = {
        column: tuple(dict.fromkeys(_read(row[place]) for row in rows))
        for place, column in enumerate(header[:count])
    }
    places = [{value: at for at, value in enumerate(axes[column])} for column in header[:count]]
    losses = np.full((*map(len, axes.values()), len(header) - count), np.nan)
    for row in rows:
        at = tuple(place[_read(cell)] for place, cell in zip(places, row[:count], strict=True))
        losses[at] = [float(cell) for cell in row[count:]]
    return Table(axes, losses)


@dataclass(frozen=True, slots=True)
class _Range:
    """A flag over part of an axis of exponents: ``low`` to ``high`` are places there, perhaps mirrored."""

    axis: tuple[float, ...]
    low: int
    high: int
    mirrored: bool

    def text(self) -> str:
        return f"loguniform[{10 ** self.axis[self.low]!r}:{10 ** self.axis[self.high]!r}]"

    def place(self, value: float) -> int:
        """The nearest place of the axis."""
        place = int(np.argmin(np.abs(np.array(self.axis) - math.log10(value))))
        return self._turned(min(max(place, self.low), self.high))

    def value(self, place: int) -> float:
        """The value in the middle of a place, as ``place`` would find it."""
        low, high = 10 ** self.axis[self.low], 10 ** self.axis[self.high]
        return float(min(max(10 ** self.axis[self._turned(place)], low), high))

    def _turned(self, place: int) -> int:
        return self.low + self.high - place if self.mirrored else place


def _range(
    axis: Sequence[float | str], best: int, share: float, rng: np.random.Generator
) -> _Range:
    """A window of ``share`` of the axis with the best place anywhere in it, as far as the table reaches."""
    exponents = tuple(float(value) for value in axis)
    length = round(share * (len(exponents) - 1))
    low = int(rng.integers(max(0, best - length), min(best, len(exponents) - 1 - length) + 1))
    return _Range(exponents, low, low + length, mirrored=bool(rng.integers(2)))


def svc_digits(seed: int) -> Problem:
    """A support vector classifier of digits: cost and gamma over five and four decades of those known."""
    table = read("svc_digits")
    means = table.losses.mean(axis=-1)
    rng = np.random.default_rng((seed, 101))
    best = np.unravel_index(np.argmin(means), means.shape)
    cost = _range(table.axes["log_C"], int(best[0]), 0.65, rng)
    gamma = _range(table.axes["log_gamma"], int(best[1]), 0.6, rng)

    def place(params: Params) -> tuple[int, ...]:
        return cost.place(float(str(params["C"]))), gamma.place(float(str(params["gamma"])))

    return Problem(
        "svc-digits",
        seed,
        {"C": cost.text(), "gamma": gamma.text()},
        lambda params: float(means[place(params)]),
        lambda params, rng: float(rng.choice(table.losses[place(params)])),
        float(means.min()),
        {"C": cost.value(int(best[0])), "gamma": gamma.value(int(best[1]))},
    )


def boosting_diabetes(seed: int) -> Problem:
    """Gradient boosting of the diabetes data: rate, trees, depth, and the shares of samples and features."""
    table = read("boosting_diabetes")
    means = table.losses.mean(axis=-1)
    rng = np.random.default_rng((seed, 102))
    best = tuple(int(at) for at in np.unravel_index(np.argmin(means), means.shape))
    samples, features, depths, rates, trees = table.axes.values()
    rate = _range(rates, best[3], 0.8, rng)
    depth_of = [int(value) for value in depths]
    tree_of = [int(value) for value in trees]
    if rng.integers(2):
        depth_of.reverse()

    def place(params: Params) -> tuple[int, ...]:
        return (
            samples.index(str(params["samples"])),
            features.index(str(params["features"])),
            depth_of.index(int(str(params["depth"]))),
            rate.place(float(str(params["rate"]))),
            tree_of.index(int(str(params["trees"]))),
        )

    return Problem(
        "boosting-diabetes",
        seed,
        {
            "samples": f"[{', '.join(rng.permutation(samples))}]",
            "features": f"[{', '.join(rng.permutation(features))}]",
            "depth": f"[{min(depth_of)}:{max(depth_of)}]",
            "rate": rate.text(),
            "trees": f"[{', '.join(map(str, tree_of))}]",
        },
        lambda params: float(means[place(params)]),
        lambda params, rng: float(rng.choice(table.losses[place(params)])),
        float(means.min()),
        {
            "samples": samples[best[0]],
            "features": features[best[1]],
            "depth": depth_of[best[2]],
            "rate": rate.value(best[3]),
            "trees": tree_of[best[4]],
        },
    )


def _read(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return cell
