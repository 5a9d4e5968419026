"""What a person chose last time, kept in one JSON file of the home."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import msgspec

from guild_desktop.core.batch import Objective, Option, StartMode
from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import WorkingFolder
from guild_desktop.settings.whole_file import write_whole

RECENT_SCRIPTS = 10
"""How many scripts the list of recent ones holds."""

REMEMBERED_SCRIPTS = 200
"""For how many scripts the last choices are kept; the longest unused one goes first."""


@dataclass(frozen=True, slots=True)
class ScriptMemory:
    """What was chosen for one script when it was last run.

    ``python`` is the interpreter's path, empty for the window's own choice. ``flags`` holds only
    expressions a person wrote, not defaults. ``optimizer``, ``objective`` and ``max_trials`` None mean that
    the window chooses, and so does ``defaults_first``. ``start_points`` are the flags of chosen runs as
    expressions, by the run's name.
    """

    python: str = ""
    flags: Mapping[str, str] = field(default_factory=dict)
    optimizer: str | None = None
    options: Mapping[str, Mapping[str, Option]] = field(default_factory=dict)
    objective: Objective | None = None
    max_trials: int | None = None
    workers: int = 1
    cwd: WorkingFolder = "run"
    patterns: tuple[str, ...] = ()
    start: StartMode = "cold"
    defaults_first: bool | None = None
    start_points: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class PanelMemory(Protocol):
    """Where the Run panel remembers; used on the GUI thread."""

    @property
    def recent_scripts(self) -> tuple[str, ...]:
        """Absolute paths, the last used one first."""

    def recall(self, script: str) -> ScriptMemory:
        """What was chosen for ``script``; plain defaults if nothing is known of it."""

    def remember(self, script: str, memory: ScriptMemory) -> None:
        """Keep the choices for ``script`` and put it first among the recent ones."""


@dataclass(frozen=True, slots=True)
class _Kept:
    recent: tuple[str, ...] = ()
    scripts: Mapping[str, ScriptMemory] = field(default_factory=dict)


class Preferences:
    """``PanelMemory`` over one JSON file; belongs to the window and lives on the GUI thread.

    The file is small and written whole beside itself, then put in its place, so that it is never half
    written. A damaged file counts as empty and is kept under the name ``….damaged``. A file that cannot be
    written is no reason to disturb anybody: the choices then last as long as the window.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = _read(path)

    @property
    def recent_scripts(self) -> tuple[str, ...]:
        """Absolute paths, the last used one first."""
        return self._kept.recent

    def recall(self, script: str) -> ScriptMemory:
        """What was chosen for ``script``; plain defaults if nothing is known of it."""
        return self._kept.scripts.get(script, ScriptMemory())

    def remember(self, script: str, memory: ScriptMemory) -> None:
        """Keep the choices for ``script`` and put it first among the recent ones."""
        before = self._kept
        recent = (script, *(other for other in before.recent if other != script))
        scripts = {name: kept for name, kept in before.scripts.items() if name != script}
        scripts[script] = memory
        while len(scripts) > REMEMBERED_SCRIPTS:
            del scripts[next(iter(scripts))]
        self._kept = _Kept(recent[:RECENT_SCRIPTS], scripts)
        if self._kept != before:
            _write(self._path, self._kept)


def _read(path: Path) -> _Kept:
    try:
        text = path.read_bytes()
    except OSError:
        return _Kept()
    try:
        return msgspec.json.decode(text, type=_Kept)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # It may hold years of choices and be one comma away from good.
        try:
            path.replace(path.with_name(f"{path.name}.damaged"))
        except OSError:
            return _Kept()
        return _Kept()


def _write(path: Path, kept: _Kept) -> None:
    text = msgspec.json.format(msgspec.json.encode(kept), indent=2)
    # Without its memory the window works as well.
    with contextlib.suppress(OSError, UserError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text)
