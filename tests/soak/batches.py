"""What the soaks run, and the engines they run it with."""

from __future__ import annotations

import subprocess
import sys
from typing import IO, TYPE_CHECKING

from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.engine.own_command import own_command

if TYPE_CHECKING:
    from pathlib import Path

    from guild_desktop.core.batch import Batch
    from guild_desktop.store.home import Home


def script_operation(script: Path, default: float = 0) -> Operation:
    """A script with one flag, ``x``, which is a number and ``default`` unless told otherwise."""
    flags = (FlagInfo("x", default, "number"),)
    path, folder = str(script), str(script.parent)
    return Operation("script", path, script.name, sys.executable, folder, flags=flags)


def started_engine(home: Home, batch: Batch, log: IO[str] | None = None) -> subprocess.Popen[bytes]:
    """A new engine that serves ``batch`` in a session of its own;
    what it complains of goes to ``log`` or nowhere.
    """
    command = own_command("engine", "--home", str(home.path), batch.id)
    errors = subprocess.DEVNULL if log is None else log
    return subprocess.Popen(command, start_new_session=True, stderr=errors)
