"""Runs as a sweep leaves them, made up but shaped like real ones, for tests of what shows runs."""

from __future__ import annotations

import hashlib
import math
import random
from dataclasses import replace

from guild_desktop.core.batch import Batch, Limits, Objective
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.operation import Operation
from guild_desktop.core.run import Run, ScalarSummary, Status

NOON = 1_795_435_200.0
"""A moment in seconds since 1970."""


def an_operation(name: str = "train.py") -> Operation:
    return Operation("script", f"/project/{name}", name, "/usr/bin/python3", "/project")


def a_batch(number: int = 1, **changes) -> Batch:
    plain = Batch(
        id=hashlib.md5(f"batch {number}".encode()).hexdigest(),
        sequence=number * 10_000,
        operation=an_operation(changes.pop("script", "train.py")),
        flags={"x": "[-2.0:2.0]", "lr": "loguniform[1e-4:0.1]", "optimizer": "[adam, sgd]"},
        optimizer="gp",
        objective=Objective(),
        limits=Limits(max_trials=20, workers=2),
        planned=20,
        status=Status.COMPLETED,
        created=NOON,
        started=NOON + 1,
        stopped=NOON + 61,
        seconds=60.0,
    )
    return replace(plain, **changes)


def a_scalar(value: float, step: int = 3) -> ScalarSummary:
    return ScalarSummary(value, value + 1, value, value + 1, value + 0.5, 4, step)


def a_run(batch: Batch, trial: int, **changes) -> Run:
    """Trial ``trial`` of a batch: completed, with a loss that is lowest near x = -0.3."""
    chance = random.Random(f"{batch.id} {trial}")
    x = chance.uniform(-2, 2)
    loss = -math.exp(-((x + 0.3) ** 2) * 4) + chance.gauss(0, 0.1)
    plain = Run(
        id=hashlib.md5(f"{batch.id} {trial}".encode()).hexdigest(),
        sequence=batch.sequence + trial,
        batch=batch.id,
        trial=trial,
        operation=batch.operation.name,
        status=Status.COMPLETED,
        created=batch.created,
        started=batch.created + trial,
        stopped=batch.created + trial + 3,
        seconds=chance.uniform(1, 4),
        flags={
            "x": x,
            "lr": 10 ** chance.uniform(-4, -1),
            "layers": chance.randint(1, 6),
            "optimizer": chance.choice(["adam", "adamw", "sgd"]),
            "epochs": 20,
        },
        scalars={"loss": a_scalar(loss)},
        exit_status=0,
    )
    return replace(plain, **changes)


def failed(run: Run, reason: str = "ValueError: x must be positive") -> Run:
    return replace(run, status=Status.ERROR, scalars={}, exit_status=1, reason=reason)


def running(run: Run, started: float = NOON) -> Run:
    return replace(
        run,
        status=Status.RUNNING,
        scalars={},
        exit_status=None,
        started=started,
        stopped=None,
        seconds=None,
    )


def pending(run: Run) -> Run:
    return replace(running(run), status=Status.PENDING, started=None)


def runs_of(batch: Batch, count: int, first: int = 1) -> list[Run]:
    return [a_run(batch, trial) for trial in range(first, first + count)]


def a_frame(*batches_with_runs: tuple[Batch, list[Run]]) -> RunFrame:
    batches = [batch for batch, _ in batches_with_runs]
    runs = [run for _, listed in batches_with_runs for run in listed]
    return RunFrame.empty().updated(runs, batches, revision=1)
