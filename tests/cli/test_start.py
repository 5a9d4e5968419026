"""What commands may load: those typed most often start without the libraries of the others."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"numpy", "scipy", "sklearn", "skopt", "pyqtgraph", "PySide6"}


def loaded_by(folder: Path, *words: str) -> set[str]:
    """Run a command and give the top-level modules it has loaded at its end."""
    code = (
        "import json, sys\n"
        "from guild_desktop.cli.app import main\n"
        f"assert main({words[0]!r}, {list(words)!r}) == 0\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "train.py").write_text("x = 1\nprint(f'loss: {x}')\n")
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ["runs"],
        ["runs", "-a"],
        ["runs", "-Sc", "-Fl", "a", "-Ft", "b", "-Fm", "-Fo", "train.py"],
        ["flags", "train.py"],
        ["run", "train.py", "x=[1,2]", "--print-trials"],
        ["run", "train.py", "-y"],
        ["run", "train.py", "x=[1,2]", "-y"],
    ],
    ids=" ".join,
)
def test_that_lists_and_listed_trials_need_no_numpy(folder: Path, words: list[str]) -> None:
    assert not loaded_by(folder, *words) & HEAVY


def test_that_random_search_needs_numpy_and_no_more(folder: Path) -> None:
    words = ("run", "train.py", "x=[0.0:1.0]", "-m", "2", "-y")
    assert loaded_by(folder, *words) & HEAVY == {"numpy"}
