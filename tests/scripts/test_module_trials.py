"""That a trial of a module is what `python -m package.train` would be."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.parametrize("start", ["cold", "warm"])


def test_that_a_module_runs_with_its_relative_imports(project, python):
    project.write("package/__init__.py", "")
    project.write("package/base.py", "base = 100\n")
    script = project.write(
        "package/train.py",
        """
        import sys
        from .base import base
        x = 1
        print(base + x, __package__, __spec__.name, __name__, __file__, sys.argv)
        """,
    )
    ended = project.trial({"x": 5}, kind="module", target="package.train", python=python)
    assert ended.stdout == (f"105 package package.train __main__ {script} {[str(script)]}\n")


def test_that_a_package_with_a_main_module_runs(project):
    project.write("package/__init__.py", "")
    project.write("package/__main__.py", "x = 1\nprint(x, __spec__.name, __package__)\n")
    ended = project.trial({"x": 5}, kind="module", target="package")
    assert ended.stdout == "5 package.__main__ package\n"


def test_that_a_module_that_is_not_there_is_named(project):
    ended = project.trial(kind="module", target="package.nothing")
    assert ended.returncode == 1
    assert ended.stderr.endswith("No module named package.nothing\n")
    assert "Traceback" not in ended.stderr


def test_that_an_installed_module_runs(project):
    ended = project.trial(kind="module", target="this")
    assert "Beautiful is better than ugly." in ended.stdout
