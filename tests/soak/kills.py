"""Engines and windows that are killed at random moments, again and again, in one home."""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from guild_desktop.core.batch import Batch, Limits
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.launch import prepare_continuation, store_batch
from guild_desktop.engine.platform import processes_of_run
from guild_desktop.engine.recovery import recover
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.store.home import Home
from guild_desktop.store.store import Store
from tests.soak.batches import script_operation, started_engine
from tests.soak.toll import Toll
from tests.soak.witness import Witness

TRIALS = 30
STEPS = 5
SCRIPT = f"""\
import time
x = 0
for step in range({STEPS}):
    print(f"loss: {{x + step / 10}} (step {{step}})", flush=True)
    time.sleep(0.01)
"""

_PATIENCE = 60.0


def kill_engines(home: Home, folder: Path, times: int, seed: int = 1) -> Toll:
    """Kill the engine of a grid so many times, each time continuing it; then let all of it be done."""
    return _Killing(home, folder, seed).engines(times)


def kill_windows(home: Home, folder: Path, times: int, seed: int = 1) -> Toll:
    """Kill windows that watch a running sweep; the sweep must not notice."""
    return _Killing(home, folder, seed).windows(times)


class _Killing:
    def __init__(self, home: Home, folder: Path, seed: int) -> None:
        self.toll = Toll()
        self._home = home
        self._random = random.Random(seed)
        self._script = folder / "train.py"
        self._script.write_text(SCRIPT)

    def engines(self, times: int) -> Toll:
        with Store(self._home).opened() as store, Witness(self._home) as witness:
            batch = self._new_batch(store)
            for _ in range(times):
                if self._is_done(store, batch):
                    self._check_whole(store, batch)
                    batch = self._new_batch(store)
                self._one_kill(store, batch)
                self._check_after_kill(store, batch, witness)
            self._finish(store, batch)
            self._check_whole(store, batch)
        return self.toll

    def windows(self, times: int) -> Toll:
        with Store(self._home).opened() as store:
            batch = self._new_batch(store)
            engine = started_engine(self._home, batch)
            for _ in range(times):
                window = subprocess.Popen(
                    [sys.executable, "-m", "guild_desktop", "--home", str(self._home.path)],
                    env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
                    stderr=subprocess.DEVNULL,
                )
                time.sleep(self._random.uniform(0.05, 2.0))
                window.kill()
                window.wait()
                self.toll.saw("windows killed")
                if engine.poll() is not None:
                    self._check_whole(store, batch)
                    batch = self._new_batch(store)
                    engine = started_engine(self._home, batch)
            self.toll.fault("engines that ended badly", engine.wait(_PATIENCE))
            self._check_whole(store, batch)
        return self.toll

    def _new_batch(self, store: Store) -> Batch:
        operation = script_operation(self._script)
        flags = {"x": f"range[1:{TRIALS}]"}
        request = BatchRequest(operation, flags, limits=Limits(workers=2, grace=0.5), seed=1)
        self.toll.saw("batches")
        return store_batch(store, plan_batch(request))

    def _one_kill(self, store: Store, batch: Batch) -> None:
        if store.batch(batch.id).status.is_finished:
            prepare_continuation(store, batch.id, Continuation())
        engine = started_engine(self._home, batch)
        if self._random.random() < 0.5:
            # However slowly engines start here, some are killed in the midst of their runs.
            _wait(lambda: engine.poll() is not None or self._is_on(store, batch), _PATIENCE)
        time.sleep(self._random.uniform(0.0, 0.9))
        engine.kill()
        engine.wait()
        self.toll.saw("engines killed")

    def _check_after_kill(self, store: Store, batch: Batch, witness: Witness) -> None:
        started = [run.id for run in store.runs_of(batch.id) if run.started is not None]
        began = time.monotonic()
        have_ended = _wait(lambda: not processes_of_run(started), _PATIENCE)
        took = math.ceil((time.monotonic() - began) * 1000)
        self.toll.saw_most("milliseconds that trials outlived it (aim: 2,000)", took)
        # One that its engine was just starting is seen only later, and the guard waits for it.
        left = 0 if have_ended else len(processes_of_run(started))
        self.toll.fault("trials that outlived their engine", left)
        recover(store)
        if not store.batch(batch.id).status.is_finished:
            # It was killed before it took its lock: as if it had never been started.
            return
        runs = store.runs_of(batch.id)
        unfinished = [run for run in runs if not run.status.is_finished]
        self.toll.fault("runs that still say they run", len(unfinished))
        self.toll.fault("acknowledged results that changed", witness.changed(runs))
        self.toll.fault("values that were never printed", sum(map(_wrong_values(store), runs)))
        self.toll.saw("runs lost with their engine", sum(r.status is Status.LOST for r in runs))

    def _finish(self, store: Store, batch: Batch) -> None:
        if store.batch(batch.id).status.is_finished:
            if self._is_done(store, batch):
                return
            prepare_continuation(store, batch.id, Continuation())
        started_engine(self._home, batch).wait(_PATIENCE)

    @staticmethod
    def _is_on(store: Store, batch: Batch) -> bool:
        return any(run.status is Status.RUNNING for run in store.runs_of(batch.id))

    @staticmethod
    def _is_done(store: Store, batch: Batch) -> bool:
        return _completed(store, batch).total() >= TRIALS

    def _check_whole(self, store: Store, batch: Batch) -> None:
        counts = _completed(store, batch)
        wanted = {str(x) for x in range(1, TRIALS + 1)}
        self.toll.fault("combinations that are missing", len(wanted - counts.keys()))
        self.toll.fault("combinations done twice", sum(n - 1 for n in counts.values()))
        short = [
            run
            for run in store.runs_of(batch.id)
            if run.status is Status.COMPLETED and run.scalars["loss"].count != STEPS
        ]
        self.toll.fault("completed runs with a wrong count", len(short))
        self.toll.saw("results", counts.total())


def _completed(store: Store, batch: Batch) -> Counter[str]:
    runs = store.runs_of(batch.id)
    return Counter(str(run.flags["x"]) for run in runs if run.status is Status.COMPLETED)


def _wrong_values(store: Store) -> Callable[[Run], bool]:
    """Whether the values of a run are no beginning of what it prints."""

    def is_wrong(run: Run) -> bool:
        if "loss" not in run.scalars:
            return False
        x = float(str(run.flags["x"]))
        printed = tuple((step, x + step / 10) for step in range(STEPS))
        stored = store.series(run, "loss")
        return stored != printed[: len(stored)]

    return is_wrong


def _wait(condition: Callable[[], bool], limit: float) -> bool:
    """Whether it came true in time."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return condition()
