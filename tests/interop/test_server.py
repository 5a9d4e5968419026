"""Which Python starts TensorBoard."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from collections.abc import Iterator
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
    with pytest.raises(UserError, match=f"{without} -m pip install tensorboard"):
        python_with_tensorboard([missing, "", without])
    with pytest.raises(UserError, match="in the Python of your script: python3 -m pip install"):
        python_with_tensorboard([missing, ""])


def test_that_one_python_is_asked_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    asked = tmp_path / "asked"
    first = tmp_path / "first"
    first.write_text(f"#!/bin/sh\ntouch '{asked}'\n")
    first.chmod(0o755)

    def pythons() -> Iterator[str]:
        yield str(first)
        # Whoever waits for this may have enough by now.
        assert asked.exists()

    with pytest.raises(UserError):
        python_with_tensorboard(pythons())


def test_that_a_missing_tensorboard_is_told_with_the_lines_for_this_very_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "my tools" / "python"
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError) as told:
        python_with_tensorboard([])
    by_pip = f"Type: '{python}' -m pip install tensorboard"
    assert told.value.hint == by_pip
    (tmp_path / "uv").write_text("#!/bin/sh\n")
    (tmp_path / "uv").chmod(0o755)
    with pytest.raises(UserError) as told:
        python_with_tensorboard([])
    by_uv = f"uv pip install --python '{python}' tensorboard"
    assert told.value.hint == f"{by_pip}, or: {by_uv}"


def test_that_a_python_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    python = tmp_path / "python"
    with pytest.raises(UserError, match="cannot be started with"):
        TensorBoard(str(python), tmp_path / "log", tmp_path / "words")
