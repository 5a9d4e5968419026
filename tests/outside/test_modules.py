"""Running a module, in the project's folder or installed somewhere."""

from __future__ import annotations

from tests.outside.terminal import Terminal

ARGPARSE = """\
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--rate", type=float, default=0.1)
print("loss:", parser.parse_args().rate)
"""


def test_that_a_module_of_the_project_has_its_flags(terminal: Terminal) -> None:
    (terminal.folder / "package").mkdir()
    terminal.write("package/__init__.py", "print('loaded')")
    terminal.write("package/train.py", ARGPARSE)
    said = terminal.type("run", "--module", "package.train", "rate=[0.2, 0.3]", "-y")
    assert said.status == 0, said.err
    assert [run["scalars"]["loss"]["last"] for run in terminal.runs()] == [0.3, 0.2]
    said = terminal.type("run", "--module", "package.train", "rat=1", "-y")
    assert said.status == 2
    assert "rate" in said.err


def test_that_an_installed_module_gets_what_is_named_as_options(terminal: Terminal) -> None:
    said = terminal.type("run", "--module", "timeit", "number=[5, 6]", "-y")
    assert said.status == 0, said.err
    assert [run["flags"] for run in terminal.runs()] == [{"number": 6}, {"number": 5}]
    assert {run["status"] for run in terminal.runs()} == {"completed"}


def test_that_a_module_nobody_has_is_refused_before_anything_is_stored(terminal: Terminal) -> None:
    said = terminal.type("run", "--module", "nowhere.train", "x=1", "-y")
    assert said.status == 2
    assert "has no module nowhere.train." in said.err
    assert terminal.runs() == []
