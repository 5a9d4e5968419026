"""Real scripts, run as real trials by real interpreters."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from uuid import uuid4

import pytest

from guild_desktop.core.operation import Operation
from guild_desktop.core.values import Value
from guild_desktop.engine.guard_process import GuardProcess
from guild_desktop.engine.trial_spec import TrialSpec
from guild_desktop.engine.warm_server import WarmServer
from guild_desktop.scripts.command_line import TrialCommand, child_environment, trial_command
from guild_desktop.scripts.detect import detect_flags
from guild_desktop.scripts.environment import server_environment
from guild_desktop.scripts.interpreters import find_interpreters
from guild_desktop.scripts.preload import Preload, preload_of, server_command
from guild_desktop.scripts.snapshot import populate_run_folder, take_snapshot


def _pythons() -> dict[str, str]:
    """An interpreter for each version from 3.8 on that this machine has, at least the running one."""
    found = {"{}.{}".format(*sys.version_info): sys.executable}
    for interpreter in find_interpreters(None):
        parts = interpreter.version.split(".")
        if len(parts) == 3 and (int(parts[0]), int(parts[1])) >= (3, 8):
            found.setdefault(".".join(parts[:2]), interpreter.path)
    return found


# Asked for here, because during a test the user's home is another one.
PYTHONS = _pythons()


@pytest.fixture(params=sorted(PYTHONS, key=lambda version: [int(p) for p in version.split(".")]))
def python(request: pytest.FixtureRequest) -> str:
    """Each interpreter of this machine in turn."""
    return PYTHONS[request.param]


@dataclass(frozen=True)
class Ended:
    """A trial that has ended."""

    returncode: int
    stdout: str
    stderr: str
    folder: Path


class Project:
    """A person's project folder; its scripts can be run by hand and as trials."""

    def __init__(self, folder: Path, place: Path, start: str = "cold") -> None:
        self.folder = folder
        self._start = start
        self._place = place
        self._count = 0
        # An engine's tests end what bears their run's id, so nobody else may have the same.
        self.run_id = uuid4().hex
        folder.mkdir()

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).lstrip().encode())
        return path

    def operation(self, **changes: object) -> Operation:
        """The operation of `train.py`, flags as detected."""
        script = self.folder / "train.py"
        given: dict[str, object] = {
            "kind": "script",
            "target": str(script),
            "name": script.name,
            "python": sys.executable,
            "project": str(self.folder),
        }
        given |= changes
        if "flags" not in changes and given["kind"] == "script":
            given["flags"] = detect_flags(Path(str(given["target"]))).flags
        return Operation(**given)

    def trial(
        self,
        values: Mapping[str, Value] | None = None,
        meanwhile: Callable[[], object] = lambda: None,
        environment: Mapping[str, str] | None = None,
        **changes: object,
    ) -> Ended:
        """Take a snapshot, let something happen `meanwhile`, and run one trial to its end."""
        self._count += 1
        operation = self.operation(**changes)
        snapshot = take_snapshot(operation, self._place / f"snapshot-{self._count}")
        meanwhile()
        folder = self._place / f"run-{self._count}"
        folder.mkdir()
        populate_run_folder(snapshot.folder, folder)
        command = trial_command(operation, values or {}, folder, snapshot.folder)
        variables = child_environment(self.run_id, folder, "b1", 7) | dict(environment or {})
        if self._start == "warm":
            preload = preload_of(operation, snapshot.folder)
            if isinstance(preload, str):
                # What keeps an engine from starting it warm need not keep us.
                preload = Preload(
                    server_command(operation, snapshot.folder), (), str(folder), folder
                )
            return self._forked(preload, command, variables, folder)
        ended = subprocess.run(
            command.argv,
            cwd=command.cwd,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
        )
        return Ended(
            ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"), folder
        )

    def _forked(
        self, preload: Preload, command: TrialCommand, variables: dict[str, str], folder: Path
    ) -> Ended:
        """Let a warm server fork the trial, and wait for its end."""
        spec = TrialSpec(
            self.run_id, command.argv, command.cwd, variables, folder / "output", None, 1.0
        )
        guard = GuardProcess(folder, 0.5)
        server = WarmServer(preload, server_environment(variables), guard)
        try:
            select.select([server.descriptor], [], [], 60)
            server.look()
            with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
                pid = server.fork(spec, out.fileno(), err.fileno())
                handle = os.pidfd_open(pid)
                assert select.select([handle], [], [], 60)[0]
                os.close(handle)
                status = server.bury(pid)
                printed = [file.seek(0) or file.read().decode("utf-8") for file in (out, err)]
        finally:
            server.close()
            guard.close()
        return Ended(status, *printed, folder)

    def by_hand(self, python: str = sys.executable, *arguments: str) -> Ended:
        """Run `python train.py` in the project's own folder."""
        ended = subprocess.run(
            [python, str(self.folder / "train.py"), *arguments],
            cwd=self.folder,
            env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
        )
        return Ended(
            ended.returncode,
            ended.stdout.decode("utf-8"),
            ended.stderr.decode("utf-8"),
            self.folder,
        )


@pytest.fixture
def start() -> str:
    """How trials start; modules whose promises hold for warm trials too try both."""
    return "cold"


@pytest.fixture
def project(tmp_path: Path, start: str) -> Project:
    return Project(tmp_path / "project", tmp_path, start)
