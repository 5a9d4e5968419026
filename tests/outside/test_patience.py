"""`run --patience`: a sweep that finds nothing better ends by itself, and says so."""

from __future__ import annotations

from tests.outside.terminal import Terminal

VALLEY = "x = 1\nprint('loss:', abs(x - 3))\n"


def test_that_a_sweep_out_of_patience_ends_well_and_says_why(terminal: Terminal) -> None:
    terminal.write("valley.py", VALLEY)
    said = terminal.run("valley.py", "x=[1,2,3,4,5,6,7]", "--patience", "2")
    assert said.status == 0, said.err
    assert "5 of 7 trials completed" in said.out
    assert "stopped because the last 2 had no better loss" in said.err
    (batch,) = terminal.batches()
    assert batch["reason"] == "stopped because the last 2 had no better loss"
    assert "patience: 2" in terminal.type("info", batch["id"]).out
    said = terminal.type("run", "--restart", batch["id"], "-y", "--patience", "0")
    assert "7 of 7 trials completed" in said.out


def test_that_patience_is_a_number_from_0_up(terminal: Terminal) -> None:
    said = terminal.run("train.py", "x=[1,2]", "--patience", "-1")
    assert said.status == 2
    assert "--patience" in said.err
