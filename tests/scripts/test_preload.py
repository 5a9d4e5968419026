"""What a warm server is told to import ahead, without anything having run."""

from __future__ import annotations

from pathlib import Path

from guild_desktop.scripts.preload import Preload, preload_of
from guild_desktop.scripts.snapshot import take_snapshot
from tests.scripts.conftest import Project


def preload(project: Project, tmp_path: Path, **changes: object) -> Preload | str:
    operation = project.operation(**changes)
    return preload_of(operation, take_snapshot(operation, tmp_path / "source").folder)


def names(project: Project, tmp_path: Path, **changes: object) -> list[str]:
    found = preload(project, tmp_path, **changes)
    assert isinstance(found, Preload)
    return sorted(found.names)


def test_that_imports_and_what_is_looked_up_in_them_is_named(project, tmp_path):
    project.write(
        "train.py",
        """
        import os.path
        import numpy as np
        from scipy import stats
        from json import *
        x = 1
        def draw():
            return np.random.normal(), stats.norm.rvs()
        """,
    )
    looked_up = ["scipy:stats", "scipy:stats.norm", "scipy:stats.norm.rvs"]
    modules = ["json", "numpy", "numpy:random", "numpy:random.normal", "os.path"]
    assert names(project, tmp_path) == [*modules, *looked_up]


def test_that_imports_that_may_never_run_are_not_named(project, tmp_path):
    project.write(
        "train.py",
        """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            import decimal
        try:
            import json
        except ImportError:
            import tomllib
        def late():
            import csv
        x = 1
        """,
    )
    assert names(project, tmp_path) == ["json", "typing:TYPE_CHECKING"]


def test_that_the_project_s_own_modules_are_read_and_not_named(project, tmp_path):
    project.write("model.py", "import json\nfrom parts import layer\n")
    project.write("parts/__init__.py", "from . import other\n")
    project.write("parts/layer.py", "import csv\nfrom .deep import thing\n")
    project.write("parts/deep.py", "import decimal\nthing = 1\n")
    project.write("parts/other.py", "import fractions\n")
    project.write("train.py", "import model\nx = 1\n")
    assert names(project, tmp_path) == ["csv", "decimal", "fractions", "json"]


def test_that_a_module_s_relative_imports_are_followed(project, tmp_path):
    project.write("package/__init__.py", "")
    project.write("package/helper.py", "import csv\n")
    project.write("package/train.py", "from .helper import csv\nx = 1\n")
    found = names(project, tmp_path, kind="module", target="package.train", flags=())
    assert found == ["csv"]


def test_that_a_module_without_a_file_in_the_project_is_refused(project, tmp_path):
    why = preload(project, tmp_path, kind="module", target="this")
    assert why == "the source of this is not in its folder"


def test_that_a_project_s_module_may_not_change_variables_either(project, tmp_path):
    project.write("setup_env.py", "import os\nos.environ.setdefault('A', '1')\n")
    project.write("train.py", "import setup_env\nx = 1\n")
    why = preload(project, tmp_path)
    assert why == "setup_env.py changes environment variables, which imports may look at"
