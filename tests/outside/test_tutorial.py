"""The hyperparameter tutorial, typed word by word at a terminal."""

from __future__ import annotations

import pytest

from tests.outside.terminal import Terminal


def test_that_the_flags_of_a_script_are_found(terminal: Terminal) -> None:
    flags = terminal.type("flags", "train.py", "--json").document
    assert {flag["name"]: flag["default"] for flag in flags} == {"x": 0.1, "noise": 0.1}
    assert {flag["type"] for flag in flags} == {"number"}


def test_that_a_single_run_shows_the_scripts_output_and_is_kept(terminal: Terminal) -> None:
    said = terminal.run("train.py")
    assert said.status == 0
    assert said.out.startswith("loss: ")
    (run,) = terminal.rows()
    assert (run["operation"], run["status"], run["batch"]) == ("train.py", "completed", None)
    assert run["flags"] == {"x": 0.1, "noise": 0.1}


def test_that_a_batch_is_described_before_it_starts_and_can_be_declined(
    terminal: Terminal,
) -> None:
    said = terminal.type("run", "train.py", "x=[-1,0,1]", answer="n\n")
    assert said.status == 1
    first, *flags, question = said.out.splitlines()
    assert first == "You are about to run train.py as a batch (3 trials)"
    assert flags == ["  noise: 0.1", "  x: [-1, 0, 1]"]
    assert question.startswith("Continue? (Y/n)")
    assert terminal.rows() == []


@pytest.mark.parametrize("answer", ["", "n\n", "no\n", "N\n"])
def test_that_no_and_the_end_of_input_store_nothing(terminal: Terminal, answer: str) -> None:
    said = terminal.type("run", "train.py", answer=answer)
    assert said.status == 1
    assert ("Nothing was started" in said.err) == (answer == "")
    assert terminal.rows() == []


@pytest.mark.parametrize("answer", ["\n", "y\n", "Y\n"])
def test_that_yes_and_an_empty_line_start(terminal: Terminal, answer: str) -> None:
    assert terminal.type("run", "train.py", answer=answer).status == 0
    assert len(terminal.runs()) == 1


def test_that_a_list_of_values_makes_a_trial_of_each(terminal: Terminal) -> None:
    said = terminal.run("train.py", "x=[-1,0,1]")
    assert said.status == 0
    assert [line[:5] for line in said.out.splitlines()[:3]] == ["[1/3]", "[2/3]", "[3/3]"]
    *runs, batch = terminal.rows()
    assert (batch["operation"], batch["trials"], batch["status"]) == ("train.py+", 3, "completed")
    assert [run["flags"]["x"] for run in runs] == [1, 0, -1]
    assert all(isinstance(run["flags"]["x"], int) for run in runs)
    assert {run["status"] for run in runs} == {"completed"}
    assert all(isinstance(run["scalars"]["loss"]["last"], float) for run in runs)
    assert {run["batch"] for run in runs} == {batch["id"]}


def test_that_the_list_shows_flags_as_they_would_be_typed(terminal: Terminal) -> None:
    terminal.run("train.py", "x=[-1,1]")
    lines = terminal.type("runs").out.splitlines()
    assert "train.py+ " in lines[1]
    assert "noise=0.1 x=1" in lines[2]
    assert "noise=0.1 x=-1" in lines[3]


def test_that_several_lists_make_every_combination_and_compare_finds_the_best(
    terminal: Terminal,
) -> None:
    terminal.run("train.py", "x=[-0.5,0.5]", "noise=[0.1,0.2]")
    pairs = {(run["flags"]["x"], run["flags"]["noise"]) for run in terminal.runs()}
    assert pairs == {(-0.5, 0.1), (-0.5, 0.2), (0.5, 0.1), (0.5, 0.2)}
    best = terminal.type("compare", "1:4", "--min", "loss", "--top", "3", "--json").document
    losses = [run["scalars"]["loss"]["last"] for run in best]
    assert losses == sorted(losses)
    assert len(losses) == 3
    assert best[0]["flags"]["x"] == -0.5


def test_that_linspace_gives_the_values_one_expects(terminal: Terminal) -> None:
    said = terminal.type("run", "train.py", "x=linspace[-0.6:0.6:4]", "--print-trials", "--json")
    assert [trial["x"] for trial in said.document["trials"]] == [-0.6, -0.2, 0.2, 0.6]
    summary = terminal.type("run", "train.py", "x=linspace[-0.6:0.6:4]", answer="n\n").out
    assert "  x: [-0.6, -0.2, 0.2, 0.6]" in summary


def test_that_two_ends_make_a_range_to_search(terminal: Terminal) -> None:
    said = terminal.type("run", "train.py", "x=[0:0.5]", "--print-trials", "--json")
    document = said.document
    assert document["kind"] == "search"
    assert "trials" not in document
    x = document["space"]["x"]
    assert (x["distribution"], x["low"], x["high"]) == ("uniform", 0, 0.5)


