"""`run --early-stopping`: hopeless trials end early, and everything that counts trials says so."""

from __future__ import annotations

import pytest

from tests.outside.terminal import Terminal

# Who is worse than the first waits after its first step, so that only a stop ends it in time.
CURVE = """
import time
x = 1.0
for step in range(3):
    if x > 1 and step == 1:
        time.sleep(30)
    print(f"loss: {x + 1 / (step + 1)} (step {step})", flush=True)
"""
RULE = "median,startup-trials=1"


@pytest.fixture
def curve(terminal: Terminal) -> Terminal:
    terminal.write("curve.py", CURVE)
    return terminal


def test_that_hopeless_trials_are_stopped_early_and_told_apart(curve: Terminal) -> None:
    said = curve.run("curve.py", "x=[1.0,2.0,0.5,3.0]", "--early-stopping", RULE)
    assert said.status == 0, said.err
    assert "2 of 4 trials completed, 2 pruned" in said.out
    assert "best loss by step 0 was 3, above the one other, 2" in said.out
    (batch,) = curve.batches()
    assert batch["status"] == "completed"
    statuses = {run["flags"]["x"]: run["status"] for run in curve.runs()}
    assert statuses == {1.0: "completed", 2.0: "pruned", 0.5: "completed", 3.0: "pruned"}
    found = curve.type("runs", "-F", "status = pruned", "--json").document
    assert {run["flags"]["x"] for run in found} == {2.0, 3.0}
    assert f"early stopping: {RULE}" in curve.type("info", batch["id"]).out
    best = curve.type("select", "--min", "loss", "--params").out
    assert "x=0.5" in best
    again = curve.type("run", "--restart", batch["id"], "-y")
    assert (again.status, len(curve.runs())) == (0, 4)
    failed = curve.type("run", "--restart", batch["id"], "-y", "--failed")
    assert "failed" in failed.err
    off = curve.type("run", "--restart", batch["id"], "-y", "--early-stopping", "off", "x=[1.0]")
    assert off.status == 0, off.err
    assert "early stopping" not in curve.type("info", batch["id"]).out


def test_that_the_summary_says_what_stops_trials_early(curve: Terminal) -> None:
    said = curve.type(
        "run", "curve.py", "x=[1,2]", "--early-stopping", "asha,factor=4,min_steps=1", answer="n\n"
    )
    assert "Early stopping: asha,factor=4\n" in said.out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("best", "Choose median, asha or off."),
        ("asha,factor", "'factor' of early stopping has no value"),
        ("asha,factor=1", "factor takes a whole number from 2 to 100"),
        ("asha,faktor=3", "Did you mean 'factor'?"),
        ("median,factor=3", "It has startup-trials, warmup-steps, interval."),
        ("", "Choose median, asha or off."),
    ],
)
def test_that_what_is_no_rule_is_refused_with_what_there_is(
    curve: Terminal, text: str, says: str
) -> None:
    said = curve.run("curve.py", "x=[1,2]", "--early-stopping", text)
    assert said.status == 2
    assert says in said.err
    assert not curve.batches()


def test_that_a_batch_without_steps_says_that_nothing_could_be_stopped(terminal: Terminal) -> None:
    said = terminal.run("train.py", "x=[1,2]", "--early-stopping", "asha")
    assert said.status == 0
    assert "none reported loss at a second step, so none could be stopped early" in said.err


def test_that_the_rules_are_listed_with_their_options(terminal: Terminal) -> None:
    said = terminal.type("optimizers").out
    assert "Median rule: " in said
    assert "factor=2  " in said
