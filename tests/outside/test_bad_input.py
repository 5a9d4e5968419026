"""Whatever goes wrong is one plain sentence with a hint, an exit status, and nothing half done."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.outside.refusals import assert_refused
from tests.outside.terminal import Said, Terminal

# Where the output goes


@pytest.mark.parametrize(("where", "status"), [(">&-", 0), ("2>&-", 0), (">/dev/full", 1)])
def test_that_output_that_cannot_be_written_is_no_mistake_of_the_program(
    terminal: Terminal, where: str, status: int
) -> None:
    command = f"{shlex.join(terminal.program)} runs {where}"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=terminal.folder,
        env=terminal.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == status, done.stderr
    assert len(done.stderr.splitlines()) == status
    assert "mistake" not in done.stderr


def test_that_letters_which_a_terminal_has_not_are_written_as_numbers(terminal: Terminal) -> None:
    terminal.run("train.py", "--label", "日本")
    poor = Terminal(terminal.folder, terminal.home, {"PYTHONIOENCODING": "ascii"})
    said = poor.type("runs")
    assert said.status == 0
    assert r"\u65e5\u672c" in said.out
    assert poor.runs()[0]["label"] == "日本"


# Flags and options


def test_that_an_unknown_flag_is_refused_and_the_nearest_is_named(terminal: Terminal) -> None:
    assert_refused(terminal.run("train.py", "nosie=1"), "nosie", "noise")
    assert terminal.rows() == []


def test_that_a_misspelt_function_is_refused_and_the_nearest_is_named(terminal: Terminal) -> None:
    assert_refused(terminal.run("train.py", "x=linspce[0:1:3]"), "x:", "linspce", "linspace")
    assert terminal.rows() == []


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--max-trials", "'many' is not a whole number"),
        ("--workers", "'many' is not a whole number"),
        ("--random-seed", "'many' is not a whole number"),
        ("--retries", "'many' is not a whole number"),
        ("--timeout", "'many' is not a number"),
    ],
)
def test_that_a_word_in_place_of_a_number_is_told(
    terminal: Terminal, option: str, told: str
) -> None:
    assert_refused(terminal.run("train.py", option, "many"), option, told)
    assert terminal.rows() == []


def test_that_every_problem_of_the_expressions_is_told_at_once(terminal: Terminal) -> None:
    said = terminal.run("train.py", "x=[1,", "noise=linspce[0:1:3]")
    assert said.status == 2
    lines = said.err.splitlines()
    assert [line.split(":")[1].strip() for line in lines] == ["x", "noise"]
    assert terminal.rows() == []


def test_that_a_bad_expression_is_a_document_with_its_place_when_that_is_asked_for(
    terminal: Terminal,
) -> None:
    said = terminal.type("run", "train.py", "x=linspce[0:1:3]", "--print-trials", "--json")
    assert said.status == 2
    document = said.document
    assert document["error"] == document["errors"][0]
    error = document["error"]
    assert (error["flag"], error["start"], error["end"]) == ("x", 0, 7)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--optimizer", "magic"], "magic"),
        (["--optimizer", "gp", "-Fo", "kapa=2"], "kappa"),
        (["--optimizer", "gp", "-Fo", "kappa=lots"], "kappa"),
        (["--max-trials", "0"], "at least one"),
        (["--max-trials", "many"], "many"),
        (["--workers", "0"], "at least one"),
        (["--no-such-option"], "--no-such-option"),
        (["--cwd", "moon"], "moon"),
        (["--timeout", "soon"], "soon"),
        (["--timeout", "-1"], "more than 0"),
        (["--timeout", "nan"], "more than 0"),
        (["--random-seed", "-1"], "seed"),
        (["--random-seed", "9" * 30], "seed"),
        (["--label", "\udcff"], "no UTF-8"),
        (["--minimize", "loss", "--maximize", "loss"], "--minimize or --maximize"),
        (["@nothing.csv"], "nothing.csv"),
        (["--restart", "zzzz"], "zzzz"),
    ],
)
def test_that_an_option_that_makes_no_sense_is_refused(
    terminal: Terminal, words: list[str], said: str
) -> None:
    script = [] if "--restart" in words else ["train.py", "x=[-1.0:1.0]"]
    assert_refused(terminal.type("run", *script, *words, "-y"), said)
    assert terminal.rows() == []


@pytest.mark.parametrize(
    "words",
    [
        ["info", "no-such"],
        ["runs", "99"],
        ["select", "20:1"],
        ["compare", "--min", "los"],
        ["compare", "-F", "loss <"],
        ["stop", "no-such"],
        ["stop"],
        ["runs", "-n", "few"],
        ["runs", "-n", "-1"],
        ["compare", "--top", "-1"],
        ["compare", "--cols", "nothing"],
        ["compare", "--csv", "-", "--json"],
        ["info", "5:9"],
        ["runs", "--home="],
        ["runs", "--home"],
        ["runs", "--home", "a", "--home=b"],
        ["--home", "", "runs"],
        ["--home", "a", "--home", "b"],
    ],
)
def test_that_other_commands_refuse_alike(terminal: Terminal, words: list[str]) -> None:
    terminal.run("train.py")
    assert_refused(terminal.type(*words))


def test_that_where_one_run_is_needed_several_are_refused(terminal: Terminal) -> None:
    terminal.run("train.py", "x=[1,2]")
    assert_refused(terminal.type("info", ":2"), ":2 names 2 runs")
    assert_refused(terminal.type("run", "--restart", ":2", "-y"), ":2 names 2 runs")
    assert len(terminal.runs()) == 2
    assert terminal.type("info", "1:1").status == 0


# The window's own words


def test_that_without_a_display_the_window_says_what_else_there_is(terminal: Terminal) -> None:
    environment = dict(terminal.environment)
    environment.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run(
        [sys.executable, "-m", "guild_desktop"], env=environment, capture_output=True, text=True
    )
    said = Said(done.returncode, done.stdout, done.stderr)
    assert_refused(said, "no display", "guild-desktop --help")
    assert not Path(terminal.home).exists()
