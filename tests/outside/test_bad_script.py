"""What is wrong with a script is one plain sentence with a hint, before it runs and when it has run."""

from __future__ import annotations

import shlex
import subprocess

import pytest

from tests.outside.refusals import assert_refused
from tests.outside.terminal import Said, Terminal


def test_that_a_missing_script_is_named(terminal: Terminal) -> None:
    assert_refused(terminal.run("missing.py"), "missing.py", "Check its name")
    assert terminal.rows() == []


def test_that_a_folder_is_no_script(terminal: Terminal) -> None:
    (terminal.folder / "src").mkdir()
    assert_refused(terminal.run("src"), "is a folder")
    assert terminal.rows() == []


def test_that_an_empty_python_is_refused(terminal: Terminal) -> None:
    said = terminal.run("train.py", "--python", "")
    assert_refused(said, "Argument --python: it is empty; name something, or leave the option out.")
    assert terminal.rows() == []


def test_that_a_text_is_no_script(terminal: Terminal) -> None:
    terminal.write("notes.txt", "Dear diary, today I trained a model.\n")
    assert_refused(terminal.run("notes.txt"), "notes.txt is not Python")
    assert terminal.rows() == []


def test_that_binary_data_is_no_script(terminal: Terminal) -> None:
    (terminal.folder / "model.bin").write_bytes(bytes(range(256)))
    assert_refused(terminal.run("model.bin"), "model.bin is not Python")


def test_that_a_syntax_error_is_shown_with_its_line(terminal: Terminal) -> None:
    terminal.write("slip.py", "x = 1\nloss = = x\n")
    said = terminal.run("slip.py")
    sentence, *quoted = said.err.splitlines()
    assert_refused(Said(said.status, said.out, sentence), "slip.py", "line 2")
    assert quoted == ["    loss = = x"]
    assert terminal.rows() == []


@pytest.mark.parametrize("verb", ["flags", "run"])
def test_that_every_command_refuses_a_missing_script_alike(terminal: Terminal, verb: str) -> None:
    assert_refused(terminal.type(verb, "missing.py"), "There is no script", "missing.py")


def test_that_a_script_without_flags_runs_but_takes_no_expression(terminal: Terminal) -> None:
    terminal.write("plain.py", "print('loss: 1')\n")
    assert_refused(terminal.run("plain.py", "x=[1,2]"), "plain.py has no flags", "x")
    assert terminal.rows() == []
    assert terminal.run("plain.py").status == 0


def test_that_only_a_script_with_computed_options_takes_flags_it_does_not_name(
    terminal: Terminal,
) -> None:
    text = (
        "import argparse\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.add_argument('--lr', type=float, default=0.1)\n"
        "{}"
        "parser.parse_args()\n"
    )
    terminal.write("plain.py", text.format(""))
    assert_refused(terminal.run("plain.py", "lrr=1"), "no flag `lrr`", "lr")
    terminal.write(
        "computed.py", text.format("for name in 'xy':\n    parser.add_argument('--' + name * 2)\n")
    )
    assert terminal.run("computed.py", "xx=1").status == 0
    assert terminal.rows()[0]["flags"]["xx"] == 1


def test_that_nothing_to_run_is_said(terminal: Terminal) -> None:
    assert_refused(terminal.type("run", "-y"), "Say what to run")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("", "empty"),
        ("echo 'loss: {x}", "split into words"),
        ("no-such-program {x}", "no program no-such-program"),
    ],
)
def test_that_a_command_that_no_trial_could_start_is_refused(
    terminal: Terminal, template: str, said: str
) -> None:
    assert_refused(terminal.type("run", "--command", template, "x=1", "-y"), said)
    assert terminal.rows() == []


def test_that_a_slip_in_a_command_is_told_with_the_nearest(terminal: Terminal) -> None:
    assert_refused(terminal.type("comapre"), "comapre", "Did you mean compare?")
    assert_refused(terminal.type("frobnicate"), "frobnicate", "--help")


def test_that_a_folder_that_is_gone_is_told(terminal: Terminal) -> None:
    command = f"rmdir ../gone && {shlex.join(terminal.program)} run train.py -y"
    gone = terminal.folder / "gone"
    gone.mkdir()
    done = subprocess.run(
        ["sh", "-c", command], cwd=gone, env=terminal.environment, capture_output=True, text=True
    )
    assert_refused(Said(done.returncode, done.stdout, done.stderr), "is gone")


def test_that_an_objective_that_is_never_printed_is_told(terminal: Terminal) -> None:
    terminal.write("silent.py", "x = 1\nprint('hello')\n")
    said = terminal.run("silent.py", "x=[1,2]")
    assert said.status == 0
    assert "reported no loss" in said.out
    assert {run["status"] for run in terminal.runs()} == {"completed"}
    assert {run["reason"] for run in terminal.runs()} == {"reported no loss"}


def test_that_a_script_that_fails_at_once_shows_its_own_words(terminal: Terminal) -> None:
    terminal.write("broken.py", "x = 1\nraise ValueError('no such thing')\n")
    said = terminal.run("broken.py")
    assert said.status == 1
    assert "ValueError: no such thing" in said.err
    assert said.err.count("guild_desktop") == 0
    (run,) = terminal.runs()
    assert run["reason"] == "ValueError: no such thing"


def test_that_a_batch_of_failures_shows_their_common_error_once(terminal: Terminal) -> None:
    terminal.write("broken.py", "x = 1\nraise ValueError('no such thing')\n")
    said = terminal.run("broken.py", "x=[1,2,3,4]")
    assert said.status == 1
    assert said.err.count("no such thing") == 1
    assert terminal.batches()[0]["status"] == "error"


def test_that_a_relative_file_that_is_not_there_is_named_as_python_names_it(
    terminal: Terminal,
) -> None:
    terminal.write("reads.py", "x = 1\nprint(open('data.csv').read())\n")
    said = terminal.run("reads.py")
    assert said.status == 1
    assert "No such file or directory: 'data.csv'" in said.err
    assert "data.csv" in terminal.runs()[0]["reason"]
