"""What it takes to start one trial, and what its output comes by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Stream = Literal["stdout", "stderr"]


@dataclass(frozen=True, slots=True)
class TrialSpec:
    """Everything needed to start one trial; ``timeout`` and ``grace`` are in seconds."""

    run_id: str
    argv: tuple[str, ...]
    cwd: Path
    environment: Mapping[str, str]
    output: Path
    timeout: float | None
    grace: float
