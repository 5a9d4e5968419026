"""Real scripts, run as real trials by real interpreters."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from uuid import uuid4

import pytest

from guild_desktop.core.operation import Operation
from guild_desktop.core.values import Value
from guild_desktop.scripts.command_line import child_environment, trial_command
from guild_desktop.scripts.detect import detect_flags
from guild_desktop.scripts.interpreters import find_interpreters
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

    def __init__(self, folder: Path, place: Path) -> None:
        self.folder = folder
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
        ended = subprocess.run(
            command.argv,
            cwd=command.cwd,
            env=child_environment(self.run_id, folder, "b1", 7) | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
        )
        return Ended(
            ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"), folder
        )

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
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project", tmp_path)
