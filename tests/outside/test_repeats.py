"""`run --repeat` and `--confirm`: trials with several seeds, listed and judged by their means."""

from __future__ import annotations

import statistics

import pytest

from tests.outside.terminal import Terminal

DICE = """
import os, random
x = 1
random.seed(int(os.environ["GUILD_RANDOM_SEED"]))
print("loss:", x + random.random())
"""


@pytest.fixture
def dice(terminal: Terminal) -> Terminal:
    """A script whose results depend on its seed."""
    terminal.write("dice.py", DICE)
    return terminal


def losses(terminal: Terminal) -> dict[int, list[float]]:
    """All losses by the value of x."""
    found: dict[int, list[float]] = {}
    for run in terminal.runs():
        found.setdefault(run["flags"]["x"], []).append(run["scalars"]["loss"]["last"])
    return found


def test_that_trials_and_runs_are_told_apart_where_a_search_goes_on(dice: Terminal) -> None:
    dice.run("dice.py", "x=[0.0:1.0]", "-o", "random", "-m", "2", "--repeat", "2")
    (batch,) = dice.batches()
    asked = dice.type("run", "--restart", batch["id"], "-m", "3", answer="n\n")
    assert "2 trials): 3 trials \N{MULTIPLICATION SIGN} 2 = 6 runs more\n" in asked.out


def test_that_trials_and_runs_are_told_apart_before_and_after(dice: Terminal) -> None:
    said = dice.type("run", "dice.py", "x=[1,2]", "--repeat", "3", answer="y\n")
    assert "as a batch (2 trials \N{MULTIPLICATION SIGN} 3 = 6 runs)" in said.out
    assert "[6/6]" in said.out
    assert "2 of 2 trials completed, 6 of 6 runs" in said.out
    (batch,) = dice.batches()
    assert (batch["trials"], batch["planned"], batch["repeat"]) == (2, 2, 3)
    pairs = {(run["trial"], run["repeat"]) for run in dice.runs()}
    assert pairs == {(trial, repeat) for trial in (1, 2) for repeat in (1, 2, 3)}


def test_that_lists_show_a_trial_as_mean_and_deviation_and_unfold_it(dice: Terminal) -> None:
    dice.run("dice.py", "x=[1,2]", "--repeat", "3")
    values = losses(dice)[1]
    mean, deviation = statistics.fmean(values), statistics.stdev(values)
    for words in (["runs"], ["compare", "--min", "loss"]):
        said = dice.type(*words).out
        assert f"± {deviation:.2g} (3)" in said
        assert len(said.splitlines()) == (4 if words == ["runs"] else 3)
        assert len(dice.type(*words, "--repeats").out.splitlines()) >= 7
    (best, *_) = dice.type("compare", "--min", "loss", "--top", "1", "--json").document
    assert best["means"]["loss"]["mean"] == pytest.approx(mean)
    assert best["means"]["loss"]["deviation"] == pytest.approx(deviation)
    assert best["means"]["loss"]["count"] == 3


def test_that_the_best_is_the_trial_with_the_best_mean(dice: Terminal) -> None:
    # The lowest value of all comes with x = 2, which is worse on the whole.
    code = DICE.replace("x + random.random()", "5 if x == 1 else random.choice([1, 20])")
    dice.write("dice.py", code)
    dice.run("dice.py", "x=[1,2]", "--repeat", "8", "--random-seed", "3")
    found = losses(dice)
    assert min(found[2]) < min(found[1]) < statistics.fmean(found[2])
    assert dice.type("select", "--min", "loss", "--params").out.strip() == "x=1"


def test_that_a_part_of_a_trial_is_not_shown_as_a_mean(dice: Terminal) -> None:
    dice.run("dice.py", "x=[1,2]", "--repeat", "3")
    said = dice.type("runs", "-n", "4").out
    assert said.count("±") == 1
    assert "[1:3]" in said
    assert "[4:" in said


def test_that_the_best_of_a_sweep_that_has_ended_are_confirmed(dice: Terminal) -> None:
    dice.run("dice.py", "x=[1,2,3]", "--random-seed", "1")
    (batch,) = dice.batches()
    said = dice.type(
        "run", "--restart", batch["id"], "--confirm", "2", "--repeat", "4", answer="y\n"
    )
    assert "8 runs, 4 more of each of its best 2 trials" in said.out
    assert "3 of 3 trials completed, 11 of 11 runs" in said.out
    assert {x: len(values) for x, values in losses(dice).items()} == {1: 5, 2: 5, 3: 1}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["dice.py", "x=[1,2]", "--repeat", "0"], "from 1 up"),
        (["dice.py", "x=[1,2]", "--repeat", "101"], "1 to 100"),
        (["dice.py", "x=[1,2]", "--repeat", "many"], "--repeat"),
        (["dice.py", "x=range[1:100000]", "--repeat", "2"], "runs"),
        (["dice.py", "x=[1,2]", "--confirm", "5"], "--restart"),
    ],
)
def test_that_wrong_numbers_of_repeats_are_refused(
    dice: Terminal, words: list[str], told: str
) -> None:
    said = dice.run(*words)
    assert said.status == 2
    assert told in said.err


def test_that_confirming_takes_nothing_else(dice: Terminal) -> None:
    dice.run("dice.py", "x=[1,2]")
    (batch,) = dice.batches()
    for words in (["--failed"], ["-m", "9"], ["x=[1,2,3]"]):
        said = dice.type("run", "-y", "--restart", batch["id"], "--confirm", "2", *words)
        assert said.status == 2
        assert "--confirm only runs the best trials again" in said.err
    assert dice.type("run", "-y", "--restart", "1", "--confirm", "2").status == 2
    assert dice.type("run", "-y", "--restart", batch["id"], "--confirm", "0").status == 2


def test_that_commands_of_repeats_differ_by_their_seed(dice: Terminal) -> None:
    said = dice.run("dice.py", "x=[1,2]", "--repeat", "2", "--print-cmd", "--random-seed", "5")
    lines = said.out.splitlines()
    assert len(lines) == len({line.split()[0] for line in lines}) == 4
    assert all(line.startswith("GUILD_RANDOM_SEED=") for line in lines)
