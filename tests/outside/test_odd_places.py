"""That a home and a project may lie anywhere, and that a home nobody may write to is told plainly."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from guild_desktop.store.home import cannot_write
from tests.outside.terminal import TRAIN, Terminal

NAMES = [
    "with space",
    "naïve ünïcode 漢字 🙂",
    "100%?#&;",
    'quote\'s "double"',
    "-leading-dash",
    "new\nline",
    ":memory: x",
    "file:uri?mode=ro",
    "x" * 200,
]


@pytest.mark.parametrize("name", NAMES)
def test_that_a_home_and_a_project_may_be_called_anything(tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    project = place / "project"
    project.mkdir(parents=True)
    terminal = Terminal(project, place / "home")
    terminal.write("train.py", TRAIN)
    said = terminal.type("run", "train.py", "x=[1,2]", "-y")
    assert said.status == 0, said
    assert len(terminal.rows()) == 3, "two runs and their batch"
    assert (place / "home" / "store.db").is_file()


def test_that_a_folder_whose_name_is_no_text_is_told_and_left_alone(tmp_path: Path) -> None:
    place = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe"))
    place.mkdir()
    terminal = Terminal(tmp_path, tmp_path / "home")
    said = terminal.type("runs", "--home", str(place / "home"))
    assert said.status == 2
    assert "no UTF-8" in said.err
    assert not list(place.iterdir())


def test_that_a_home_that_cannot_be_written_is_a_sentence(terminal: Terminal) -> None:
    assert terminal.run("train.py").status == 0
    # Root may write everywhere but here.
    said = terminal.type("runs", "--home", "/proc/guild-desktop")
    assert said.status == 2
    assert "/proc/guild-desktop cannot be used" in said.err


def test_that_a_home_on_a_disk_that_can_only_be_read_is_not_said_to_lack_permissions() -> None:
    error = cannot_write(Path("/media/home"), read_only=True)
    assert "on a disk that can only be read" in str(error)
    assert "permissions" not in str(error)
    assert "permissions" in str(cannot_write(Path("/media/home"), read_only=False))
