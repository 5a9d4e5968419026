"""That what Qt needs of the system is installed where we may, and else asked for exactly."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from guild_desktop.settings import system_libraries

Program = Callable[[str, str], Path]

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems bring what Qt needs"
)


def test_that_a_person_who_is_not_root_is_told_and_nothing_is_installed(
    qt_system: ModuleType, monkeypatch: pytest.MonkeyPatch, program: Program, tmp_path: Path
) -> None:
    program("apt-get", f"touch {tmp_path / 'called'}")
    for module in (qt_system, system_libraries):
        monkeypatch.setattr(module, "is_root", lambda: False)
    monkeypatch.setattr(qt_system, "missing", lambda: ["libEGL.so.1"])
    with pytest.raises(qt_system.Trouble) as trouble:
        qt_system.prepare(lambda _: None)
    assert "sudo apt-get install -y libegl1" in str(trouble.value)
    assert not (tmp_path / "called").exists()


def test_that_lists_of_packages_are_fetched_when_installing_fails_without_them(
    qt_system: ModuleType, monkeypatch: pytest.MonkeyPatch, program: Program, tmp_path: Path
) -> None:
    calls = tmp_path / "calls"
    lists = tmp_path / "lists"
    program(
        "apt-get",
        f'echo "$1 $DEBIAN_FRONTEND" >> {calls}\n'
        f'if [ "$1" = update ]; then : > {lists}; else [ -e {lists} ]; fi',
    )
    monkeypatch.setattr(qt_system, "is_root", lambda: True)
    monkeypatch.setattr(qt_system, "missing", lambda: ["libEGL.so.1"])
    said: list[str] = []
    qt_system.prepare(said.append)
    words = calls.read_text("utf-8").split()
    assert words[::2] == ["install", "update", "install"]
    assert set(words[1::2]) == {"noninteractive"}
    assert said == ["Installing libegl1 with apt-get"]


def test_that_packages_which_cannot_be_installed_are_asked_for(
    qt_system: ModuleType, monkeypatch: pytest.MonkeyPatch, program: Program
) -> None:
    program("apt-get", "exit 100")
    monkeypatch.setattr(qt_system, "is_root", lambda: True)
    with pytest.raises(qt_system.Trouble, match=r"apt-get install -y python3\.\d+-venv"):
        qt_system.install_venv_module(lambda _: None)
