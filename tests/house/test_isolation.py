"""That tests cannot reach what belongs to the person who runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from PySide6.QtCore import QSettings, QStandardPaths


def test_that_the_home_of_a_test_lies_in_its_own_place(home: Path, own_place: Path) -> None:
    assert os.environ["GUILD_DESKTOP_HOME"] == str(home)
    assert home.is_relative_to(own_place)
    assert not home.exists()


def test_that_user_folders_lie_in_the_place_of_the_test(own_place: Path) -> None:
    assert Path.home().is_relative_to(own_place)
    assert platformdirs.user_data_path("guild-desktop").is_relative_to(own_place)
    assert platformdirs.user_log_path("guild-desktop").is_relative_to(own_place)


def test_that_children_inherit_the_place_of_the_test(own_place: Path) -> None:
    code = "import pathlib; print(pathlib.Path.home())"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert Path(child.stdout.strip()).is_relative_to(own_place)


@pytest.mark.parametrize("turn", ["first", "second"])
def test_that_settings_written_by_one_test_are_unknown_to_the_next(
    own_place: Path, turn: str
) -> None:
    settings = QSettings("guild-desktop", "isolation")
    assert not settings.contains("seen")
    settings.setValue("seen", turn)
    settings.sync()
    assert Path(settings.fileName()).is_relative_to(own_place)
    assert Path(settings.fileName()).exists()


def test_that_qt_keeps_its_own_files_in_the_place_of_the_test(own_place: Path) -> None:
    where = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    assert Path(where).is_relative_to(own_place)
