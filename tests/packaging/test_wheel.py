"""That what gets installed elsewhere is the whole program and nothing but the program."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as built:
        yield built


def test_that_every_module_and_resource_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    modules = {
        path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / "guild_desktop").rglob("*.py")
    }
    resources = {
        f"guild_desktop/{path.relative_to(CHECKOUT).as_posix()}"
        for path in (CHECKOUT / "resources").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert resources
    assert modules | resources | {"guild_desktop/py.typed"} <= set(wheel.namelist())


def test_that_the_wheel_puts_nothing_beside_the_package(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"guild_desktop"}


def test_that_the_wheel_names_its_version_command_and_licence(wheel: zipfile.ZipFile) -> None:
    from guild_desktop import __version__

    about = f"guild_desktop-{__version__}.dist-info"
    assert "guild-desktop = guild_desktop.__main__:main" in wheel.read(
        f"{about}/entry_points.txt"
    ).decode("utf-8")
    metadata = wheel.read(f"{about}/METADATA").decode("utf-8")
    assert "License-Expression: Apache-2.0" in metadata
    assert f"{about}/licenses/LICENSE" in wheel.namelist()
