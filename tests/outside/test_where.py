"""`run --where`: a condition on the flags chooses among the trials."""

from __future__ import annotations

import sys

from tests.outside.terminal import Terminal

SCRIPT = "warmup = 1\nepochs = 5\nprint('loss:', warmup / epochs)\n"
WORDS = ("train.py", "warmup=[1,3,5]", "epochs=[2,4]", "--where")


def test_that_what_does_not_satisfy_the_condition_is_left_out_and_counted(
    terminal: Terminal,
) -> None:
    terminal.write("train.py", SCRIPT)
    words = ("run", *WORDS, "warmup < epochs", "--python", sys.executable)
    said = terminal.type(*words, answer="y\n")
    assert said.status == 0, said.err
    assert "as a batch (3 trials)" in said.out
    assert "Only where warmup < epochs (3 of 6 combinations)\n" in said.out
    assert "3 of 3 trials completed" in said.out
    said = terminal.type(*words, "--print-trials", "--json")
    assert said.document["where"] == "warmup < epochs"
    assert (said.document["count"], said.document["combinations"]) == (3, 6)
    assert len(said.document["trials"]) == 3


def test_that_a_slip_in_a_condition_is_told_with_its_place(terminal: Terminal) -> None:
    terminal.write("train.py", SCRIPT)
    said = terminal.run(*WORDS, "warmup < epoch")
    assert said.status == 2
    assert "'warmup < epoch' cannot be read at 'epoch': There is no flag epoch." in said.err
    assert "Did you mean epochs?" in said.err
    said = terminal.run(*WORDS, "warmup < epoch", "--print-trials", "--json")
    assert said.status == 2
    error = said.document["error"]
    assert (error["start"], error["end"]) == (9, 14)
    said = terminal.run(*WORDS, "warmup > 9")
    assert (said.status, "No combination satisfies warmup > 9." in said.err) == (2, True)
    assert terminal.batches() == []


def test_that_a_restart_keeps_the_condition_or_takes_another(terminal: Terminal) -> None:
    terminal.write("train.py", SCRIPT)
    terminal.run(*WORDS, "warmup < epochs")
    (batch,) = terminal.batches()
    assert "where: warmup < epochs" in terminal.type("info", batch["id"]).out
    again = ("run", "--restart", batch["id"], "-y")
    assert "3 of 3 trials completed" in terminal.type(*again).out
    assert "6 of 6 trials completed" in terminal.type(*again, "--where", "").out
