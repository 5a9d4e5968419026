"""How many trials may run at once for want of open files, and how that is told."""

from __future__ import annotations

import os

from guild_desktop.engine.platform import most_open_files

_FOR_A_TRIAL = 16
"""Descriptors that must be free for another trial to start: its pipes, its output and what watches it, what
only starting it takes, and some for the store and for reading what trials have written.
"""


class OpenFiles:
    """Owned by the loop, on its thread.

    ``notice`` is what a person should know, once they did not suffice.
    """

    def __init__(self) -> None:
        self.notice = ""

    def suffice(self, running: int) -> bool:
        """Whether another trial may start beside so many."""
        if _are_free(_FOR_A_TRIAL):
            return True
        enough_for = "1 run" if running == 1 else f"{running or 'no'} runs"
        self.notice = (
            f"no more than {most_open_files()} files may be open here (ulimit -n), "
            f"enough for {enough_for} at once"
        )
        return False


def _are_free(number: int) -> bool:
    taken: list[int] = []
    try:
        while len(taken) < number:
            taken += os.pipe()
    except OSError:
        return False
    finally:
        for descriptor in taken:
            os.close(descriptor)
    return True
