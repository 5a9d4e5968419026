"""TensorBoard as a process: which Python has it, its start, its address, its end."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from guild_desktop.core.errors import UserError
from guild_desktop.scripts.interpreter_check import check_interpreter

_MODULE = "tensorboard.main"
"""Asked for by what is started of it: a mere folder of the package's name would be found too."""

_PATIENCE = 60.0
"""Seconds until TensorBoard must have told its address; mostly it takes three."""

_GRACE = 5.0
"""Seconds to end in, of which it ends itself after the first two."""

_ADDRESS = re.compile(r"TensorBoard \S+ at (http://\S+)")

_TEMPORARY = "GUILD_TEMPORARY_LOG_FOLDER"

# Runs inside a Python that may be the user's, from 3.8 on. Its input ends with whoever started it,
# however that ended; then nothing of it shall stay.
_GUARDED = f"""
import os, runpy, shutil, signal, sys, threading, time

temporary = os.environ.pop("{_TEMPORARY}", "")

def end_with_input():
    while os.read(0, 4096):
        pass
    if temporary:
        shutil.rmtree(temporary, ignore_errors=True)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(2)
    os.killpg(os.getpgrp(), signal.SIGKILL)

sys.path = [folder for folder in sys.path if folder]
threading.Thread(target=end_with_input, daemon=True).start()
runpy.run_module("{_MODULE}", run_name="__main__", alter_sys=True)
"""


def python_with_tensorboard(pythons: Iterable[str]) -> str:
    """The Python that can start TensorBoard: our own, or else the first of ``pythons`` that has it.

    Each of these is started and asked, when it is its turn, which takes up to ten seconds; ``pythons`` may
    end early then. ``UserError`` if none has it.
    """
    frozen = getattr(sys, "frozen", False)
    if not frozen and _is_here():
        return sys.executable
    working = [] if frozen else [sys.executable]
    asked: set[str] = {""}
    for python in pythons:
        if python in asked:
            continue
        asked.add(python)
        check = check_interpreter(python, [_MODULE])
        if check.problem:
            continue
        if not check.missing:
            return python
        working.append(python)
    raise UserError(
        "TensorBoard is not installed, neither here nor in the Python of these runs.",
        _how_to_install(working[0] if working else ""),
    )


def _how_to_install(python: str) -> str:
    """The line to type for a Python; for none, which is only so in a package, what to do first."""
    if not python:
        return "Install it in the Python of your script: python3 -m pip install tensorboard"
    named = shlex.quote(python)
    by_uv = f", or: uv pip install --python {named} tensorboard" if shutil.which("uv") else ""
    # Without a full stop, which would be copied with the line.
    return f"Type: {named} -m pip install tensorboard{by_uv}"


def _is_here() -> bool:
    try:
        return find_spec(_MODULE) is not None
    except ImportError:
        return False


class TensorBoard:
    """A TensorBoard that shows a log folder on a free port of this machine; for one thread.

    It is started at once and ends with ``close``, or when this process ends in whatever way. What it
    says goes to the file ``words``, which stays only if it ended by itself. ``UserError`` if
    ``python`` cannot be started. A ``temporary`` folder goes with it, also if this process was killed.
    """

    def __init__(self, python: str, folder: Path, words: Path, *, temporary: bool = False) -> None:
        self.address = ""
        """Empty until it is known."""
        self._words = words
        self._deadline = time.monotonic() + _PATIENCE
        options = ("--logdir", str(folder), "--host", "127.0.0.1", "--port", "0")
        try:
            output = words.open("wb")
        except OSError as error:
            raise UserError(
                f"What TensorBoard says cannot be written to {words}: {error.strerror or error}.",
                "Change the permissions of that folder, or make room there.",
            ) from error
        try:
            with output:
                self._process = subprocess.Popen(
                    [python, "-c", _GUARDED, *options, "--reload_interval", "2"],
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=output,
                    cwd=words.parent,
                    env={
                        **os.environ,
                        "PYTHONUNBUFFERED": "1",
                        _TEMPORARY: str(folder) if temporary else "",
                    },
                    start_new_session=True,
                )
        except OSError as error:
            raise UserError(
                f"TensorBoard cannot be started with {python}: {error.strerror or error}.",
                "Choose another Python for the script, or install TensorBoard here.",
            ) from error

    def look(self) -> str:
        """Its address, empty until it is known; ``UserError`` if it has ended or takes too long."""
        status = self._process.poll()
        if status is not None:
            raise UserError(
                f"TensorBoard has ended: {self._reason(status)}",
                f"All it said is in {self._words}.",
            )
        if not self.address:
            found = _ADDRESS.search(self._said())
            if found is not None:
                self.address = found[1]
            elif time.monotonic() > self._deadline:
                raise UserError(
                    f"TensorBoard did not start within {_PATIENCE:g} seconds.",
                    f"Try again when this machine is less busy. All it said is in {self._words}.",
                )
        return self.address

    def close(self) -> None:
        """End it and wait for that; harmless when it has ended."""
        ended_itself = self._process.poll() is not None
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if not ended_itself:
            self._words.unlink(missing_ok=True)

    def _said(self) -> str:
        return self._words.read_text("utf-8", "replace")

    def _reason(self, status: int) -> str:
        """The last that it said, or how it ended if it had nothing to say after its
        address; a sentence's end.
        """
        lines = [line.strip() for line in self._said().splitlines() if line.strip()]
        if lines and not _ADDRESS.search(lines[-1]):
            return lines[-1][:300].rstrip(".") + "."
        if status < 0:
            return f"it was ended by {signal.Signals(-status).name}."
        return f"exit status {status}."
