"""What is wrong with a Python is one plain sentence with a hint, and nothing half done."""

from __future__ import annotations

import sys

import pytest

from tests.outside.refusals import assert_refused
from tests.outside.terminal import Terminal


def test_that_an_interpreter_that_is_gone_is_refused_before_anything_is_stored(
    terminal: Terminal,
) -> None:
    gone = terminal.folder / "env" / "bin" / "python"
    for words in (["train.py"], ["train.py", "x=[1,2]"], ["train.py", "x=[0.0:1.0]", "-o", "gp"]):
        said = terminal.type("run", *words, "--python", str(gone), "-y")
        assert_refused(said, str(gone), "--python")
    assert terminal.rows() == []


@pytest.mark.parametrize("lines", ["", "echo $*", "echo 3.7.9", "exit 3"])
def test_that_a_program_that_is_no_python_of_today_is_refused_before_anything_is_stored(
    terminal: Terminal, lines: str
) -> None:
    program = terminal.write("python", f"#!/bin/sh\n{lines}\n")
    program.chmod(0o755)
    for words in (["train.py"], ["train.py", "x=[1,2]", "--stage"]):
        said = terminal.type("run", *words, "--python", str(program), "-y")
        assert_refused(said, str(program), "Python", "--python")
    assert terminal.rows() == []


def test_that_a_batch_whose_interpreter_is_no_python_any_more_is_not_continued(
    terminal: Terminal,
) -> None:
    python = terminal.folder / "python"
    python.symlink_to(sys.executable)
    words = ("x=[1,2]", "--python", str(python), "--stage", "-y")
    assert terminal.type("run", "train.py", *words).status == 0
    python.unlink()
    python.symlink_to("/bin/true")
    (batch,) = terminal.batches()
    assert_refused(terminal.type("run", "--restart", batch["id"], "-y"), str(python), "--python")
    assert terminal.batches() == [batch]


def test_that_a_batch_whose_interpreter_is_gone_goes_on_with_another(terminal: Terminal) -> None:
    python = terminal.folder / "python-of-old"
    python.symlink_to(sys.executable)
    words = ("x=[0.0:1.0]", "-m", "2", "--python", str(python), "-y")
    assert terminal.type("run", "train.py", *words).status == 0
    python.unlink()
    (batch,) = terminal.batches()
    again = ("run", "--restart", batch["id"], "-m", "1", "-y")
    assert_refused(terminal.type(*again), str(python))
    said = terminal.type(*again, "--python", sys.executable)
    assert said.status == 0, said.err
    assert terminal.batches()[0]["trials"] == 3


@pytest.mark.parametrize("flag", ["x=[1,2,3,4]", "x=1"])
def test_that_a_default_python_which_is_none_is_suspected_when_all_fails(
    terminal: Terminal, flag: str
) -> None:
    folder = terminal.folder / "bin"
    folder.mkdir()
    broken = folder / "python3"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    terminal.variables.update(PATH=str(folder), VIRTUAL_ENV="", CONDA_PREFIX="")
    said = terminal.type("run", "train.py", flag, "-y")
    assert said.status == 1
    assert f"exit status 1 ({broken} is no working Python 3)" in said.err


def test_that_missing_imports_stop_the_batch_and_are_told_once(terminal: Terminal) -> None:
    terminal.write("deep.py", "import no_such_library\nx = 1\nprint('loss: 1')\n")
    said = terminal.run("deep.py", "x=[1,2,3,4,5]")
    assert said.status == 1
    assert said.err.count("no_such_library") == 1
    assert "Traceback" not in said.err
    assert [run["status"] for run in terminal.runs()] == [
        *["terminated"] * 2,
        *["error"] * 3,
    ]
