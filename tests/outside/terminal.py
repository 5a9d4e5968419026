"""The program as a person at a terminal has it: words in, text and an exit status out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TRAIN = '''"""A noisy function of one variable; the least loss is near x = -0.3."""
import math
import os
import random

x = 0.1
noise = 0.1

random.seed(os.environ["GUILD_RANDOM_SEED"])
loss = math.sin(5 * x) * (1 - math.tanh(x**2)) + random.gauss(0, 1) * noise
print(f"loss: {loss:f}")
'''

SLOW = "import time\nx = 1\nprint('loss: 1.0', flush=True)\ntime.sleep(60)\n"

PROGRAM = (sys.executable, "-m", "guild_desktop")
_PATIENCE = 60.0


@dataclass(frozen=True)
class Said:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Terminal:
    """A terminal in the project's folder, without a display unless one is named;
    its home comes from the environment.
    """

    folder: Path
    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    program = PROGRAM

    @property
    def environment(self) -> dict[str, str]:
        displays = ("DISPLAY", "WAYLAND_DISPLAY")
        ours = {name: os.environ[name] for name in os.environ if name not in displays}
        return {**ours, "GUILD_DESKTOP_HOME": str(self.home), **self.variables}

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def type(self, *words: str, answer: str = "") -> Said:
        """Type a command and wait for its end."""
        done = subprocess.run(
            [*PROGRAM, *words],
            cwd=self.folder,
            env=self.environment,
            input=answer,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def run(self, *words: str) -> Said:
        """Run something without being asked."""
        return self.type("run", *words, "--python", sys.executable, "-y")

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """Something that runs on while other commands are typed."""
        child = subprocess.Popen(
            [*PROGRAM, "run", *words, "--python", sys.executable, "-y"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            yield child
        finally:
            child.kill()
            child.communicate()

    def rows(self, *words: str) -> list[dict[str, Any]]:
        """Everything there is, newest first."""
        said = self.type("runs", "-a", "--json", *words)
        assert said.status == 0, said.err
        rows: list[dict[str, Any]] = said.document
        return rows

    def runs(self) -> list[dict[str, Any]]:
        return [row for row in self.rows() if "trials" not in row]

    def batches(self) -> list[dict[str, Any]]:
        return [row for row in self.rows() if "trials" in row]


def wait_until(condition: Callable[[], object], what: str, patience: float = 30.0) -> None:
    """Look again and again until it is so; fail when it takes too long."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come about"
        time.sleep(0.02)
