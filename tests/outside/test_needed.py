"""`run --needed`: what is completed is left out, and said to be."""

from __future__ import annotations

import sys

from tests.outside.terminal import Terminal


def test_that_completed_trials_are_left_out_and_counted(terminal: Terminal) -> None:
    terminal.run("train.py", "x=[1,2]")
    words = ("run", "train.py", "x=[1,2,3]", "--needed", "--python", sys.executable)
    said = terminal.type(*words, answer="y\n")
    assert said.status == 0, said.err
    assert "2 of them are completed and are left out." in said.out
    assert "1 of 1 trials completed" in said.out
    said = terminal.type(*words, "-y")
    assert said.status == 0
    assert said.out == "train.py has completed all 3 trials already; nothing is left to run.\n"
    assert len(terminal.batches()) == 2
    said = terminal.type("run", "train.py", "x=1", "--needed", "-y", "--json")
    assert (said.status, said.document) == (0, {"trials": 0, "skipped": 1})


def test_that_needed_is_refused_where_it_means_nothing(terminal: Terminal) -> None:
    said = terminal.run("train.py", "x=[0.0:1.0]", "--needed")
    assert said.status == 2
    assert "cannot leave out what is completed" in said.err
    said = terminal.run("train.py", "x=[1,2]", "--needed", "--print-trials")
    assert said.status == 2
