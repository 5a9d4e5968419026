"""`run --start`, and what is said of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from guild_desktop.cli.app import main


@pytest.fixture
def script(home: Path, tmp_path: Path) -> str:
    file = tmp_path / "train.py"
    file.write_text("import os\nos.environ['A'] = '1'\nx = 0\nprint('loss: 1')\n")
    return str(file)


def test_that_run_and_info_say_why_a_sweep_did_not_start_warm(
    script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["run", script, "x=[1,2]", "--start", "warm", "--python", sys.executable, "-y"]
    assert main("run", words) == 0
    printed = capsys.readouterr()
    why = "runs started cold because train.py changes environment variables"
    assert "2 of 2 trials completed" in printed.out
    assert why in printed.err
    batch = printed.out.splitlines()[-1].split()[1].rstrip(":")
    assert main("info", ["info", batch]) == 0
    told = capsys.readouterr().out
    assert "start: warm\n" in told
    assert f"status: completed ({why}" in told


def test_that_another_start_is_not_understood(
    script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("run", ["run", script, "--start", "hot", "-y"]) == 2
    assert "--start" in capsys.readouterr().err


def test_that_a_single_run_is_cold_and_says_nothing_of_it(
    script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["run", script, "x=1", "--start", "warm", "--python", sys.executable, "-y"]
    assert main("run", words) == 0
    assert capsys.readouterr().err == ""
