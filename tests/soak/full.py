"""Sweeps whose disk is full at random moments, for a while, again and again."""

from __future__ import annotations

import contextlib
import random
import subprocess
import time
from collections import Counter
from pathlib import Path

from guild_desktop.core.batch import Batch, Limits
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.folder_records import kept_runs
from guild_desktop.engine.launch import store_batch
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.scripts.kept_output import output_path
from guild_desktop.store.disk_space import tells_of_no_room
from guild_desktop.store.home import Home, open_home
from guild_desktop.store.store import Store
from tests.soak.batches import script_operation, started_engine
from tests.soak.fills import Fill, LimitedEngine, SmallDisk
from tests.soak.toll import Toll
from tests.soak.witness import Witness

TRIALS = 16
STEPS = 5
RESULT = 3000
SCRIPT = f"""\
import time
x = 0.0
for step in range({STEPS}):
    print(f"loss: {{x + step / 10}} (step {{step}})", flush=True)
    time.sleep(0.02)
with open("result.txt", "w") as file:
    file.write("r" * {RESULT})
"""

_FILLS = 3
"""At most so many in one sweep: each may cost a trial an attempt, and it gets three more than its first."""

_PATIENCE = 120.0


def fill_disks(home: Home, folder: Path, times: int, seed: int = 1) -> Toll:
    """Fill the disk so many times, each time freeing it again; no sweep may lose anything or need a restart.

    Every second sweep has a small disk of its own where that can be made; the others know what any user
    can do to an engine.
    """
    return _Filling(home, folder, seed).run(times)


class _Filling:
    def __init__(self, home: Home, folder: Path, seed: int) -> None:
        self.toll = Toll()
        self.toll.saw("seed", seed)
        self._home = home
        self._folder = folder
        self._random = random.Random(seed)
        self._fills = 0
        self._log = folder / "engine.txt"
        self._script = folder / "train.py"
        self._script.write_text(SCRIPT)

    def run(self, times: int) -> Toll:
        while self._fills < times:
            self._sweep(self._home, None)
            with contextlib.ExitStack() as mounted:
                disk = SmallDisk(self._folder / "disk", self._random)
                try:
                    mounted.enter_context(disk)
                except OSError as error:
                    self.toll.saw(f"sweeps without a small disk: {error.strerror}")
                    continue
                self._sweep(open_home(disk.folder / "home"), disk)
        return self.toll

    def _sweep(self, home: Home, disk: SmallDisk | None) -> None:
        """One sweep from its start to its end, and some fills."""
        with Store(home).opened() as store, Witness(home) as witness:
            batch = self._new_batch(store)
            with self._log.open("w") as log:
                engine = started_engine(home, batch, log)
            _wait_for(store, batch)
            fills: Fill = disk or LimitedEngine(engine.pid, store, batch, self._random)
            for _ in range(_FILLS):
                if engine.poll() is not None:
                    break
                time.sleep(self._random.uniform(0.0, 0.5))
                if full := fills.fill():
                    self.toll.saw(full)
                    self._fills += 1
                time.sleep(self._random.uniform(0.02, 1.0))
                fills.free()
            self._see_end(engine)
            self._check(store, batch, witness)

    def _see_end(self, engine: subprocess.Popen[bytes]) -> None:
        try:
            self.toll.fault("engines that ended badly", int(engine.wait(_PATIENCE) != 0))
        except subprocess.TimeoutExpired:
            engine.kill()
            engine.wait()
            self.toll.fault("engines that did not end", 1)

    def _new_batch(self, store: Store) -> Batch:
        operation = script_operation(self._script, 0.0)
        listed = self._random.random() < 0.5
        request = BatchRequest(
            operation,
            {"x": f"range[1:{TRIALS}]" if listed else "[0.0:1.0]"},
            optimizer=None if listed else "random",
            limits=Limits(workers=2, grace=0.5, max_trials=TRIALS),
            seed=1,
        )
        self.toll.saw("sweeps")
        return store_batch(store, plan_batch(request))

    def _check(self, store: Store, batch: Batch, witness: Witness) -> None:
        fault = self.toll.fault
        ended = store.batch(batch.id)
        fault(
            "sweeps that did not end as complete",
            int((ended.status, ended.reason) != (Status.COMPLETED, "")),
        )
        runs = store.runs_of(batch.id)
        completed = [run for run in runs if run.status is Status.COMPLETED]
        counts = Counter(run.trial for run in completed)
        fault("trials that are missing", TRIALS - len(counts))
        fault("trials done twice", counts.total() - len(counts))
        failed = [run for run in runs if run.status is not Status.COMPLETED]
        fault("runs that failed for no want of room", sum(not _lacked_room(run) for run in failed))
        fault("acknowledged results that changed", witness.changed(runs))
        fault("runs with wrong values", sum(not _has_values(store, run) for run in completed))
        fault("outputs that lack what nobody told", sum(_lacks_output(store, r) for r in completed))
        fault("files of runs that are torn", sum(_is_torn(store, run) for run in completed))
        kept = {run.id: run.status for run in kept_runs(store.home)}
        fault(
            "folders that do not tell how their run ended",
            sum(kept.get(run.id) is not run.status for run in completed),
        )
        self.toll.saw("results", len(completed))
        self.toll.saw("times that a sweep went on", self._log.read_text().count("going on"))


def _wait_for(store: Store, batch: Batch) -> None:
    """Wait until the engine has something to lose."""
    deadline = time.monotonic() + _PATIENCE
    while not any(run.started for run in store.runs_of(batch.id)):
        if time.monotonic() > deadline:
            raise TimeoutError("no run has started")
        time.sleep(0.02)


def _lacked_room(run: Run) -> bool:
    return run.status is Status.ERROR and tells_of_no_room(run.reason)


def _printed(run: Run) -> list[tuple[int, float]]:
    x = float(str(run.flags["x"]))
    return [(step, x + step / 10) for step in range(STEPS)]


def _has_values(store: Store, run: Run) -> bool:
    return list(store.series(run, "loss")) == _printed(run)


def _lacks_output(store: Store, run: Run) -> bool:
    lines = [f"loss: {value} (step {step})\n" for step, value in _printed(run)]
    output = output_path(store.home.run_folder(run.id))
    # A device has no end.
    if output.is_file() and output.read_text() == "".join(lines):
        return False
    return "no room for all of its output" not in run.reason


def _is_torn(store: Store, run: Run) -> bool:
    return (store.home.run_folder(run.id) / "result.txt").stat().st_size != RESULT
