"""A home full of runs, made through the program's own recorder."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from guild_desktop.core.batch import Batch
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.core.values import Value
from guild_desktop.store.home import open_home
from guild_desktop.store.recorder import NewRun, Recorder, new_id
from guild_desktop.store.records import row_from_run
from guild_desktop.store.store import Store
from guild_desktop.store.tables import RunRow

OPERATION = Operation(
    "script",
    "/project/train.py",
    "train.py",
    "/usr/bin/python3",
    "/project",
    flags=(FlagInfo("x", 0.1), FlagInfo("noise", 0.1), FlagInfo("lr", 0.01)),
)
BATCH_SIZE = 1000
VARIED_FLAGS = {
    "x": "[-2.0:2.0]",
    "lr": "loguniform[1e-5:0.1]",
    "weight_decay": "loguniform[1e-8:0.01]",
}


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    """The store of the home at ``folder``."""
    with Store(open_home(folder)).opened() as store:
        yield store


def add_batch(store: Store, planned: int) -> Batch:
    """Store a batch that has no runs yet."""
    flags = {"x": "[-2.0:2.0]", "noise": "0.1", "lr": "loguniform[1e-4:0.1]"}
    batch = Batch(new_id(), 0, OPERATION, flags, "random", planned=planned)
    return Recorder(store).add_batch(batch)


def new_runs(count: int, seed: int = 1) -> list[NewRun]:
    """Flags of runs to come, different for each."""
    chance = random.Random(seed)
    return [
        NewRun(
            trial,
            {"x": chance.uniform(-2, 2), "noise": 0.1, "lr": 10 ** chance.uniform(-4, -1)},
            "random",
            trial,
        )
        for trial in range(1, count + 1)
    ]


def fill(store: Store, count: int) -> None:
    """Add ``count`` finished runs with a loss and an accuracy each, in batches of a thousand."""
    recorder = Recorder(store)
    for start in range(0, count, BATCH_SIZE):
        size = min(BATCH_SIZE, count - start)
        batch = add_batch(store, size)
        runs = recorder.add_runs(batch, new_runs(size, start), "")
        with store.connection.writing() as database:
            rows = [row_from_run(_finished(run, run.flags)) for run in runs]
            for first in range(0, size, 100):
                RunRow.replace_many(rows[first : first + 100]).execute(database)
        recorder.set_batch(batch.id, status=Status.COMPLETED)


def fill_with(store: Store, runs: Sequence[Run], batch: Batch) -> None:
    """Add these runs in one batch."""
    stored = Recorder(store).add_batch(batch)
    with store.connection.writing() as database:
        rows = [row_from_run(replace(run, batch=stored.id, revision=1)) for run in runs]
        # SQLite takes only so many values at once.
        for first in range(0, len(rows), 100):
            RunRow.replace_many(rows[first : first + 100]).execute(database)
    Recorder(store).set_batch(stored.id, status=Status.COMPLETED)


def with_flags(runs: Iterable[Run], count: int = 500, seed: int = 3) -> list[Run]:
    """The runs with so many flags more, as those of a wide table."""
    chance = random.Random(seed)
    return [
        replace(run, flags={**run.flags, **{f"f{at:03}": chance.random() for at in range(count)}})
        for run in runs
    ]


def with_categories(runs: Iterable[Run], count: int = 5000, seed: int = 3) -> list[Run]:
    """The runs with a flag more, which has so many categories."""
    chance = random.Random(seed)
    return [
        replace(run, flags={**run.flags, "name": f"name{chance.randrange(count)}"}) for run in runs
    ]


def finished_runs(count: int) -> tuple[list[Run], list[Batch]]:
    """The same as they would be read from a store, without one."""
    batch = Batch("b" * 32, 1, OPERATION, {"x": "[-2.0:2.0]"}, "random", planned=count)
    runs = [
        _finished(
            Run(
                f"{new.trial:032x}", new.trial + 1, batch.id, new.trial, "train.py", Status.PENDING
            ),
            new.flags,
        )
        for new in new_runs(count)
    ]
    return runs, [replace(batch, status=Status.COMPLETED)]


def varied_runs(count: int, seed: int = 7) -> tuple[list[Run], list[Batch]]:
    """Runs on ten axes, as a sweep of a network leaves them, without a store.

    Eight flags of every kind, a duration and a noisy loss, which only ``x`` decides. Four of a hundred
    failed, one is still running, a few of a thousand diverged; ``layers`` is unknown to ``lion``.
    """
    chance = random.Random(seed)
    batch = Batch("c" * 32, 1, OPERATION, VARIED_FLAGS, "random", planned=count)
    runs = [_varied(number, batch.id, chance) for number in range(1, count + 1)]
    return runs, [replace(batch, status=Status.COMPLETED)]


def _varied(number: int, batch: str, chance: random.Random) -> Run:
    x, noise = chance.uniform(-2, 2), chance.choice([0.05, 0.1, 0.2, 0.4])
    optimizer = chance.choice(["adam", "adamw", "lion", "rmsprop", "sgd"])
    flags: dict[str, Value] = {
        "x": x,
        "noise": noise,
        "lr": 10 ** chance.uniform(-5, -1),
        "weight_decay": 10 ** chance.uniform(-8, -2),
        "batch_size": 2 ** chance.randint(4, 9),
        "layers": None if optimizer == "lion" else chance.randint(1, 8),
        "optimizer": optimizer,
        "activation": chance.choice(["gelu", "relu", "silu", "tanh"]),
    }
    loss = math.sin(5 * x) * (1 - math.tanh(x * x)) + noise * chance.gauss(0, 1)
    fate = chance.random()
    status, seconds = Status.COMPLETED, math.exp(chance.gauss(2.0, 0.5))
    scalars = {"loss": _summary(loss if fate > 0.051 else math.nan)}
    if fate < 0.05:
        scalars = {}
        status = Status.ERROR if fate < 0.04 else Status.RUNNING
    elif 0.051 < fate < 0.052:
        scalars = {"loss": _summary(5000 + 3000 * chance.random())}
    return Run(
        f"{number:032x}",
        number + 1,
        batch,
        number,
        "train.py",
        status,
        flags=flags,
        started=float(number),
        seconds=None if status is Status.RUNNING else seconds,
        scalars=scalars,
    )


def _finished(run: Run, flags: Mapping[str, Value]) -> Run:
    x = float(str(flags["x"]))
    loss = math.sin(5 * x) * (1 - math.tanh(x * x))
    return replace(
        run,
        flags=flags,
        status=Status.COMPLETED,
        started=run.created,
        stopped=run.created + 0.1,
        seconds=0.1,
        exit_status=0,
        scalars={"loss": _summary(loss), "accuracy": _summary(1 - abs(loss) / 2)},
    )


def _summary(value: float) -> ScalarSummary:
    return ScalarSummary(value, value, value, value, value, 1, 0)
