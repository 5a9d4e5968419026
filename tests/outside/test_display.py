"""That a window which cannot open is a sentence that names what is at fault."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.outside.terminal import Terminal

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux is asked for a display by name"
)

NOBODYS = ":7077"
"""A display that no server answers for."""


def broken_library(folder: Path, name: str) -> str:
    """A folder in which the loader finds an unusable file before the true library."""
    folder.mkdir()
    (folder / name).touch()
    return os.pathsep.join([str(folder), os.environ.get("LD_LIBRARY_PATH", "")]).rstrip(os.pathsep)


@pytest.fixture
def desktop(terminal: Terminal) -> Terminal:
    """A terminal in which a display is named, so that Qt is asked to reach it."""
    terminal.variables.update(DISPLAY=NOBODYS, QT_QPA_PLATFORM="")
    return terminal


def test_that_a_library_missing_for_windows_is_named_with_its_package(
    desktop: Terminal, tmp_path: Path
) -> None:
    name = "libxcb-icccm.so.4"
    desktop.variables["LD_LIBRARY_PATH"] = broken_library(tmp_path / "broken", name)
    said = desktop.type()
    assert said.status == 2
    assert "Qt cannot open a window" in said.err
    assert name in said.err
    assert "libxcb-icccm4" in said.err


def test_that_a_library_missing_for_qt_itself_is_named_by_start_and_check(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.variables["LD_LIBRARY_PATH"] = broken_library(tmp_path / "broken", "libEGL.so.1")
    said = terminal.type("--demo")
    assert said.status == 2
    assert said.err.startswith("guild-desktop: Qt cannot open a window")
    assert "libegl1" in said.err
    checked = terminal.type("check", "--json")
    assert checked.status == 1
    window = next(part for part in checked.document["parts"] if part["name"] == "window")
    assert window["state"] == "failed"
    assert "libEGL.so.1" in window["told"]


def test_that_check_tries_the_display_that_is_named(desktop: Terminal) -> None:
    said = desktop.type("check", "--json")
    assert said.status == 1
    parts = {part["name"]: part for part in said.document["parts"]}
    assert parts["window"]["state"] == "works"
    assert parts["display"]["state"] == "failed"
    assert parts["display"]["told"]
