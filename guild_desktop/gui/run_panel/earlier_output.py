"""What the newest earlier run of the open script has printed, for patterns to be tried on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from guild_desktop.core.run import Status


@dataclass(frozen=True, slots=True)
class EarlierOutput:
    """Where a run's output lies, with its short id, its flags' names and its status when we were told."""

    run: str
    path: Path
    flags: tuple[str, ...]
    status: Status
