"""What an import may bring along: the parts that must be light stay light."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "guild_desktop"
QT = {"PySide6", "shiboken6", "pyqtgraph"}
SCIENCE = {"scipy", "sklearn", "skopt"}


def modules_after(statement: str) -> set[str]:
    """Run a statement in a fresh Python and give the top-level modules it has loaded then."""
    code = f"import json, sys\n{statement}\nprint(json.dumps(sorted(sys.modules)))"
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in json.loads(child.stdout.splitlines()[-1])}


def imports_of(source: str) -> set[str]:
    """Give the top-level modules that a file imports anywhere, relative ones as ``.``."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else (node.module or "").split(".")[0])
    return found


def test_that_the_package_itself_imports_nothing() -> None:
    before = modules_after("pass")
    assert modules_after("import guild_desktop") - before == {"guild_desktop"}


def every_module_of(layer: str) -> list[str]:
    """Name all modules of a layer, without what runs inside the user's Python only."""
    paths = sorted((PACKAGE / layer).rglob("*.py"))
    names = [".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in paths]
    return [name.removesuffix(".__init__") for name in names if ".bootstrap" not in name]


@pytest.mark.parametrize("layer", ["core", "flags", "scalars", "scripts", "settings", "store"])
def test_that_no_module_of_a_ground_layer_loads_qt_or_scipy(layer: str) -> None:
    assert not modules_after(f"import {', '.join(every_module_of(layer))}") & (QT | SCIENCE)


@pytest.mark.parametrize("module", ["engine.launch", "optimizers.registry"])
def test_that_what_the_window_asks_below_it_loads_neither_qt_nor_scipy(module: str) -> None:
    assert not modules_after(f"import guild_desktop.{module}") & (QT | SCIENCE)


def test_that_commands_never_load_qt() -> None:
    assert not modules_after(f"import {', '.join(every_module_of('cli'))}") & QT


@pytest.mark.parametrize("words", [["runs"], ["run", "train.py", "x=[1,2]", "--yes"]])
def test_that_a_list_of_runs_and_a_grid_need_no_numpy(
    words: list[str], home: Path, tmp_path: Path
) -> None:
    (tmp_path / "train.py").write_text("x = 0\n")
    program = [sys.executable, "-X", "importtime", "-m", "guild_desktop", *words]
    ran = subprocess.run(program, capture_output=True, text=True, check=True, cwd=tmp_path)
    loaded = {line.rpartition("|")[2].strip() for line in ran.stderr.splitlines()}
    assert "guild_desktop.store.store" in loaded
    assert "numpy" not in loaded


def test_that_the_window_reads_no_source_of_what_it_loads() -> None:
    code = (
        "import linecache\n"
        "from guild_desktop.gui.app import make_application\n"
        "application = make_application()\n"
        "linecache.clearcache()\n"
        "import guild_desktop.flags\n"
        "print(sorted(linecache.cache))"
    )
    program = [sys.executable, "-c", code]
    ran = subprocess.run(program, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_that_what_runs_inside_the_users_python_imports_the_standard_library_only() -> None:
    files = sorted((PACKAGE / "scripts" / "bootstrap").glob("*.py"))
    assert files
    allowed = sys.stdlib_module_names | {path.stem for path in files}
    foreign = {path.name: imports_of(path.read_text("utf-8")) - allowed for path in files}
    assert not {name: found for name, found in foreign.items() if found}
