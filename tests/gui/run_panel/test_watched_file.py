"""That a change of the script is noticed however its editor writes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from guild_desktop.gui.run_panel.watched_file import WatchedFile


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "train.py"
    path.write_text("x = 1\n", encoding="utf-8")
    return path


@pytest.fixture
def watched(qtbot: QtBot, script: Path) -> WatchedFile:
    watched = WatchedFile()
    watched.watch(script)
    return watched


def test_that_writing_into_the_file_is_noticed(
    qtbot: QtBot, watched: WatchedFile, script: Path
) -> None:
    with qtbot.waitSignal(watched.changed):
        script.write_text("x = 22\n", encoding="utf-8")


def test_that_replacing_the_file_is_noticed_every_time(
    qtbot: QtBot, watched: WatchedFile, script: Path
) -> None:
    for number in range(3):
        fresh = script.with_name("fresh")
        fresh.write_text(f"x = {10**number}\n", encoding="utf-8")
        with qtbot.waitSignal(watched.changed):
            fresh.replace(script)


def test_that_a_file_that_comes_back_is_noticed(
    qtbot: QtBot, watched: WatchedFile, script: Path
) -> None:
    with qtbot.waitSignal(watched.changed):
        script.unlink()
    with qtbot.waitSignal(watched.changed):
        script.write_text("x = 3\n", encoding="utf-8")


def test_that_only_the_last_watched_file_counts(
    qtbot: QtBot, watched: WatchedFile, script: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.py"
    other.write_text("y = 1\n", encoding="utf-8")
    watched.watch(other)
    told: list[str] = []
    watched.changed.connect(lambda: told.append("changed"))
    script.write_text("x = 4444\n", encoding="utf-8")
    with qtbot.waitSignal(watched.changed):
        other.write_text("y = 22\n", encoding="utf-8")
    assert told == ["changed"]
