"""The last words of `run`: what completed, what was best, and what to do where nothing could be judged."""

from __future__ import annotations

import pytest

from tests.outside.terminal import Terminal


def last_words(said_out: str) -> str:
    """The last line without the name and the id of the batch."""
    return said_out.splitlines()[-1].partition(": ")[2]


@pytest.mark.parametrize(("goal", "best"), [("--minimize", "-3"), ("--maximize", "4")])
def test_that_the_best_value_and_its_run_are_told(terminal: Terminal, goal: str, best: str) -> None:
    terminal.write("train.py", "x = 1\nprint('score:', x)\n")
    said = terminal.run("train.py", "x=[-3,4]", goal, "score")
    (run,) = [run for run in terminal.runs() if run["flags"]["x"] == int(best)]
    assert last_words(said.out) == f"2 of 2 trials completed, best score {best} in {run['id'][:8]}"


def test_that_the_best_of_trials_with_repeats_has_the_best_mean(terminal: Terminal) -> None:
    code = (
        "import os\nx = 1\nprint('loss:', x + int(os.environ['GUILD_RANDOM_SEED']) % 1000 / 1000)\n"
    )
    terminal.write("dice.py", code)
    said = terminal.run("dice.py", "x=[1,5]", "--repeat", "3")
    best = terminal.type("select", "--min", "loss", "--short-id").out.strip()
    assert "2 of 2 trials completed, 6 of 6 runs, best loss " in said.out
    assert "(3) in " in said.out
    assert terminal.type("select", best, "--params").out.strip() == "x=1"


def test_that_a_search_without_its_goal_is_told_the_numbers_there_are(terminal: Terminal) -> None:
    terminal.write("train.py", "x = 1.0\nprint('acc: 1')\nprint('val_loss: 2')\n")
    said = terminal.run("train.py", "x=[0.0:1.0]", "-m", "2", "-N", "loss")
    assert last_words(said.out) == "2 of 2 trials completed, none reported loss"
    assert "no run reported loss. They reported acc, val_loss: choose one with" in said.err


def test_that_a_search_without_any_number_is_told_how_one_is_printed(terminal: Terminal) -> None:
    terminal.write("train.py", "x = 1.0\nprint('hello')\n")
    said = terminal.run("train.py", "x=[0.0:1.0]", "-m", "2")
    assert "A number is a line of its own, such as loss: 0.25" in said.err


def test_that_runs_without_the_goal_are_counted_beside_the_best(terminal: Terminal) -> None:
    terminal.write("train.py", "x = 1\nif x > 1:\n    print('loss: 2')\n")
    said = terminal.run("train.py", "x=[1,2,3]")
    assert "3 of 3 trials completed, 1 reported no loss, best loss 2 in " in said.out
    assert "no run reported" not in said.err


def test_that_a_goal_that_is_never_finite_is_told(terminal: Terminal) -> None:
    terminal.write("train.py", "x = 1\nprint('loss: nan')\n")
    said = terminal.run("train.py", "x=[1,2]")
    assert last_words(said.out) == "2 of 2 trials completed, none reported a finite loss"


def test_that_nothing_is_said_of_a_goal_where_nothing_completed(terminal: Terminal) -> None:
    terminal.write("train.py", "x = 1\nraise SystemExit(1)\n")
    said = terminal.run("train.py", "x=[1,2]")
    assert last_words(said.out) == "0 of 2 trials completed, 2 failed"
    assert "reported" not in said.err


def test_that_select_says_that_nothing_matches(terminal: Terminal) -> None:
    said = terminal.type("select", "-Fo", "nothing")
    assert (said.status, said.out, said.err) == (1, "", "No runs match.\n")
