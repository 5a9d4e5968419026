"""How much better than the script's defaults runs are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.batch import Objective
from guild_desktop.core.filter import parse_filter
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.gain_value import gain_of, value_of_defaults
from guild_desktop.core.run import Run, Status
from tests.core.sample_runs import make_batch, make_run, scalar

ONE, OTHER = make_batch("b"), make_batch("c", 1, objective=Objective("acc", "maximize"))


def gains(*runs: Run) -> list[float | None]:
    frame = RunFrame.empty().updated(runs, (ONE, OTHER))
    column = frame.column("gain")
    assert column.kind == "number"
    values = [frame.value("gain", position) for position in range(len(runs))]
    for value, known, number in zip(values, column.known, column.values, strict=True):
        assert (value is None) == (not known) == bool(np.isnan(number))
    return values  # type: ignore[return-value]


def test_that_a_lower_value_is_a_gain_where_low_is_the_goal() -> None:
    runs = (
        make_run(0, {"x": 1}, 0.5, origin="default"),
        make_run(1, {"x": 2}, 0.25, origin="model"),
        make_run(2, {"x": 3}, 2.5),
    )
    assert gains(*runs) == [0.0, 0.25, -2.0]
    assert math.copysign(1, gains(*runs)[0] or 0.0) == 1


def test_that_a_higher_value_is_a_gain_where_high_is_the_goal_and_sweeps_keep_apart() -> None:
    of_other = [
        make_run(n, {}, None, batch="c" * 32, origin=origin, scalars={"acc": scalar(value)})
        for n, (origin, value) in enumerate((("default", 0.5), ("model", 0.75)))
    ]
    others = [make_run(2, {}, 1.0), make_run(3, {}, 4.0, origin="default"), make_run(4, {}, 3.0)]
    assert gains(*of_other, *others) == [0.0, 0.25, 3.0, 0.0, 1.0]


def test_that_repeats_of_the_defaults_count_with_their_mean() -> None:
    defaults = [make_run(n, {}, loss, origin="default") for n, loss in enumerate((1.0, 2.0))]
    assert gains(*defaults, make_run(2, {}, 0.5)) == [0.5, -0.5, 1.0]


@pytest.mark.parametrize(
    "default",
    [
        make_run(0, {}, 1.0),
        make_run(0, {}, None, origin="default"),
        make_run(0, {}, math.nan, origin="default"),
        make_run(0, {}, math.inf, origin="default"),
        make_run(0, {}, 1.0, origin="default", status=Status.ERROR),
        make_run(0, {}, 1.0, origin="default", deleted=5.0),
    ],
    ids=["none", "silent", "nan", "infinite", "failed", "in the trash"],
)
def test_that_nothing_is_compared_with_defaults_that_gave_nothing(default: Run) -> None:
    assert gains(default, make_run(1, {}, 0.5)) == [None, None]


def test_that_runs_without_a_finite_value_gain_nothing() -> None:
    runs = [
        make_run(0, {}, 1.0, origin="default"),
        make_run(1, {}, math.inf),
        make_run(2, {}, None),
        make_run(3, {}, 0.5, status=Status.ERROR),
    ]
    assert gains(*runs) == [0.0, None, None, None]


def test_that_a_filter_knows_the_gain_unless_a_flag_has_its_name() -> None:
    runs = [make_run(0, {}, 1.0, origin="default"), make_run(1, {}, 0.5), make_run(2, {}, 3.0)]
    frame = RunFrame.empty().updated(runs, (ONE,))
    assert parse_filter("gain > 0").mask(frame).tolist() == [False, True, False]
    named = frame.updated([make_run(3, {"gain": 7}, 1.0)])
    assert parse_filter("gain > 0").mask(named).tolist() == [False, False, False, True]
    assert parse_filter("attr:gain > 0").mask(named).tolist() == [False, True, False, False]


def test_that_the_gain_follows_when_the_defaults_end_late_or_change() -> None:
    late = make_run(0, {}, None, origin="default", status=Status.RUNNING)
    frame = RunFrame.empty().updated([late, make_run(1, {}, 0.5)], (ONE,))
    assert frame.value("gain", 1) is None
    frame = frame.updated([make_run(0, {}, 1.0, origin="default", revision=9)])
    assert frame.value("gain", 1) == 0.5
    frame = frame.updated([make_run(2, {}, 0.25)])
    assert frame.value("gain", 2) == 0.75


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["default", "model"]),
            st.one_of(st.none(), st.sampled_from([math.nan, math.inf]), st.floats(-9, 9)),
            st.sampled_from([Status.COMPLETED, Status.ERROR]),
        ),
        min_size=1,
    )
)
def test_that_a_run_alone_has_the_gain_that_it_has_among_all(
    told: list[tuple[str, float | None, Status]],
) -> None:
    runs = [
        make_run(number, {}, loss, origin=origin, status=status)
        for number, (origin, loss, status) in enumerate(told)
    ]
    defaults = value_of_defaults([run for run in runs if run.origin == "default"], ONE.objective)
    alone = [None if defaults is None else gain_of(run, ONE.objective, defaults) for run in runs]
    for gain, among_all in zip(alone, gains(*runs), strict=True):
        assert gain == (among_all if among_all is None else pytest.approx(among_all))
