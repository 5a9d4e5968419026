"""The documents that ``run --print-trials --json`` prints."""

from __future__ import annotations

import json

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import FlagInfo
from guild_desktop.flags import FlagErrors, errors_document, parse, print_trials_document


def document(texts, optimizer=None, **more):
    made = print_trials_document(parse(texts), optimizer, **more)
    # Strict JSON: no NaN, no tuples left.
    return json.loads(json.dumps(made, allow_nan=False))


def errors(texts, known=()):
    with pytest.raises(FlagErrors) as caught:
        parse(texts, known)
    return errors_document(caught.value)


def test_that_single_values_are_a_run():
    assert document({"x": "1", "noise": "0.1"}) == {
        "kind": "run",
        "count": 1,
        "trials": [{"noise": 0.1, "x": 1}],
        "space": {
            "x": {"distribution": "fixed", "value": 1},
            "noise": {"distribution": "fixed", "value": 0.1},
        },
    }


def test_that_lists_are_a_grid_with_its_trials():
    assert document({"x": "linspace[-0.6:0.6:4]"}) == {
        "kind": "grid",
        "count": 4,
        "trials": [{"x": -0.6}, {"x": -0.2}, {"x": 0.2}, {"x": 0.6}],
        "space": {"x": {"distribution": "choice", "choices": [-0.6, -0.2, 0.2, 0.6]}},
    }


def test_that_a_range_is_a_search_without_trials():
    assert document({"x": "[0:0.5]", "n": "[1:9:3]", "lr": "loguniform[1e-5:0.1]"}) == {
        "kind": "search",
        "count": 20,
        "space": {
            "x": {"distribution": "uniform", "low": 0, "high": 0.5, "type": "float"},
            "n": {"distribution": "uniform", "low": 1, "high": 9, "type": "int", "initial": 3},
            "lr": {"distribution": "loguniform", "low": 1e-5, "high": 0.1, "type": "float"},
        },
    }


def test_that_a_limit_counts():
    assert document({"x": "[0:0.5]"}, max_trials=5)["count"] == 5
    limited = document({"x": "range[100]"}, max_trials=5, seed=1)
    assert limited["count"] == len(limited["trials"]) == 5


def test_that_a_search_counts_no_more_trials_than_there_are():
    assert document({"n": "[1:3]"}, "bayes")["count"] == 3


def test_that_an_optimizer_turns_a_list_into_a_search():
    assert document({"x": "[1, 2]"}, "gp")["kind"] == "search"
    assert document({"x": "[0.0:1.0]"}, "grid")["count"] == 5


def test_that_at_most_a_thousand_trials_are_listed():
    made = document({"x": "range[5000]"})
    assert made["count"] == 5000
    assert len(made["trials"]) == len(made["space"]["x"]["choices"]) == 1000


def test_that_special_values_are_strings_and_lists_are_lists():
    made = document({"x": "[nan, inf, -inf, [1, 2], null]"})
    assert [trial["x"] for trial in made["trials"]] == ["nan", "inf", "-inf", [1, 2], None]


def test_that_rows_are_a_grid_with_the_values_they_name():
    space = parse({"y": "1"}, rows=[{"x": "1"}, {"x": "2"}, {"x": "1"}])
    made = print_trials_document(space)
    assert made["kind"] == "grid"
    assert [trial["x"] for trial in made["trials"]] == [1, 2, 1]
    assert made["space"]["x"] == {"distribution": "choice", "choices": [1, 2]}


def test_that_every_problem_is_in_the_errors_document_with_its_place():
    made = errors({"x": "linspce[0:1:3]", "y": "[1,,2]"})
    assert made["error"] == made["errors"][0]
    first, second = made["errors"]
    assert set(first) == {"message", "hint", "flag", "start", "end"}
    assert (first["flag"], first["start"], first["end"]) == ("x", 0, 7)
    assert "linspace" in first["hint"]
    assert (second["flag"], second["start"], second["end"]) == ("y", 3, 4)


def test_that_places_are_code_points():
    text = "['🜁🜂', 1,,2]"
    place = errors({"x": text})["error"]["start"]
    assert text[place] == ","
    assert place == text.index(",,") + 1


def test_that_a_name_of_no_flag_is_in_the_errors_document():
    made = errors({"y": "1"}, [FlagInfo("x")])
    assert made["error"]["flag"] == "y"


def test_that_too_large_a_grid_answers_with_number_and_limit():
    with pytest.raises(UserError) as caught:
        document({f"x{n}": "[0,1]" for n in range(64)})
    made = errors_document(caught.value)
    assert "1.8e+19" in made["error"]["message"]
    assert "100,000" in made["error"]["message"]
    assert made["error"]["flag"] == ""