def test_that_random_search_stays_in_its_range_and_repeats_with_its_seed(
    terminal: Terminal,
) -> None:
    words = ("train.py", "x=[-2.0:2.0]", "--max-trials", "5", "--random-seed", "1")
    asked = terminal.type("run", *words, answer="n\n").out
    assert asked.startswith("You are about to run train.py with random search (5 trials)\n")
    assert terminal.run(*words).status == 0
    assert terminal.run(*words).status == 0
    tried = [run["flags"]["x"] for run in terminal.runs()]
    assert len(set(tried)) == 5
    assert tried[:5] == tried[5:]
    assert all(-2 <= x <= 2 for x in tried)
    assert {batch["operation"] for batch in terminal.batches()} == {"train.py+random"}


def test_that_gp_finds_the_minimum_and_goes_on_when_restarted(terminal: Terminal) -> None:
    words = ("train.py", "x=[-2.0:2.0]", "--optimizer", "gp", "--max-trials", "10")
    asked = terminal.type("run", *words, answer="n\n").out
    assert asked.startswith(
        "You are about to run train.py with 'gp' optimizer (10 trials, minimize loss)\n"
    )
    assert "Optimizer flags:\n" in asked
    assert "  random-starts: 3\n" in asked
    assert terminal.run(*words, "--random-seed", "1").status == 0
    (batch,) = terminal.batches()
    assert batch["objective"] == [{"name": "loss", "direction": "minimize"}]
    assert (batch["optimizer"], batch["trials"]) == ("gp", 10)

    chosen = terminal.type("select", "-Fo", "train.py+gp")
    assert chosen.out == batch["id"] + "\n"
    said = terminal.type("run", "--restart", batch["id"][:8], "-Fo", "random-starts=0", "-y")
    assert said.status == 0, said.err
    (batch,) = terminal.batches()
    assert batch["trials"] == 20
    assert len(terminal.type("compare", ":20", "--json").document) == 20
    later = [run["flags"]["x"] for run in terminal.runs()[:10]]
    assert sum(abs(x + 0.3) < 0.3 for x in later) >= 5


@pytest.mark.parametrize("name", ["forest", "gbrt"])
def test_that_the_other_models_run_too(terminal: Terminal, name: str) -> None:
    said = terminal.run("train.py", "x=[-2.0:2.0]", "-o", name, "-m", "5", "--random-seed", "1")
    assert said.status == 0, said.err
    assert terminal.batches()[0]["operation"] == f"train.py+{name}"


def test_that_all_optimizers_are_listed_with_their_options(terminal: Terminal) -> None:
    listed = {each["name"]: each for each in terminal.type("optimizers", "--json").document}
    assert {"grid", "random", "gp", "forest", "gbrt"} <= set(listed)
    defaults = {option["name"]: option["default"] for option in listed["gp"]["options"]}
    assert defaults["acq-func"] == "gp_hedge"
    assert (defaults["kappa"], defaults["xi"], defaults["random-starts"]) == (1.96, 0.05, 3)


def test_that_a_scalar_can_be_made_large_by_two_workers(terminal: Terminal) -> None:
    words = ("x=[-2.0:2.0]", "--maximize", "loss", "--workers", "2", "-m", "4")
    assert terminal.run("train.py", *words).status == 0
    assert terminal.batches()[0]["objective"] == [{"name": "loss", "direction": "maximize"}]


def test_that_a_batch_with_a_failed_trial_ends_well_and_says_so(terminal: Terminal) -> None:
    terminal.write("half.py", "x = 1\nprint('loss: %f' % (1 / x))\n")
    said = terminal.run("half.py", "x=[0,1]")
    assert said.status == 0
    assert "1 of 2 trials completed, 1 failed" in said.out
    assert [run["status"] for run in terminal.runs()] == ["completed", "error"]


def test_that_a_file_of_trials_runs_row_by_row(terminal: Terminal) -> None:
    terminal.write("trials.csv", "x,noise\n0.5,0.1\n-0.3,0.2\n")
    assert terminal.run("train.py", "@trials.csv").status == 0
    assert [run["flags"] for run in terminal.runs()] == [
        {"x": -0.3, "noise": 0.2},
        {"x": 0.5, "noise": 0.1},
    ]


def test_that_the_beginning_of_an_id_is_enough(terminal: Terminal) -> None:
    terminal.run("train.py")
    (run,) = terminal.runs()
    said = terminal.type("info", run["id"][:6], "--json")
    assert said.document == run


def test_that_a_single_run_that_fails_is_kept_and_ends_1(terminal: Terminal) -> None:
    terminal.write("broken.py", "x = 1\nraise SystemExit('no luck')\n")
    said = terminal.run("broken.py")
    assert said.status == 1
    assert "no luck" in said.err
    (run,) = terminal.runs()
    assert (run["status"], run["exit_status"]) == ("error", 1)
