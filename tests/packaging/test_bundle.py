"""What the packaged program holds, decided without building it."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import guild_desktop
from guild_desktop.optimizers.entry_points import ENTRY_POINTS
from tests.packaging.conftest import script

CHECKOUT = Path(__file__).parents[2]
SPEC = CHECKOUT / "packaging" / "guild-desktop.spec"

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages are Linux's")


class Analysis:
    """Stands for PyInstaller's: takes what the recipe asks for and has found nothing."""

    def __init__(self, scripts: list[str], **asked: Any) -> None:
        self.asked = {"scripts": scripts, **asked}
        self.binaries: list[tuple[str, str, str]] = []
        self.datas: list[tuple[str, str, str]] = []
        self.pure = self.scripts = object()


@pytest.fixture
def contents() -> ModuleType:
    return script("bundle_contents")


@pytest.fixture
def recipe(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The recipe's names after it was evaluated."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    collected: list[str] = []
    names: dict[str, Any] = {
        "SPECPATH": str(SPEC.parent),
        "Analysis": Analysis,
        "PYZ": lambda *parts: parts,
        "EXE": lambda *parts, **options: options,
        "COLLECT": lambda *parts, name, **options: collected.append(name),
        "collected": collected,
    }
    exec(compile(SPEC.read_text("utf-8"), str(SPEC), "exec"), names)
    return names


def test_that_the_recipe_collects_one_folder_from_the_programs_start(
    recipe: dict[str, Any],
) -> None:
    assert recipe["collected"] == ["guild-desktop"]
    assert recipe["program"]["exclude_binaries"] is True
    [start] = recipe["analysis"].asked["scripts"]
    assert Path(start) == CHECKOUT / "guild_desktop" / "__main__.py"


def test_that_every_module_is_collected_even_if_only_a_computed_name_imports_it(
    recipe: dict[str, Any],
) -> None:
    asked = set(recipe["analysis"].asked["hiddenimports"])
    assert {"guild_desktop.cli.check", "guild_desktop.optimizers.gp", "guild_desktop.gui"} <= asked
    assert not any("bootstrap" in name for name in asked)


def test_that_what_the_users_python_runs_is_put_there_as_files(recipe: dict[str, Any]) -> None:
    datas = recipe["analysis"].asked["datas"]
    folder = "guild_desktop/scripts/bootstrap"
    put = {Path(source).name for source, target in datas if target == folder}
    assert put == {path.name for path in (CHECKOUT / folder).glob("*.py")}
    assert "launch.py" in put


def test_that_the_bundle_knows_its_own_entry_points(
    recipe: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    datas = recipe["analysis"].asked["datas"]
    [folder] = {Path(source).parent for source, target in datas if target.endswith(".dist-info")}
    [found] = metadata.Distribution.discover(name="guild-desktop", path=[str(folder.parent)])
    assert found.version == guild_desktop.__version__
    [tpe] = found.entry_points
    assert (tpe.group, tpe.name) == (ENTRY_POINTS, "tpe")
    monkeypatch.syspath_prepend(CHECKOUT)
    assert tpe.load().info.name == "tpe"


def test_that_every_resource_is_put_where_the_program_looks_for_it(
    recipe: dict[str, Any],
) -> None:
    put = {f"{target}/{Path(source).name}" for source, target in recipe["analysis"].asked["datas"]}
    wanted = {
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / "resources").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted
    assert wanted <= put


def test_that_numpy_f2py_stays_because_scipy_imports_it(contents: ModuleType) -> None:
    assert not any(name.startswith("numpy") for name in contents.EXCLUDED_MODULES)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("numpy/f2py/__init__.py", True),
        ("sklearn/tests/data.csv", False),
        ("libstdc++.so.6", False),
        ("resources/sample/train.py", True),
    ],
)
def test_that_only_plugins_and_data_the_program_uses_are_kept(
    contents: ModuleType, name: str, wanted: bool
) -> None:
    assert bool(contents.pruned([(name, "/nowhere", "DATA")])) is wanted


def test_that_a_library_stays_only_if_something_that_stays_needs_it(
    contents: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = {
        "/q/libqxcb.so": ["libxcb-cursor.so.0"],
        "/q/libxcb-cursor.so.0": ["libxcb-image.so.0", "libc.so.6"],
        "/q/libqgtk3.so": ["libgtk-3.so.0"],
    }
    monkeypatch.setattr(contents, "needed_by", lambda file: needs.get(str(file), []))
    found = [
        (name, f"/q/{Path(name).name}", "BINARY")
        for name in (
            "PySide6/Qt/plugins/platforms/libqxcb.so",
            "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
            "libxcb-cursor.so.0",
            "libxcb-image.so.0",
            "libgtk-3.so.0",
            "libpython3.11.so.1.0",
        )
    ]
    kept = {Path(name).name for name, _, _ in contents.pruned(found)}
    assert kept == {"libqxcb.so", "libxcb-cursor.so.0", "libxcb-image.so.0", "libpython3.11.so.1.0"}


@linux
def test_that_a_missing_tool_is_a_sentence_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, program: Any
) -> None:
    program("strip", "exit 0")
    freeze = script("freeze")
    with pytest.raises(freeze.Trouble) as trouble:
        freeze.check_tools({"strip": "binutils", "objdump": "binutils", "dpkg-deb": "dpkg"})
    assert str(trouble.value) == (
        "objdump, dpkg-deb cannot be found, without which no package can be built. "
        "On Debian install it with: apt-get install binutils dpkg"
    )


@linux
def test_that_libraries_whose_makers_moved_parts_are_not_stripped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze = script("freeze")
    stripped: list[str] = []
    monkeypatch.setattr(freeze, "_run", lambda words, _: stripped.append(Path(words[-1]).name))
    for name in ("guild-desktop", "_internal/numpy.libs/libblas.so", "_internal/numpy/core.so"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x7fELF")
    (tmp_path / "_internal" / "notes.txt").write_text("no library")
    freeze.strip(tmp_path)
    assert stripped == ["core.so"]


def test_that_the_recipe_is_python_that_the_formatter_leaves_alone() -> None:
    command = [sys.executable, "-m", "ruff", "format", "--check", "--stdin-filename", "recipe.py"]
    done = subprocess.run(command, input=SPEC.read_bytes(), cwd=CHECKOUT, capture_output=True)
    assert done.returncode == 0
