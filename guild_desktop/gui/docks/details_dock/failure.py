"""What went wrong in a run, in few words, out of its status and the end of its output."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication

from guild_desktop.core.run import Run, Status
from guild_desktop.gui.format import number

_TRACEBACK = "Traceback (most recent call last)"
_PLACE = re.compile(r'\s*File "(?P<file>.+)", line (?P<line>[0-9]+)(?:, in (?P<function>.+))?')


@dataclass(frozen=True, slots=True)
class Failure:
    """``error`` is the line that names the exception, ``place`` where it was raised (may be empty)."""

    error: str
    place: str


def find_failure(lines: Sequence[str]) -> Failure | None:
    """The last exception that Python told of in ``lines``; None if it told of none."""
    start = None
    for at, line in enumerate(lines):
        # Syntax errors come with their place but without the heading.
        if line.startswith(_TRACEBACK) or (start is None and _PLACE.match(line)):
            start = at
    if start is None:
        return None
    place = ""
    for line in lines[start:]:
        match = _PLACE.match(line)
        if match is not None:
            place = _told(match)
        elif line and not line[0].isspace() and not line.startswith(_TRACEBACK):
            return Failure(line, place)
    return None


def _told(match: re.Match[str]) -> str:
    file, line = PurePath(match["file"]).name, match["line"]
    return QCoreApplication.translate("details", "{0}, line {1}").format(file, line)


def ending(run: Run) -> str:
    """Why a run no longer runs, beyond its state and the error it told of:
    reason, exit status, what was to come.
    """
    parts = [run.reason] if run.reason and run.status is not Status.ERROR else []
    if run.exit_status and run.status in {Status.ERROR, Status.TERMINATED}:
        parts.append(exit_text(run.exit_status))
    words = QCoreApplication.translate("details", "it would probably have ended with {0} {1}")
    parts += [words.format(name, number(value)) for name, value in run.foreseen.items()]
    return " · ".join(parts)


def exit_text(code: int) -> str:
    """An exit status in words; negative ones are signals and have names."""
    translate = QCoreApplication.translate
    if code >= 0:
        return translate("details", "exit status {0}").format(code)
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    if name == "SIGKILL":
        return translate("details", "killed by {0}, perhaps for want of memory").format(name)
    return translate("details", "ended by {0}").format(name)
