"""A paused batch starts nothing, and what runs goes on."""

from __future__ import annotations

import os
import signal

from guild_desktop.core.run import Status
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.launch import (
    pause_batch,
    prepare_continuation,
    resume_batch,
    start_engine,
    stop_batch,
)
from guild_desktop.engine.recovery import recover
from tests.engine.conftest import PARABOLA, Bench, engine_of, wait_until
from tests.engine.test_batch_runner import SLEEPER, Meanwhile

WAITS = (
    "import pathlib, time\n"
    "x = 1\n"
    "while not (pathlib.Path(__file__).parent / f'go-{x}').exists(): time.sleep(0.01)\n"
    "print('loss: 1')\n"
)
"""Ends when a file with its number says so."""


def test_that_a_paused_batch_starts_nothing_until_it_is_resumed(bench: Bench) -> None:
    batch = bench.batch(WAITS, {"x": "[1, 2, 3]"})
    with Meanwhile(bench, batch):
        wait_until(lambda: Status.RUNNING in bench.statuses(batch))
        pause_batch(bench.store, batch.id)
        wait_until(lambda: bench.store.batch(batch.id).is_paused)
        (bench.folder / "go-1").touch()
        wait_until(lambda: bench.statuses(batch)[0] is Status.COMPLETED)
        # The engine has looked for work since: it has obeyed a later word.
        stop = bench.runs(batch)[2]
        bench.store.send(batch.id, f"stop {stop.id}")
        wait_until(lambda: bench.statuses(batch)[2] is Status.TERMINATED)
        assert bench.statuses(batch)[1] is Status.PENDING
        assert bench.store.batch(batch.id).status is Status.RUNNING
        (bench.folder / "go-2").touch()
        resume_batch(bench.store, batch.id)
    ended = bench.store.batch(batch.id)
    assert (ended.status, ended.reason, ended.is_paused) == (Status.COMPLETED, "", False)
    assert bench.statuses(batch) == [Status.COMPLETED, Status.COMPLETED, Status.TERMINATED]


def test_that_a_search_that_is_paused_proposes_nothing(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[0.0:1.0]"}, "random", max_trials=3)
    pause_batch(bench.store, batch.id)
    with Meanwhile(bench, batch):
        wait_until(lambda: bench.store.batch(batch.id).is_paused)
        assert bench.runs(batch) == ()
        resume_batch(bench.store, batch.id)
    assert bench.statuses(batch) == [Status.COMPLETED] * 3


def test_that_a_paused_batch_can_be_stopped(bench: Bench) -> None:
    batch = bench.batch(SLEEPER, {"x": "[1, 2, 3]"})
    pause_batch(bench.store, batch.id)
    with Meanwhile(bench, batch):
        wait_until(lambda: bench.store.batch(batch.id).is_paused)
        stop_batch(bench.store, batch.id)
    assert bench.store.batch(batch.id).reason == "stopped"
    assert bench.statuses(batch) == [Status.TERMINATED] * 3


def test_that_a_batch_whose_engine_died_while_paused_goes_on_unpaused(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"})
    pause_batch(bench.store, batch.id)
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: bench.store.batch(batch.id).is_paused)
    engine = engine_of(batch)
    os.kill(engine.pid, signal.SIGKILL)
    wait_until(lambda: recover(bench.store))
    assert not bench.store.batch(batch.id).is_paused
    prepare_continuation(bench.store, batch.id, Continuation())
    assert bench.run(batch).status is Status.COMPLETED
