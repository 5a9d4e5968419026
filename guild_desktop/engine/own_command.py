"""How the program starts another process of itself; the only place that knows."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from guild_desktop.core.errors import UserError
from guild_desktop.scripts.environment import THREAD_LIMITS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def own_command(verb: str, *arguments: str) -> list[str]:
    """The words that start this program with a verb, mostly a hidden one."""
    if getattr(sys, "frozen", False):
        return [sys.executable, verb, *arguments]
    # -P: a file of the current folder must never stand in for a module of ours.
    return [sys.executable, "-P", "-m", "guild_desktop", verb, *arguments]


def start_detached(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Start a process that outlives this one and shares no pipe or terminal with it.

    ``UserError`` if its log cannot be written.
    """
    try:
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise UserError(
            f"The log {log} cannot be written: {error.strerror or error}.",
            "Make room there, or change the permissions of its folder.",
        ) from error
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=descriptor,
            stderr=descriptor,
            cwd=log.parent,
            **_own_session(),
        )
    finally:
        os.close(descriptor)


def start_helper(
    command: list[str], folder: Path, variables: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a process that speaks with this one over its standard input and output;
    ``variables`` come on top.

    Its linear algebra gets one thread: more would take the processors from the trials.
    """
    single = dict.fromkeys(THREAD_LIMITS, "1")
    return subprocess.Popen(
        command,
        env={**os.environ, **single, **(variables or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=folder,
        bufsize=0,
        **_own_session(),
    )


def _own_session() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
