"""Finds the process of a detached engine, for when the store cannot carry a word to it."""

from __future__ import annotations

from contextlib import suppress

from guild_desktop.store.home import Home
from guild_desktop.store.lock import is_locked


def terminate_engine(home: Home, batch_id: str) -> bool:
    """Ask a batch's detached engine by a signal to stop; whether one was found.

    It is known by its command line, which ends with the batch's id, while it holds the batch's lock. An
    engine that is a command in a terminal has no such line: there is Ctrl+C.
    """
    if not is_locked(home.engine_lock(batch_id)):
        return False
    import psutil  # takes long, and is needed on a full disk alone

    found = False
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if words[-1:] == [batch_id] and "engine" in words:
            with suppress(psutil.Error):
                process.terminate()
                found = True
    return found
