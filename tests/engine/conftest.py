"""Scripts to run as batches, an open store, and ways to wait for what an engine does."""

from __future__ import annotations

import sys
import time
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from guild_desktop.core.batch import Batch, Limits, Objective, Option
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.batch_runner import BatchRunner
from guild_desktop.engine.launch import store_batch
from guild_desktop.engine.observer import SilentObserver
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store

PARABOLA = "x = 0.5\nprint(f'loss: {(x - 0.25) ** 2}')\n"


@dataclass(frozen=True)
class Bench:
    """Makes batches of small scripts and runs them in this process."""

    store: Store
    folder: Path

    def operation(self, code: str, **flags: object) -> Operation:
        script = self.folder / "train.py"
        script.write_text(code)
        infos = tuple(FlagInfo(name, default) for name, default in (flags or {"x": 0.5}).items())  # type: ignore[arg-type]
        return Operation(
            "script", str(script), script.name, sys.executable, str(self.folder), flags=infos
        )

    def batch(
        self,
        code: str,
        expressions: dict[str, str],
        optimizer: str | None = None,
        objective: Objective | None = None,
        options: dict[str, Option] | None = None,
        **limits: object,
    ) -> Batch:
        request = BatchRequest(
            self.operation(code),
            expressions,
            optimizer=optimizer,
            options=options or {},
            objective=objective or Objective(),
            limits=Limits(**{"grace": 0.5, **limits}),  # type: ignore[arg-type]
            seed=1,
            defaults_first=False,
        )
        return store_batch(self.store, plan_batch(request))

    def run(self, batch: Batch) -> Batch:
        return BatchRunner(self.store.home, batch.id, SilentObserver()).run()

    def runs(self, batch: Batch) -> tuple[Run, ...]:
        return self.store.runs_of(batch.id)

    def statuses(self, batch: Batch) -> list[Status]:
        return [run.status for run in self.runs(batch)]


@pytest.fixture
def bench(home: Path, tmp_path: Path) -> Iterator[Bench]:
    folder = tmp_path / "project"
    folder.mkdir()
    with Store(open_home(home)).opened() as store:
        yield Bench(store, folder)


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A Python of its own, and its folder for libraries, so that a test can install what it needs."""
    folder = tmp_path_factory.mktemp("python")
    venv.create(folder, with_pip=False)
    version = "python{}.{}".format(*sys.version_info)
    return folder / "bin" / "python", folder / "lib" / version / "site-packages"


def wait_until(condition: Callable[[], object], limit: float = 30.0) -> None:
    """Look again and again until a condition holds; fail if it never does."""
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"


def engine_of(batch: Batch) -> psutil.Process:
    """The detached engine's process, found by its command line."""
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
        except psutil.Error:
            continue
        if "engine" in words and batch.id in words:
            return process
    raise LookupError(batch.id)
