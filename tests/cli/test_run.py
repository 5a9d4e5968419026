"""What `run` shows and refuses before anything is stored."""

from __future__ import annotations

import io
import json
import shlex
import sys
from pathlib import Path

import pytest

from guild_desktop.cli.app import main

PARSED = """\
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--name", default="a")
parser.parse_args()
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "train.py").write_text("x = 0.1\nnoise = 0.1\nprint('loss: 1')\n")
    (tmp_path / "parsed.py").write_text(PARSED)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return tmp_path


@pytest.fixture(autouse=True)
def nothing_is_stored(project: Path, home: Path):
    yield
    assert not (home / "store.db").exists()


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main("run", ["run", *words, "--python", sys.executable])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


# Patterns


def test_that_patterns_are_shown_before_anything_runs(capsys) -> None:
    patterns = ["--scalar", r"acc=acc is (\value)", "--scalar", r"(\key)=(\value)"]
    _, out, _ = run(capsys, "train.py", "x=[1,2]", *patterns)
    said = "Scalar patterns:\n  acc=acc is (\\value)\n  (\\key)=(\\value)\n"
    assert said in out
    _, out, _ = run(capsys, "train.py", "x=[1,2]", *patterns, "--print-trials")
    assert out.endswith(said)
    _, out, _ = run(capsys, "train.py", "x=1", *patterns, "--print-trials", "--json")
    assert json.loads(out)["patterns"] == patterns[1::2]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("loss=loss (", "The pattern loss=loss ( has a mistake at character 11: missing )"),
        ("loss", "The pattern loss does not name its number. Write NAME=PATTERN"),
        ("loss=loss", "has no group for the number. Put parentheses around the number"),
        ("", "A pattern is empty."),
    ],
)
def test_that_a_wrong_pattern_is_refused_with_a_hint(capsys, pattern: str, said: str) -> None:
    status, out, err = run(capsys, "train.py", "--scalar", pattern)
    assert (status, out) == (2, "")
    assert said in err


# Command lines


def test_that_the_command_line_of_a_single_run_can_be_typed(project: Path, capsys) -> None:
    status, out, err = run(capsys, "parsed.py", "lr=2", "name=it is", "--print-cmd")
    assert (status, err) == (0, "")
    (line,) = out.splitlines()
    script = str(project / "parsed.py")
    assert shlex.split(line) == [sys.executable, script, "--lr=2.0", "--name=it is"]


def test_that_a_grid_has_a_command_line_for_each_trial(project: Path, capsys) -> None:
    status, out, err = run(capsys, "train.py", "x=[1,2]", "--print-cmd")
    assert (status, err) == (0, "")
    lines = [shlex.split(line, comments=True) for line in out.splitlines()]
    assert lines == [[sys.executable, str(project / "train.py")]] * 2
    assert [line.split("#")[1] for line in out.splitlines()] == [
        " with noise=0.1 x=1",
        " with noise=0.1 x=2",
    ]


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["--module", "timeit", "number=1"], [sys.executable, "-m", "timeit", "--number=1"]),
        (["--command", "echo {x} end", "x=a b"], ["echo", "a b", "end"]),
    ],
)
def test_that_command_lines_are_a_document_when_that_is_asked_for(
    capsys, words: list[str], command: list[str]
) -> None:
    status, out, _ = run(capsys, *words, "--print-cmd", "--json")
    (document,) = json.loads(out)
    assert (status, document["command"]) == (0, command)
    assert document["globals"] == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--print-cmd"], "chosen while it runs"),
        (["--save-trials", "t.csv"], "chosen while it runs"),
        (["-o", "grid", "--print-cmd", "--print-trials"], "--print-trials"),
        (["-o", "grid", "--print-cmd", "--save-trials", "t.csv"], "--save-trials"),
        (["-o", "grid", "--print-cmd", "--test-sourcecode"], "--test-sourcecode"),
        (["-o", "grid", "--test-sourcecode", "--print-trials"], "--test-sourcecode"),
    ],
)
def test_that_what_cannot_be_shown_is_refused(
    project: Path, capsys, words: list[str], said: str
) -> None:
    status, out, err = run(capsys, "train.py", "x=[0.0:1.0]", *words)
    assert (status, out) == (2, "")
    assert said in err
    assert not (project / "t.csv").exists()


# Trials


def test_that_of_a_search_the_space_is_printed(capsys) -> None:
    words = ["x=[1.0:2.0]", "noise=loguniform[0.1:1]", "-o", "gp", "-m", "5"]
    status, out, err = run(capsys, "train.py", *words, "--print-trials")
    assert (status, err) == (0, "")
    head, _, *rows = out.splitlines()
    assert head == "gp chooses 5 trials while it runs, from:"
    assert [row.split() for row in rows] == [
        ["noise", "loguniform", "loguniform[0.1:1]"],
        ["x", "uniform", "[1.0:2.0]"],
    ]


@pytest.mark.parametrize("shown", [["--print-trials"], ["--json"], ["--print-trials", "--json"]])
def test_that_trials_can_be_saved_and_shown_at_once(
    project: Path, capsys, shown: list[str]
) -> None:
    status, out, _ = run(capsys, "train.py", "x=[1,2]", "--save-trials", "t.csv", *shown)
    assert status == 0
    assert (project / "t.csv").read_text() == "noise,x\n0.1,1\n0.1,2\n"
    if "--json" in shown:
        assert [trial["x"] for trial in json.loads(out)["trials"]] == [1, 2]
    else:
        assert len(out.splitlines()) == 3


def test_that_trials_are_saved_in_no_file_that_could_not_be_read_again(
    project: Path, capsys
) -> None:
    status, out, err = run(capsys, "train.py", "x=[1,2]", "--save-trials", "t.xyz")
    assert (status, out) == (2, "")
    assert ".csv or .json" in err
    assert not (project / "t.xyz").exists()


def test_that_the_kind_of_a_trials_file_does_not_depend_on_capitals(project: Path, capsys) -> None:
    assert run(capsys, "train.py", "x=[1,2]", "--save-trials", "t.JSON")[0] == 0
    assert [trial["x"] for trial in json.loads((project / "t.JSON").read_text())] == [1, 2]


def test_that_a_grid_shows_as_many_points_as_it_will_try(capsys) -> None:
    words = ["train.py", "x=[0.0:1.0]", "-o", "grid", "-Fo"]
    _, out, _ = run(capsys, *words, "points=3")
    assert "\n  x: [0.0, 0.5, 1.0]\n" in out
    _, out, _ = run(capsys, *words, "points=30")
    assert "\n  x: [0.0:1.0], 30 values\n" in out
    _, out, _ = run(capsys, *words, "points=3", "--print-trials", "--json")
    assert [trial["x"] for trial in json.loads(out)["trials"]] == [0.0, 0.5, 1.0]


# Words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x=[1,2]", "x=3"], "x is given twice."),
        (["@"], "@ names no file of trials."),
        (["@."], "The trials file . cannot be read"),
    ],
)
def test_that_a_word_that_would_be_passed_over_is_refused(
    capsys, words: list[str], said: str
) -> None:
    status, out, err = run(capsys, "train.py", *words, "-y")
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1
    status, out, err = run(capsys, "train.py", *words, "--print-trials", "--json")
    assert (status, err) == (2, "")
    assert said in json.loads(out)["error"]["message"]


@pytest.mark.parametrize("words", [[], ["x=[1,2]"], ["x=[0.0:1.0]"]])
def test_that_the_question_leaves_standard_output_to_the_document(capsys, words: list[str]) -> None:
    status, out, err = run(capsys, "train.py", *words, "--json")
    assert (status, out) == (1, "")
    assert err.startswith("You are about to run train.py")
    assert "Continue?" in err


# Conditions


@pytest.mark.parametrize(
    ("expression", "where", "said"),
    [
        ("x=[0.0:1.0]", "x > 2", "No value in the ranges satisfies x > 2."),
        ("x=[0.0:1.0]", "noise = 3", "noise = 3 does not hold."),
        ("x=[1,2]", "x > 2", "No combination satisfies x > 2."),
        ("x=1", "x > 2", "x > 2 does not hold."),
    ],
)
def test_that_a_condition_that_nothing_can_satisfy_is_refused(
    capsys, expression: str, where: str, said: str
) -> None:
    status, out, err = run(capsys, "train.py", expression, "--where", where, "-y")
    assert (status, out) == (2, "")
    assert err == f"guild-desktop: {said} Change the condition or the values.\n"


def test_that_a_condition_that_hardly_ever_holds_is_warned_of_in_the_question(capsys) -> None:
    words = ["train.py", "x=[0.0:1.0]", "--where", "x = 0.123"]
    _, out, _ = run(capsys, *words)
    assert (
        "Only where x = 0.123\nNone of 2,000 combinations drawn by chance satisfies x = 0.123"
        in out
    )


# Options that compare trials


@pytest.mark.parametrize("words", [["--patience", "3"], ["--early-stopping", "median"]])
def test_that_what_compares_trials_is_refused_for_a_single_run(capsys, words: list[str]) -> None:
    status, out, err = run(capsys, "train.py", "x=1", *words, "-y")
    assert (status, out) == (2, "")
    assert err == (
        f"guild-desktop: {words[0]} compares the trials of a batch, and this is a single run. "
        "Leave it out, or give a flag several values.\n"
    )


@pytest.mark.parametrize("words", [["--patience", "0"], ["--early-stopping", "off"]])
def test_that_a_single_run_may_say_that_nothing_is_compared(capsys, words: list[str]) -> None:
    status, out, _ = run(capsys, "train.py", "x=1", *words)
    assert status == 1
    assert "Continue?" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--early-stopping", "median,interval=1, interval=2"],
            "The option interval of early stopping is given twice. Write it once: interval=2",
        ),
        (
            ["-o", "gp", "-Fo", "xi=1", "-Fo", "xi=2"],
            "-Fo xi is given twice. Write it once: -Fo xi=2",
        ),
    ],
)
def test_that_an_option_that_is_given_twice_is_refused(capsys, words: list[str], said: str) -> None:
    status, out, err = run(capsys, "train.py", "x=[0.0:1.0]", *words, "-y")
    assert (status, out, err) == (2, "", f"guild-desktop: {said}\n")


# Limits


def test_that_limits_are_named_before_anything_runs(capsys) -> None:
    limits = ["--patience", "3", "--stop-after", "90m", "--timeout", "20", "--workers", "2"]
    rule = ["--early-stopping", "asha,factor=3", "--retries", "1", "--repeat", "2"]
    said = (
        "Workers: 2\nTime limit: 20 s\nStop after: 1 h 30 min\nPatience: 3\n"
        "Early stopping: asha,factor=3\nRetries: 1\n"
    )
    _, out, _ = run(capsys, "train.py", "x=[1,2]", *limits, *rule)
    assert "(2 trials \N{MULTIPLICATION SIGN} 2 = 4 runs)" in out
    assert said in out
    _, out, _ = run(capsys, "train.py", "x=[1,2]", *limits, *rule, "--print-trials")
    assert out.endswith(said)


def test_that_of_a_single_run_only_its_own_limits_are_named(capsys) -> None:
    _, out, _ = run(capsys, "train.py", "--timeout", "20", "--stop-after", "90m", "--workers", "2")
    assert "Time limit: 20 s\nContinue?" in out
    assert "Stop after" not in out
    assert "Workers" not in out
