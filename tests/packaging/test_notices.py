"""The licences of what a package holds are packed with it, every one of them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.conftest import script


@pytest.fixture
def notices() -> ModuleType:
    return script("notices")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "thing-1.2.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Name: thing\nVersion: 1.2\n")
    return folder


def test_that_licences_of_the_same_name_are_all_kept(
    notices: ModuleType, package: Path, tmp_path: Path
) -> None:
    for name in ("LICENSE.txt", "licenses/part/LICENSE.txt", "licenses/part/dragon4_LICENSE.txt"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(name)
    said = notices._python_package("thing", package, tmp_path / "licences")
    kept = {str(path.relative_to(tmp_path)) for path in (tmp_path / "licences").rglob("*.txt")}
    assert kept == {
        "licences/LICENSE.txt",
        "licences/licenses/part/LICENSE.txt",
        "licences/licenses/part/dragon4_LICENSE.txt",
    }
    assert said.startswith("thing, version 1.2\n")
    assert "Licence: licences/thing\n" in said


def test_that_qt_names_where_debian_has_its_licence(
    notices: ModuleType, package: Path, tmp_path: Path
) -> None:
    said = notices._python_package("shiboken6", package, tmp_path / "licences")
    assert "/usr/share/common-licenses/LGPL-3" in said


def test_that_a_package_without_a_licence_stops_the_build(
    notices: ModuleType, package: Path, tmp_path: Path
) -> None:
    with pytest.raises(notices.Trouble, match="thing brings no licence"):
        notices._python_package("thing", package, tmp_path / "licences")
