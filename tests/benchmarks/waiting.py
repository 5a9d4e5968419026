"""How long a worker that has become free waits for its next trial,
in batches that have come so far already.
"""

from __future__ import annotations

import math
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guild_desktop.core.batch import Batch, Limits, Objective
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.engine.batch_runner import BatchRunner
from guild_desktop.engine.launch import store_batch
from guild_desktop.engine.observer import SilentObserver
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.store.home import open_home
from guild_desktop.store.recorder import NewRun, Recorder
from guild_desktop.store.store import Store
from tests.benchmarks.measure import Result, result

BAR = 5.0
"""Milliseconds, for the median of trials that take 0.2 s and more and up to 300 of them."""

SCRIPT = """import math, time
x = 0.0
y = 0.0
time.sleep(0.2)
print(f'loss: {math.sin(5 * x) * (1 - math.tanh(x * x)) + 0.1 * y * y:f}')
"""
RANGES = {"x": "[-2.0:2.0]", "y": "[-1.0:1.0]"}
_PLAIN = "random"
"""It proposes at once: what its workers wait is the engine's share."""


@dataclass(frozen=True)
class _Stage:
    """A batch to measure: so many trials are told, then so many are run."""

    optimizer: str
    workers: int
    told: int
    more: int


def measure_waiting(*, quick: bool) -> Iterator[Result]:
    """Trials of 0.2 s, one and four at once; from a run's end to the start of the next one, on the clock."""
    more = 12 if quick else 40
    for workers in (1, 4):
        for told in (20,) if quick else (20, 100, 300):
            plain = _waits(_Stage(_PLAIN, workers, told, more))
            waits = _waits(_Stage("bayes", workers, told, more))
            middle, late = _share(waits, 0.5), _share(waits, 0.9)
            note = f"9 of 10 below {late:.0f} ms; random {_share(plain, 0.5):.1f} and {_share(plain, 0.9):.0f} ms"
            load = os.getloadavg()[0]
            yield result(
                f"optimizers: waiting, bayes, {workers} at once, after {told}",
                middle,
                "ms",
                BAR,
                f"{note}; load {load:.1f}",
            )


def _waits(stage: _Stage) -> list[float]:
    """Milliseconds that each free worker waited."""
    with tempfile.TemporaryDirectory() as scratch:
        home = open_home(Path(scratch, "home"))
        with Store(home).opened() as store:
            batch = _batch(store, Path(scratch), stage)
            _tell(store, batch, stage.told)
            BatchRunner(home, batch.id, SilentObserver()).run()
            runs = store.runs_of(batch.id)[stage.told :]
    return _between(runs, stage.workers)


def _batch(store: Store, folder: Path, stage: _Stage) -> Batch:
    script = folder / "train.py"
    script.write_text(SCRIPT)
    flags = tuple(FlagInfo(name, 0.0) for name in RANGES)
    operation = Operation(
        "script", str(script), script.name, sys.executable, str(folder), flags=flags
    )
    request = BatchRequest(
        operation,
        RANGES,
        optimizer=stage.optimizer,
        objective=Objective(),
        limits=Limits(workers=stage.workers, max_trials=stage.told + stage.more),
        seed=1,
    )
    return store_batch(store, plan_batch(request))


def _tell(store: Store, batch: Batch, told: int) -> None:
    """Runs that are over, as an engine would have left them."""
    recorder = Recorder(store)
    chance = random.Random(1)
    new = [
        NewRun(trial, {"x": chance.uniform(-2, 2), "y": chance.uniform(-1, 1)}, "random", trial)
        for trial in range(1, told + 1)
    ]
    for run in recorder.add_runs(batch, new, ""):
        x, y = (float(str(run.flags[name])) for name in RANGES)
        loss = math.sin(5 * x) * (1 - math.tanh(x * x)) + 0.1 * y * y
        recorder.start_run(run.id, 1.0)
        recorder.add_scalars(
            [], {run.id: {"loss": ScalarSummary(loss, loss, loss, loss, loss, 1, 0)}}
        )
        recorder.end_run(run.id, Status.COMPLETED, exit_status=0, seconds=0.2)


def _between(runs: tuple[Run, ...], workers: int) -> list[float]:
    """From each end to the start that took its place; ends and starts pair up in their order."""
    starts = sorted(run.started for run in runs if run.started is not None)[workers:]
    ends = sorted(run.stopped for run in runs if run.stopped is not None)
    return [(start - end) * 1000 for start, end in zip(starts, ends, strict=False)]


def _share(waits: list[float], share: float) -> float:
    return sorted(waits)[math.ceil(share * len(waits)) - 1]
