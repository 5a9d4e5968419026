"""That an installation can be proved by one command, and that it tells what does not work."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from guild_desktop.cli import installation
from tests.outside.terminal import Terminal

PARTS = ["program", "Python", "SQLite", "numpy", "scipy", "sklearn", "skopt", "peewee", "regex"]
USED = ["resources", "entry points", "store", "optimizer", "analysis"]
USED += ["Python of scripts", "run", "window"]


def test_that_check_uses_every_part_and_leaves_the_users_home_alone(terminal: Terminal) -> None:
    said = terminal.type("--check", "--json")
    assert said.status == 0, said
    assert said.document["works"] is True
    assert [part["name"] for part in said.document["parts"]] == PARTS + USED
    assert {part["state"] for part in said.document["parts"]} == {"works"}
    assert not terminal.home.exists()


def test_that_a_user_without_python_is_told_and_all_else_is_still_used(
    terminal: Terminal, tmp_path: Path
) -> None:
    broken = tmp_path / "bin" / "python3"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    terminal.variables["PATH"] = str(broken.parent)
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        terminal.variables[variable] = ""
    said = terminal.type("check")
    assert said.status == 0, said
    lines = said.out.splitlines()
    assert f"missing Python of scripts  {broken} is no working Python 3." in said.out
    assert not any(line.split()[1] == "run" for line in lines[:-1])
    assert lines[-2].startswith("works   window")
    assert lines[-1] == "Everything else works; Python of scripts: see above."


def test_that_a_part_that_is_broken_is_one_line_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(installation, "resource", Path("/nowhere").joinpath)
    found = {one.name: one for one in installation.findings() if one.state == "failed"}
    assert "resources" in found
    for finding in found.values():
        assert finding.told.endswith(".")
        assert finding.hint.endswith(".")


def test_that_a_system_without_a_temporary_folder_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    last = list(installation.findings())[-1]
    assert (last.name, last.state) == ("temporary folder", "failed")
    assert "TMPDIR" in last.hint


@pytest.mark.parametrize("words", [["check", "train.py"], ["train.py", "--check"]])
def test_that_check_takes_no_script(terminal: Terminal, words: list[str]) -> None:
    said = terminal.type(*words)
    assert said.status == 2
    assert "train.py" in said.err
