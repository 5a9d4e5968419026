"""A terminal in a folder with two scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.outside.terminal import SLOW, TRAIN, Terminal


@pytest.fixture
def terminal(tmp_path: Path, home: Path) -> Terminal:
    folder = tmp_path / "project"
    folder.mkdir()
    terminal = Terminal(folder, home)
    terminal.write("train.py", TRAIN)
    terminal.write("slow.py", SLOW)
    return terminal
