"""What a Debian package asks of the system, and what desktops are told about the program."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

from guild_desktop import __version__
from guild_desktop.gui.app import DESKTOP_ID
from tests.packaging.conftest import script

CHECKOUT = Path(__file__).parents[2]
DESKTOP = CHECKOUT / "packaging" / "desktop"
DUMP = """
Dynamic Section:
  NEEDED               libc.so.6
  NEEDED               libGL.so.1
  SONAME               libours.so

Version References:
  required from libc.so.6:
    0x06969185 0x00 54 GLIBC_2.25
    0x069691b3 0x00 46 GLIBC_2.34
"""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages are Linux's")


@pytest.fixture
def needs() -> ModuleType:
    return script("deb_dependencies")


def test_that_libraries_and_versions_of_symbols_are_read_from_a_dump(needs: ModuleType) -> None:
    assert needs.needs_in(DUMP) == {"libc.so.6": {"GLIBC_2.25", "GLIBC_2.34"}, "libGL.so.1": set()}


def test_that_the_version_of_a_package_follows_from_the_highest_symbol(
    needs: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "libc6:amd64.symbols").write_text(
        "libm.so.6 libc6 #MINVER#\n GLIBC_2.34@GLIBC_2.34 9.9\n"
        "libc.so.6 libc6 #MINVER#\n| libc6 (>> 2.36)\n"
        " GLIBC_2.4@GLIBC_2.4 2.4\n GLIBC_2.34@GLIBC_2.34 2.34\n GLIBC_2.36@GLIBC_2.36 2.36\n"
    )
    monkeypatch.setattr(needs, "SYMBOLS", tmp_path)
    versions = {"GLIBC_2.4", "GLIBC_2.34"}
    assert needs.least_version("libc.so.6", "libc6", versions) == "2.34"
    assert needs.least_version("libGL.so.1", "libgl1", {"ANY"}) == ""


def test_that_a_library_inside_the_bundle_is_no_dependency(
    needs: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("libGL.so.1", "program"):
        (tmp_path / name).write_bytes(b"\x7fELF")
    monkeypatch.setattr(needs, "dump_of", lambda path: DUMP)
    assert set(needs.outside_needs(tmp_path)) == {"libc.so.6"}


def test_that_a_library_no_package_brings_is_a_sentence(needs: ModuleType) -> None:
    if shutil.which("dpkg") is None:
        pytest.skip("no dpkg here")
    with pytest.raises(needs.Trouble, match=r"brings libnowhere\.so\.7.*apt-file search"):
        needs.package_of("libnowhere.so.7")


def test_that_a_font_is_among_the_dependencies(needs: ModuleType, tmp_path: Path) -> None:
    assert needs.dependencies(tmp_path) == [needs.FONTS]


def test_that_every_document_for_desktops_bears_the_name_of_the_windows() -> None:
    assert {path.name for path in DESKTOP.iterdir()} == {
        f"{DESKTOP_ID}.desktop",
        f"{DESKTOP_ID}.metainfo.xml",
    }
    entry = (DESKTOP / f"{DESKTOP_ID}.desktop").read_text("utf-8")
    assert f"Icon={DESKTOP_ID}\n" in entry
    component = ET.parse(DESKTOP / f"{DESKTOP_ID}.metainfo.xml").getroot()
    assert component.findtext("id") == DESKTOP_ID
    assert component.findtext("launchable") == f"{DESKTOP_ID}.desktop"
    assert script("build_deb").ID == DESKTOP_ID


def test_that_the_newest_release_told_to_desktops_is_this_one() -> None:
    component = ET.parse(DESKTOP / f"{DESKTOP_ID}.metainfo.xml").getroot()
    release = component.find("releases/release")
    assert release is not None
    assert release.get("version") == __version__ == script("build_deb").program_version()


def test_that_the_entry_names_the_class_that_the_windows_have() -> None:
    entry = (DESKTOP / f"{DESKTOP_ID}.desktop").read_text("utf-8")
    source = (CHECKOUT / "guild_desktop" / "gui" / "app.py").read_text("utf-8")
    match = re.search(r"^StartupWMClass=(.+)$", entry, re.MULTILINE)
    assert match is not None
    assert f'QApplication(["{match[1]}"])' in source


@pytest.mark.parametrize(
    "words",
    [
        ["desktop-file-validate", f"{DESKTOP_ID}.desktop"],
        ["appstreamcli", "validate", "--no-net", f"{DESKTOP_ID}.metainfo.xml"],
    ],
    ids=lambda words: words[0],
)
def test_that_desktops_own_validators_find_nothing_wrong(words: list[str]) -> None:
    if shutil.which(words[0]) is None:
        pytest.skip(f"no {words[0]} here; .ci/run looks for it too")
    done = subprocess.run(words, cwd=DESKTOP, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "hint" not in done.stdout


def test_that_the_icon_is_drawn_in_every_size(tmp_path: Path, qapp: object) -> None:
    icons = script("icons")
    icons.draw(tmp_path, "name")
    for size in icons.SIZES:
        png = (tmp_path / f"{size}x{size}" / "apps" / "name.png").read_bytes()
        assert struct.unpack(">2I", png[16:24]) == (size, size)
        assert len(png) > 200
    assert (tmp_path / "scalable" / "apps" / "name.svg").is_file()


def test_that_a_dumped_screen_becomes_the_picture_it_shows(tmp_path: Path, qapp: object) -> None:
    from PySide6.QtGui import QImage

    screen = script("screen")
    header = [0] * 25
    header[0], header[4], header[5], header[12], header[19] = 108, 2, 2, 12, 1
    # A name and one colour come before the pixels; a row has four bytes too many.
    row = bytes([0, 0, 255, 0, 0, 255, 0, 0]) + b"\xff" * 4
    dump = struct.pack(">25I", *header) + b"display\0" + bytes(12) + row + bytes(12)
    (tmp_path / "screen.xwd").write_bytes(dump)
    picture = screen.read_screen(tmp_path / "screen.xwd")
    assert screen.colours_of(picture) == 3
    screen.write_png(picture, tmp_path / "screen.png")
    image = QImage(str(tmp_path / "screen.png"))
    assert [image.pixelColor(*at).name() for at in ((0, 0), (1, 0), (0, 1))] == [
        "#ff0000",
        "#00ff00",
        "#000000",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\n",
        "deb http://mirror.example/debian bookworm main\n",
        "deb [signed-by=/usr/share/keyrings/a.gpg] http://mirror.example/debian bookworm main\n",
    ],
)
def test_that_the_proof_takes_debian_from_where_this_system_does(line: str) -> None:
    assert script("proof_root").mirror_in(line) == "http://mirror.example/debian"


def test_that_the_proof_says_that_only_root_may_do_it(monkeypatch: pytest.MonkeyPatch) -> None:
    proof_root = script("proof_root")
    monkeypatch.setattr(proof_root, "check_tools", lambda tools: None)
    monkeypatch.setattr(proof_root.os, "geteuid", lambda: 1000)
    with pytest.raises(proof_root.Trouble, match="Start it with sudo"):
        proof_root.Root("http://mirror.example/debian", "bookworm")


def test_that_the_proof_fails_if_a_scripts_python_saw_anything_of_the_bundle(
    tmp_path: Path,
) -> None:
    prove_deb = script("prove_deb")
    environ, maps = tmp_path / "environ.spied", tmp_path / "maps.spied"
    clean = "HOME=/home/pat\0LD_LIBRARY_PATH=/opt/mine\0"
    environ.write_text(clean)
    maps.write_text("7f00 r-xp /usr/bin/python3.11\n")
    prove_deb._expect_clean(environ)
    prove_deb._expect_systems_python(environ)
    maps.write_text("/usr/bin/python3.11\n/usr/lib/guild-desktop/_internal/libsqlite3.so.0\n")
    with pytest.raises(prove_deb.Trouble, match="loaded files of the bundle"):
        prove_deb._expect_systems_python(environ)
    environ.write_text(f"{clean}QT_PLUGIN_PATH=/usr/lib/guild-desktop/_internal/PySide6\0")
    with pytest.raises(prove_deb.Trouble, match="QT_PLUGIN_PATH"):
        prove_deb._expect_clean(environ)
