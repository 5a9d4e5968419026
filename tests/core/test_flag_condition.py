"""Conditions on the flags of trials: how they are read, and what they leave of a grid."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.clause import ColumnPair, Comparison, negated
from guild_desktop.core.condition_errors import FilterError
from guild_desktop.core.errors import UserError
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.flag_condition import FlagCondition
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.grid import Axis, Grid
from guild_desktop.core.run import Run, Status
from guild_desktop.core.values import Value
from guild_desktop.flags import parse

FLAGS = ("warmup", "epochs", "optimizer", "time")


def pairs(text: str, *values: tuple[Value, Value]) -> list[tuple[Value, Value]]:
    """Of runs with these values of x and y those that satisfy a condition."""
    runs = [
        Run(str(at), at, "", at, "train.py", Status.COMPLETED, flags={"x": x, "y": y})
        for at, (x, y) in enumerate(values)
    ]
    mask = parse_filter(text).mask(RunFrame.empty().updated(runs))
    return [value for value, inside in zip(values, mask, strict=True) if inside]


def test_that_two_columns_of_a_run_can_be_compared() -> None:
    assert pairs("x < `y`", (1, 2), (2, 2), (3, 2)) == [(1, 2)]
    assert pairs("x >= `y`", (1, 2), (2, 2.0), (3, 2)) == [(2, 2.0), (3, 2)]
    assert pairs("x = `y`", ("a", "a"), ("a", "b"), (1, True), ((1, 2), (1, 2))) == [
        ("a", "a"),
        ((1, 2), (1, 2)),
    ]
    assert pairs("x != `y`", ("a", "a"), (1, "1")) == [(1, "1")]


def test_that_a_run_that_lacks_one_of_two_columns_satisfies_neither_side() -> None:
    for text in ("x < `y`", "not x < `y`", "x = `y`", "x != `y`", "x < `z`", "not x < `z`"):
        assert pairs(text, (None, 1), (1, None)) == []


def test_that_neighbours_beyond_the_floats_are_told_apart() -> None:
    big = 2**53
    assert pairs("x < `y`", (big, big + 1), (big + 1, big)) == [(big, big + 1)]
    assert pairs("x = `y`", (big, big + 1), (big, big)) == [(big, big)]


def test_that_a_comparison_of_columns_has_an_opposite() -> None:
    assert negated(ColumnPair("x", "<", "a b")).text == "x >= `a b`"


def test_that_a_bare_word_is_a_flag_where_there_is_one_and_a_text_elsewhere() -> None:
    assert FlagCondition.of("warmup < epochs", FLAGS).clause == ColumnPair("warmup", "<", "epochs")
    adam = Comparison("optimizer", "=", "adam")
    assert FlagCondition.of("optimizer = adam", FLAGS).clause == adam
    quoted = Comparison("optimizer", "=", "epochs")
    assert FlagCondition.of("optimizer = 'epochs'", FLAGS).clause == quoted
    assert parse_filter("warmup < epochs") == Comparison("warmup", "<", "epochs")


def test_that_a_flag_with_the_name_of_a_field_is_the_flag() -> None:
    condition = FlagCondition.of("time < 3", FLAGS)
    assert condition.flags == {"time"}
    assert [condition.holds({"time": time}) for time in (2, 4)] == [True, False]


@pytest.mark.parametrize(
    ("text", "start", "end", "message", "hint"),
    [
        ("warmup < epoch", 9, 14, "There is no flag epoch.", "Did you mean epochs?"),
        ("warmpu < 3", 0, 6, "There is no flag warmpu.", "Did you mean warmup?"),
        ("epochs > 1 and `l r` = 1", 15, 20, "There is no flag l r.", "There are warmup"),
        ("min epochs > 1", 0, 10, "There is no flag min epochs.", ""),
        ("warmup <", 7, 8, "A value is missing here.", ""),
    ],
)
def test_that_a_slip_is_told_with_its_place(
    text: str, start: int, end: int, message: str, hint: str
) -> None:
    with pytest.raises(FilterError) as caught:
        FlagCondition.of(text, FLAGS)
    assert (caught.value.start, caught.value.end) == (start, end)
    assert caught.value.message == message
    assert hint in caught.value.hint


def test_that_a_trial_without_a_value_is_left_out_unless_the_condition_speaks_of_it() -> None:
    assert not FlagCondition.of("warmup < 3", FLAGS).holds({"warmup": None})
    assert FlagCondition.of("warmup < 3 or warmup is undefined", FLAGS).holds({"warmup": None})


VALUES = st.lists(st.integers(0, 3) | st.sampled_from(["a", None, 2.5]), min_size=1, max_size=4)


@given(
    st.lists(st.tuples(VALUES, st.integers(1, 3)), min_size=3, max_size=3),
    st.sampled_from(["a < c", "b > 1", "a = b or c = a", "not a = 2", "b is undefined", "a <= a"]),
)
def test_that_a_grid_lists_exactly_the_combinations_that_satisfy_its_condition(
    lists: list[tuple[list[Value], int]], text: str
) -> None:
    condition = FlagCondition.of(text, ("a", "b", "c"))
    axes = {
        name: Axis(tuple(values), repeat)
        for name, (values, repeat) in zip("abc", lists, strict=True)
    }
    combined = itertools.product(*(axis.values() for axis in axes.values()))
    trials = [dict(zip("abc", values, strict=True)) for values in combined]
    grid = Grid(axes, where=condition)
    assert list(grid.trials()) == [trial for trial in trials if condition.holds(trial)]
    assert (grid.count, grid.combinations) == (len(list(grid.trials())), len(trials))


def test_that_a_limit_takes_its_part_of_what_satisfies_the_condition() -> None:
    space = parse({"a": "range[1:40]", "b": "range[1:40]"}, where="a < b")
    grid = space.resolve()
    assert isinstance(grid, Grid)
    few, more = (list(grid.trials(limit, seed=1)) for limit in (20, 50))
    assert (grid.count, len(few), len(more)) == (780, 20, 50)
    assert all(trial["a"] < trial["b"] for trial in more)  # type: ignore[operator]
    assert all(trial in more for trial in few)
    every = [value for trial in grid.trials() for value in trial.values()]
    assert {type(value) for value in every} == {int}


def test_that_each_row_of_a_trials_file_is_held_against_the_condition() -> None:
    rows = [{"a": "1", "b": "[1, 2, 3]"}, {"a": "3", "b": "[2, 4]"}]
    grid = parse({"c": "[5, 6]"}, rows=rows, where="a < b").resolve()
    assert isinstance(grid, Grid)
    assert [(trial["a"], trial["b"]) for trial in grid.trials()] == [
        *((1, 2), (1, 2), (1, 3), (1, 3)),
        *((3, 4), (3, 4)),
    ]


def test_that_a_condition_about_few_flags_chooses_among_a_million_combinations() -> None:
    names = dict.fromkeys("abc", "range[1:100]")
    grid = parse(names, where="a < b").resolve()
    assert isinstance(grid, Grid)
    assert grid.count == 495_000
    with pytest.raises(UserError, match="too many for a condition"):
        parse({**names, "d": "[1, 2]"}, where="a < b").resolve()
    with pytest.raises(UserError, match="too many for a condition"):
        parse(names, where="a < b and c = 1").resolve()
