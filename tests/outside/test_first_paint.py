"""What the window may have loaded when it is first seen."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import first_paint


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The top-level modules of a process whose window has just been painted."""
    home = tmp_path_factory.mktemp("first-paint") / "home"
    command = [sys.executable, str(Path(first_paint.__file__)), str(home)]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert shown.returncode == 0, shown.stderr
    return set(json.loads(shown.stdout))


@pytest.mark.parametrize("library", ["pyqtgraph", "scipy", "sklearn", "skopt"])
def test_that_the_window_is_seen_before_heavy_libraries_load(
    loaded: set[str], library: str
) -> None:
    assert library not in loaded


def test_that_it_was_our_window(loaded: set[str]) -> None:
    assert {"PySide6", "guild_desktop"} <= loaded
