"""Which Python starts TensorBoard."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.interop.tensorboard.server import TensorBoard, python_with_tensorboard


def make_environment(folder: Path) -> str:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return str(folder / "bin" / "python")


def test_that_our_own_tensorboard_is_taken_first(tmp_path: Path) -> None:
    assert python_with_tensorboard([str(tmp_path / "python")]) == sys.executable


def test_that_a_packaged_program_asks_the_pythons_of_the_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    without = make_environment(tmp_path / "without")
    with_it = make_environment(tmp_path / "with")
    (site,) = (tmp_path / "with").glob("lib/python3*/site-packages")
    (site / "ours.pth").write_text(sysconfig.get_path("purelib"))
    missing = str(tmp_path / "missing")
    assert python_with_tensorboard([missing, "", without, with_it]) == with_it
    with pytest.raises(UserError, match="pip install tensorboard with the Python of your script"):
        python_with_tensorboard([missing, "", without])


def test_that_a_python_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    python = tmp_path / "python"
    with pytest.raises(UserError, match="cannot be started with"):
        TensorBoard(str(python), tmp_path / "log", tmp_path / "words")
