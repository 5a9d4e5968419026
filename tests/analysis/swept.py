"""Sweeps whose truth is known, made up without running anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from guild_desktop.analysis.analyze import analyze
from guild_desktop.analysis.question import Question
from guild_desktop.analysis.results import Analysis
from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.run import Run
from guild_desktop.core.values import Value
from guild_desktop.flags import space_of
from guild_desktop.optimizers import create
from tests.core.sample_runs import make_batch, make_run

Truth = Callable[[Mapping[str, Any]], float | None]


def sweep(
    flags: Mapping[str, str], count: int, truth: Truth, **others: Any
) -> tuple[Batch, list[Run]]:
    """A batch of random search over flag expressions; ``truth`` gives each run's loss, None for no loss."""
    batch = make_batch(flags=flags, **{"optimizer": "random", **others})
    chance = create("random", space_of(batch), seed=3)
    runs = []
    for number in range(count):
        suggestion = chance.ask()
        assert suggestion is not None
        params: Mapping[str, Value] = suggestion.params
        runs.append(make_run(number, params, truth(params)))
    return batch, runs


def analyzed(batch: Batch | None, runs: list[Run], **asked: Any) -> Analysis:
    """The analysis of these runs, by the batch's own objective unless another is asked for."""
    objective = Objective() if batch is None else batch.objective
    return analyze(batch, runs, Question(**{"objective": objective, **asked}))


def with_loss(run: Run, value: float) -> Run:
    """The run with another last loss."""
    summary = replace(make_run(0, {}, value).scalars["loss"])
    return replace(run, scalars={"loss": summary})


def noise(seed: int = 0, deviation: float = 1.0) -> Callable[[], float]:
    """A source of normally distributed numbers."""
    rng = np.random.default_rng(seed)
    return lambda: float(rng.normal(0.0, deviation))
