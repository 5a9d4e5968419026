"""Writes the tables beside this file: cross-validated losses of real models over grids of their settings.

``python -m tests.benchmarks.optimizer_quality.tables.make_tables`` takes about ten minutes of one
core. Each row is one combination of settings with a loss for every repeat of the cross-validation,
which differ in how the samples were split: their spread is the noise that a person meets.
"""

from __future__ import annotations

import csv
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.datasets import load_diabetes, load_digits
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.svm import SVC

HERE = Path(__file__).parent
REPEATS = 3
FOLDS = 3
Row = list[Any]


def svc_digits() -> Iterator[Row]:
    """Share of digits that a support vector classifier misreads; every third image, eighths of decades."""
    images, digits = load_digits(return_X_y=True)
    images, digits = images[::3] / 16, digits[::3]
    costs = [number / 8 for number in range(-24, 41)]
    yield ["log_C", "log_gamma", *_losses()]
    for log_gamma in (number / 8 for number in range(-40, 17)):
        kernel = rbf_kernel(images, gamma=10**log_gamma)
        for log_cost in costs:
            model = SVC(C=10**log_cost, kernel="precomputed")
            losses = []
            for repeat in range(REPEATS):
                split = StratifiedKFold(FOLDS, shuffle=True, random_state=repeat)
                wrong = 0
                for train, held in split.split(images, digits):
                    model.fit(kernel[np.ix_(train, train)], digits[train])
                    wrong += np.sum(model.predict(kernel[np.ix_(held, train)]) != digits[held])
                losses.append(wrong / len(digits))
            yield [log_cost, log_gamma, *(f"{loss:.5f}" for loss in losses)]


def boosting_diabetes() -> Iterator[Row]:
    """Mean squared error, as a share of the variance, of gradient boosting on the diabetes data."""
    patients, progress = load_diabetes(return_X_y=True)
    counts = (5, 10, 20, 40, 80)
    rates = [number / 4 for number in range(-10, 1)]
    yield ["samples", "features", "depth", "log_rate", "trees", *_losses()]
    for samples, features, depth, log_rate in itertools.product(
        ("all", "half"), ("sqrt", "half", "all"), range(1, 6), rates
    ):
        model = GradientBoostingRegressor(
            subsample={"all": 1.0, "half": 0.5}[samples],
            max_features={"sqrt": "sqrt", "half": 0.5, "all": None}[features],
            max_depth=depth,
            learning_rate=10**log_rate,
            n_estimators=counts[-1],
            random_state=0,
        )
        errors = np.zeros((REPEATS, len(counts)))
        for repeat in range(REPEATS):
            for train, held in KFold(FOLDS, shuffle=True, random_state=repeat).split(patients):
                model.fit(patients[train], progress[train])
                stages = list(model.staged_predict(patients[held]))
                for place, count in enumerate(counts):
                    missed = np.sum((stages[count - 1] - progress[held]) ** 2)
                    errors[repeat, place] += missed / np.sum((progress - progress.mean()) ** 2)
        for place, count in enumerate(counts):
            shown = [f"{error:.4f}" for error in errors[:, place]]
            yield [samples, features, depth, log_rate, count, *shown]


def main() -> None:
    """Write both tables, or those named."""
    makers = {"svc_digits": svc_digits, "boosting_diabetes": boosting_diabetes}
    for name in sys.argv[1:] or makers:
        with (HERE / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(makers[name]())
        print(f"{name}.csv written")


def _losses() -> list[str]:
    return [f"loss_{repeat}" for repeat in range(1, REPEATS + 1)]


if __name__ == "__main__":
    main()
