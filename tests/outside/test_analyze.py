"""`analyze` says which flags matter and what to try next, to people and to programs, or that it cannot."""

from __future__ import annotations

import pytest

from tests.outside.terminal import Terminal

FAST = """x = 1.0
y = 1.0
kind = "a"
if y > 0.97:
    raise SystemExit("no")
print("loss:", (x - 0.3) ** 2 + (kind == "b"))
"""


@pytest.fixture
def swept(terminal: Terminal) -> Terminal:
    """A batch of 24 trials whose loss depends on x and kind, and not on y."""
    terminal.write("fast.py", FAST)
    words = ["x=[0.0:1.0]", "y=[0.0:1.0]", "kind=choice[a,b]", "-m", "24", "-o", "random"]
    ran = terminal.type("run", "fast.py", *words, "--random-seed", "2", "--start", "warm", "-y")
    assert ran.status == 0, ran.err
    return terminal


def test_that_a_batch_is_analyzed_in_words_and_numbers(swept: Terminal) -> None:
    said = swept.type("analyze")
    assert said.status == 0, said.err
    assert "fast.py+random" in said.out
    assert "runs" in said.out.splitlines()[0]
    flags = [line.split()[0] for line in said.out.splitlines() if "% to " in line]
    assert flags[0] == "kind"
    assert "model's best" in said.out
    assert "Along x" in said.out
    assert "Next, bayes would try" in said.out

    document = swept.type("analyze", "1:24", "--pair", "x,kind", "--next", "2", "--json").document
    assert document["objective"]["name"] == "loss"
    assert document["runs"]["total"] == 24
    assert document["importance"]["flags"][0]["flags"] == ["kind"]
    response = document["response"]
    assert response["model_best"]["flags"]["x"] == pytest.approx(0.3, abs=0.15)
    assert response["model_best"]["flags"]["kind"] == "a"
    assert len(response["contour"]["mean"]) == 2
    assert len(response["proposals"]) == 2
    assert [each["flag"] for each in response["slices"]] == ["x", "y", "kind"]


def test_that_one_who_asks_too_early_is_told_how_many_runs_it_takes(terminal: Terminal) -> None:
    terminal.run("train.py", "x=[-1,0,1]")
    said = terminal.type("analyze")
    assert said.status == 1
    assert "Too few runs: 3 of the 5 needed for 1 flag." in said.out
    assert terminal.type("analyze", "--json").document["response"]["slices"] == []


def test_that_the_run_whose_flags_stay_is_named_by_its_id_or_its_place(swept: Terminal) -> None:
    newest = swept.type("select").out.strip()
    told = {swept.type("analyze", "--at", word, "--json").out for word in ("1", newest, newest[:8])}
    assert len(told) == 1


def test_that_what_cannot_be_understood_is_told_in_a_sentence(swept: Terminal) -> None:
    for words, told in {
        ("--flags", "z"): "The flag z was not varied",
        ("--pair", "x"): "names no two flags",
        ("-X", "accuracy"): "No run reported accuracy. Choose with --minimize or --maximize what",
        ("--next", "101"): "101 proposals are too many. Ask for 100 at most.",
        ("--at", "zz"): "No run or batch has an id",
        ("1:10", "--at", "20"): "20 names 0 of these runs, and one is needed.",
        ("--at", "1:2"): "1:2 names 2 of these runs, and one is needed.",
        ("nothing",): "No run or batch",
    }.items():
        said = swept.type("analyze", *words)
        assert (said.status, said.out) == (2, ""), words
        assert told in said.err
        assert len(said.err.splitlines()) == 1


def test_that_an_empty_home_has_no_batch_to_analyze(terminal: Terminal) -> None:
    said = terminal.type("analyze")
    assert said.status == 2
    assert "no batch" in said.err
