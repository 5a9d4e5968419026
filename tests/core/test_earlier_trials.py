"""Which earlier trials a search uses, and what a person is told of the others."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.batch import Objective
from guild_desktop.core.earlier_trials import Cause, EarlierTrials, Misfit, earlier_trials, misfits
from guild_desktop.core.objective_value import objective_value
from guild_desktop.core.run import Run, Status
from guild_desktop.core.space import Search, SearchSpace
from guild_desktop.core.values import Value
from guild_desktop.flags import format_space, parse
from guild_desktop.optimizers import create
from tests.core.sample_runs import make_run, scalar


def space(where: str = "", **texts: str) -> SearchSpace:
    return parse(texts, where=where)


def search(where: str = "", **texts: str) -> Search:
    resolved = space(where, **texts).resolve("random")
    assert isinstance(resolved, Search)
    return resolved


def judged(
    runs: list[Run], goal: str = "loss", where: str = "", **texts: str
) -> tuple[EarlierTrials, str]:
    objective = Objective(goal)
    found = earlier_trials(
        search(where, **texts), objective, runs, lambda run: objective_value(run, objective)
    )
    return found, found.sentence(format_space(space(where, **texts)))


def begun(number: int, flags: dict[str, Value], loss: float | None = 1.0, **others: object) -> Run:
    return make_run(number, flags, loss, started=1.0, **others)


def test_that_a_narrowed_range_uses_the_trials_inside_its_ends_included() -> None:
    runs = [begun(n, {"x": x}) for n, x in enumerate((-0.6, -0.5, 0.0, 0.5, 0.6, 2.0))]
    found, said = judged(runs, x="[-0.5:0.5]")
    assert [run.flags["x"] for run, _ in found.told] == [-0.5, 0.0, 0.5]
    assert said == "uses 3 of 6 earlier trials: 3 lie outside x=[-0.5:0.5]"
    assert found.leaves_out


def test_that_a_widened_range_uses_all_of_them() -> None:
    found, said = judged([begun(0, {"x": 0.1}), begun(1, {"x": 0.2})], x="[-5.0:5.0]")
    assert said == "uses 2 of 2 earlier trials"
    assert not found.leaves_out


def test_that_a_flag_that_varies_from_now_on_uses_the_value_that_it_had() -> None:
    runs = [begun(0, {"x": 0.1, "rate": 0.1}), begun(1, {"x": 0.2, "rate": 3})]
    found, said = judged(runs, x="[0.0:1.0]", rate="loguniform[0.01:1.0]")
    assert len(found.told) == 1
    assert said == "uses 1 of 2 earlier trials: 1 lies outside rate=loguniform[0.01:1.0]"


def test_that_a_flag_that_is_fixed_now_uses_only_trials_with_that_value() -> None:
    runs = [begun(n, {"x": 0.1, "k": k}) for n, k in enumerate((1, 2, 2, 3))]
    _, said = judged(runs, x="[0.0:1.0]", k="2")
    assert said == "uses 2 of 4 earlier trials: 2 had another k than 2"


def test_that_a_choice_that_is_gone_leaves_its_trials_out() -> None:
    runs = [begun(n, {"c": c}) for n, c in enumerate(("adam", "sgd", "lion", True, 1))]
    found, said = judged(runs, c="choice[adam, 1, sgd]")
    assert [run.flags["c"] for run, _ in found.told] == ["adam", "sgd", 1]
    assert said == "uses 3 of 5 earlier trials: 2 lie outside c=choice[adam, 1, sgd]"


def test_that_trials_from_before_the_script_had_a_flag_cannot_say_anything_about_it() -> None:
    runs = [begun(0, {"x": 0.1}), begun(1, {"x": 0.1, "momentum": 0.9})]
    assert judged(runs, x="[0.0:1.0]", momentum="[0.0:1.0]")[1] == (
        "uses 1 of 2 earlier trials: 1 ran without momentum"
    )
    # With one value for all there is nothing to say about it.
    assert judged(runs, x="[0.0:1.0]", momentum="0.9")[1] == "uses 2 of 2 earlier trials"


def test_that_trials_that_do_not_satisfy_the_condition_are_left_out() -> None:
    runs = [begun(n, {"a": a, "b": 3}) for n, a in enumerate((1, 2, 5))]
    found, said = judged(runs, where="a < b", a="[0:9]", b="[0:9]")
    assert len(found.told) == 2
    assert said == "uses 2 of 3 earlier trials: 1 does not satisfy a < b"


def test_that_a_failed_trial_is_told_without_a_value_and_named() -> None:
    runs = [begun(0, {"x": 0.1}), begun(1, {"x": 0.2}, None, status=Status.ERROR)]
    found, said = judged(runs, x="[0.0:1.0]")
    assert [value for _, value in found.told] == [1.0, None]
    assert said == "uses 1 of 2 earlier trials: 1 failed"
    # That would be so of any search.
    assert not found.leaves_out


def test_that_a_trial_that_was_stopped_or_lost_is_not_told() -> None:
    runs = [
        begun(0, {"x": 0.1}, None, status=Status.TERMINATED, reason="stopped"),
        begun(1, {"x": 0.2}, None, status=Status.LOST),
    ]
    found, said = judged(runs, x="[0.0:1.0]")
    assert found.told == ()
    assert said == "uses 0 of 2 earlier trials: 2 were not completed"


def test_that_an_objective_that_nobody_had_asked_for_makes_no_failures() -> None:
    runs = [begun(n, {"x": n / 10}) for n in range(3)]
    found, said = judged(runs, goal="accuracy", x="[0.0:1.0]")
    assert found.told == ()
    assert said == "uses 0 of 3 earlier trials: 3 reported no accuracy"


def test_that_who_reports_no_objective_though_others_did_before_has_failed() -> None:
    runs = [begun(0, {"x": 0.1}, None), begun(1, {"x": 0.2}), begun(2, {"x": 0.3}, None)]
    found, said = judged(runs, x="[0.0:1.0]")
    assert [(run.trial, value) for run, value in found.told] == [(2, 1.0), (3, None)]
    assert said == "uses 1 of 3 earlier trials: 2 reported no loss"


def test_that_a_result_that_is_no_number_counts_as_failed() -> None:
    runs = [begun(0, {"x": 0.1}, math.nan), begun(1, {"x": 0.2}, scalars={"loss": scalar(1)})]
    found, said = judged(runs, x="[0.0:1.0]")
    assert [value for _, value in found.told] == [None, 1.0]
    assert said == "uses 1 of 2 earlier trials: 1 reported no finite loss"


def test_that_attempts_count_once_and_what_never_started_not_at_all() -> None:
    runs = [
        begun(0, {"x": 0.1}, None, trial=1, status=Status.ERROR),
        begun(1, {"x": 0.1}, 2.0, trial=1),
        make_run(2, {"x": 0.3}, trial=2, status=Status.TERMINATED),
        begun(3, {"x": 0.4}, None, trial=3, status=Status.RUNNING),
    ]
    found, said = judged(runs, x="[0.0:1.0]")
    assert [(run.trial, value) for run, value in found.told] == [(1, 2.0)]
    assert said == "uses 1 of 1 earlier trial"


def test_that_nothing_is_said_where_nothing_was_tried() -> None:
    assert judged([], x="[0.0:1.0]")[1] == ""


def test_that_all_reasons_are_told_in_order_and_another_noun_is_used() -> None:
    runs = [
        *(begun(n, {"x": n / 10}) for n in range(14)),
        *(begun(20 + n, {"x": 9.0}) for n in range(4)),
        begun(30, {"x": 0.5}, None),
        begun(31, {"x": 0.5}, None, status=Status.ERROR),
    ]
    found, _ = judged(runs, x="[0.0:2.0]")
    assert found.sentence({"x": "[0.0:2.0]"}, "run") == (
        "uses 14 of 20 earlier runs: 4 lie outside x=[0.0:2.0], 1 reported no loss, 1 failed"
    )


SPACES = {
    "x": (
        "[0.0:1.0]",
        "[-1:4]",
        "loguniform[0.5:4.0]",
        "loguniform[1:8]",
        "choice[1, yes, a, nan]",
    ),
    "y": ("0.5", "1", "yes", "a", "[0.0:1.0]", "choice[0.5, 2]"),
}
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.sampled_from(
        [None, True, False, 0, 1, 2, 1.0, 0.5, 1.5, math.nan, math.inf, "a", "1", (1,)]
    ),
    st.floats(allow_nan=True),
    st.integers(-10, 10),
)


@given(
    st.fixed_dictionaries({name: st.sampled_from(texts) for name, texts in SPACES.items()}),
    st.dictionaries(st.sampled_from(["x", "y", "z"]), VALUES),
)
def test_that_what_fits_is_exactly_what_an_optimizer_takes(
    texts: dict[str, str], flags: dict[str, Value]
) -> None:
    resolved = parse(texts).resolve("random")
    assert isinstance(resolved, Search)
    optimizer = create("random", resolved, seed=1)
    optimizer.tell(flags, 1.0)
    assert (misfits(resolved, [flags]) == [None]) == (optimizer.skipped == 0)


@given(st.lists(st.floats(-2, 2), max_size=12), st.floats(-2, 2), st.floats(-2, 2))
def test_that_each_trial_is_either_used_or_named(xs: list[float], one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    runs = [begun(n, {"x": x}) for n, x in enumerate(xs)]
    if low == high:
        high = low + 1
    found, _ = judged(runs, x=f"[{low!r}:{high!r}]")
    assert found.count == len(xs)
    assert [run.flags["x"] for run, _ in found.told] == [x for x in xs if low <= x <= high]
    assert {misfit for _, misfit in found.unused} <= {Misfit(Cause.OUTSIDE, "x")}


@pytest.mark.parametrize("cause", Cause)
def test_that_each_reason_has_words_for_one_and_for_many(cause: Cause) -> None:
    resolved = search(x="[0.0:1.0]")
    run = begun(0, {})
    for number in (1, 1200):
        unused = ((run, Misfit(cause, "x")),) * number
        said = EarlierTrials(resolved, Objective(), (), unused).sentence({"x": "[0.0:1.0]"})
        assert said.startswith(f"uses 0 of {number:,} earlier trial{'s' * (number > 1)}: ")
        assert f": {number:,} " in said
