"""That what Qt needs of the system is found, installed where we may, and else asked for exactly."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Program = Callable[[str, str], Path]

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems bring what Qt needs"
)


def test_that_a_library_is_missing_when_it_cannot_be_loaded(
    qt_system: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qt_system, "ALWAYS", {"libc.so.6": "libc6", "libnone.so.9": "libnone9"})
    monkeypatch.setattr(qt_system, "has_font", lambda folders: True)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert qt_system.missing() == ["libnone.so.9"]


def test_that_more_is_needed_where_there_is_a_display(
    qt_system: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    assert "libxcb-cursor.so.0" not in qt_system.wanted()
    monkeypatch.setenv("DISPLAY", ":0")
    assert "libxcb-cursor.so.0" in qt_system.wanted()


def test_that_a_font_counts_wherever_it_lies_below_a_font_folder(
    qt_system: ModuleType, tmp_path: Path
) -> None:
    folder = tmp_path / "truetype" / "calm"
    folder.mkdir(parents=True)
    (folder / "README").touch()
    assert not qt_system.has_font([tmp_path])
    (folder / "Calm.TTF").touch()
    assert qt_system.has_font([tmp_path / "absent", tmp_path])


def test_that_without_a_font_one_is_wanted_and_has_a_package(
    qt_system: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qt_system, "has_font", lambda folders: False)
    missing = qt_system.missing()
    assert missing[-1] == "a font"
    assert qt_system.debian_packages(missing)[-1] == "fonts-dejavu-core"


@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("apt-get", "apt-get install -y libegl1 libgl1"),
        ("dnf", "dnf install mesa-libGL "),
        ("pacman", "pacman -S --needed libglvnd "),
        ("zypper", "zypper install libGL1 "),
        ("apk", "apk add mesa-gl "),
    ],
)
@pytest.mark.parametrize(("root", "before"), [(True, ""), (False, "sudo ")])
def test_that_the_line_to_run_is_that_of_this_systems_package_tool(
    qt_system: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    program: Program,
    manager: str,
    line: str,
    root: bool,
    before: str,
) -> None:
    program(manager, "exit 0")
    monkeypatch.setattr(qt_system, "is_root", lambda: root)
    assert qt_system.advice(["libegl1", "libgl1"]).startswith(before + line)


def test_that_an_unknown_system_is_told_debians_names(
    qt_system: ModuleType, program: Program
) -> None:
    assert "libegl1, libgl1" in qt_system.advice(["libegl1", "libgl1"])


def test_that_a_person_who_is_not_root_is_told_and_nothing_is_installed(
    qt_system: ModuleType, monkeypatch: pytest.MonkeyPatch, program: Program, tmp_path: Path
) -> None:
    program("apt-get", f"touch {tmp_path / 'called'}")
    monkeypatch.setattr(qt_system, "is_root", lambda: False)
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
