"""That what Qt needs of the system is found, and else asked for exactly."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from guild_desktop.settings import system_libraries

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="other systems bring what Qt needs"
)


def _only_program(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make PATH a folder with nothing but a program of this name."""
    (folder / name).write_text("#!/bin/sh\n", "utf-8")
    (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_that_a_library_is_missing_when_it_cannot_be_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        system_libraries, "ALWAYS", {"libc.so.6": "libc6", "libnone.so.9": "libnone9"}
    )
    monkeypatch.setattr(system_libraries, "has_font", lambda folders: True)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert system_libraries.missing() == ["libnone.so.9"]


def test_that_more_is_needed_where_there_is_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    assert "libxcb-cursor.so.0" not in system_libraries.wanted()
    monkeypatch.setenv("DISPLAY", ":0")
    assert "libxcb-cursor.so.0" in system_libraries.wanted()


def test_that_a_font_counts_wherever_it_lies_below_a_font_folder(tmp_path: Path) -> None:
    folder = tmp_path / "truetype" / "calm"
    folder.mkdir(parents=True)
    (folder / "README").touch()
    assert not system_libraries.has_font([tmp_path])
    (folder / "Calm.TTF").touch()
    assert system_libraries.has_font([tmp_path / "absent", tmp_path])


def test_that_without_a_font_one_is_wanted_and_has_a_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system_libraries, "has_font", lambda folders: False)
    missing = system_libraries.missing()
    assert missing[-1] == "a font"
    assert system_libraries.debian_packages(missing)[-1] == "fonts-dejavu-core"


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
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    manager: str,
    line: str,
    root: bool,
    before: str,
) -> None:
    _only_program(manager, tmp_path, monkeypatch)
    monkeypatch.setattr(system_libraries, "is_root", lambda: root)
    assert system_libraries.advice(["libegl1", "libgl1"]).startswith(before + line)


def test_that_an_unknown_system_is_told_debians_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "libegl1, libgl1" in system_libraries.advice(["libegl1", "libgl1"])


def test_that_a_refusal_names_each_missing_library_and_the_line_that_installs_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = {"libc.so.6": "libc6", "libnone.so.9": "libnone9", "libless.so.1": "libless1"}
    monkeypatch.setattr(system_libraries, "ALWAYS", gone)
    monkeypatch.setattr(system_libraries, "has_font", lambda folders: False)
    monkeypatch.setattr(system_libraries, "is_root", lambda: False)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    _only_program("apt-get", tmp_path, monkeypatch)
    refusal = system_libraries.refusal_of_qt()
    assert refusal is not None
    assert "misses libnone.so.9 and libless.so.1." in refusal.message
    assert refusal.hint == "Install: sudo apt-get install -y libnone9 libless1"
    monkeypatch.setattr(system_libraries, "ALWAYS", {"libc.so.6": "libc6"})
    assert system_libraries.refusal_of_qt() is None
