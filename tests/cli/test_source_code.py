"""`run --test-sourcecode`: what of the project runs would see."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from guild_desktop.cli.app import main


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "train.py").write_text("x = 0.1\nnoise = 0.1\nprint('loss: 1')\n")
    monkeypatch.chdir(folder)
    return folder


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main("run", ["run", *words, "--python", sys.executable])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_that_what_runs_would_see_is_shown_with_the_rules_and_nothing_is_run(
    project: Path, capsys, home: Path
) -> None:
    (project / "data").mkdir()
    (project / ".git").mkdir()
    (project / "large.bin").write_bytes(b"l" * (1 << 20) + b"l")
    status, out, err = run(capsys, "train.py", "x=[1,2]", "--test-sourcecode")
    assert (status, err) == (0, "")
    head, _, *rows = out.splitlines()
    assert head.startswith(f"{project}: ")
    assert " 2 linked, 1 left out; source " in head
    assert [re.split("  +", row) for row in rows] == [
        ["train.py", "a copy, 37 bytes"],
        ["data", "a link", "a folder"],
        ["large.bin", "a link", "larger than 1 MiB"],
        [".git", "nothing", "version control"],
    ]
    assert not home.exists()


def test_that_the_source_that_was_shown_is_the_one_that_runs(project: Path, capsys) -> None:
    _, out, _ = run(capsys, "train.py", "--test-sourcecode", "--json")
    shown = json.loads(out)
    assert shown["cwd"] == "run"
    assert "train.py" in [each["name"] for each in shown["copied"]]
    _, out, _ = run(capsys, "train.py", "-y", "--json")
    assert json.loads(out)["source_hash"] == shown["source_hash"]


def test_that_nothing_is_copied_for_runs_in_the_project_s_folder(project: Path, capsys) -> None:
    status, out, _ = run(capsys, "train.py", "--cwd", "project", "--test-sourcecode")
    assert status == 0
    assert f"runs in {project}, where nothing is copied" in out
