"""The order in which the history shows runs, and what can be said along it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.filter import parse_filter
from guild_desktop.core.moment import read_moment
from guild_desktop.core.run import Status
from guild_desktop.gui.plots.history_order import (
    across_clause,
    best_so_far,
    kept_stretches,
    moment_between,
    order_runs,
    recent_medians,
)
from tests.gui.docks.sample_runs import NOON, a_batch, a_frame, a_run, failed, pending, runs_of


def everything(frame):
    return np.ones(len(frame), dtype=bool)


def kept_by(frame, clause):
    return {frame.run(at).trial for at in np.flatnonzero(clause.mask(frame))}


def test_that_the_runs_of_one_sweep_stand_at_their_trial_numbers():
    batch = a_batch()
    frame = a_frame((batch, [a_run(batch, 3), failed(a_run(batch, 1)), pending(a_run(batch, 4))]))
    order = order_runs(frame, everything(frame), "trial")
    assert order.column == "trial"
    assert [frame.run(row).trial for row in order.rows] == [1, 3]
    assert list(order.xs) == [1, 3]
    assert order.unstarted == 1


def test_that_a_planned_run_called_off_before_it_began_has_no_place():
    batch = a_batch()
    called_off = replace(pending(a_run(batch, 2)), status=Status.TERMINATED)
    frame = a_frame((batch, [a_run(batch, 1), called_off]))
    assert order_runs(frame, everything(frame), "trial").unstarted == 1


def test_that_runs_of_several_sweeps_are_counted_as_they_began():
    first, second = a_batch(1), a_batch(2, created=NOON + 100)
    late = a_run(first, 3, started=NOON + 500)
    frame = a_frame((first, [*runs_of(first, 2), late]), (second, runs_of(second, 2)))
    order = order_runs(frame, everything(frame), "trial")
    assert order.column == "started"
    assert list(order.xs) == [1, 2, 3, 4, 5]
    assert frame.run(order.rows[-1]) == late
    assert order.seams == (2.5,)


def test_that_by_time_a_run_stands_at_the_time_of_its_start():
    batch = a_batch()
    frame = a_frame((batch, runs_of(batch, 3)))
    order = order_runs(frame, everything(frame), "time")
    assert not order.counted
    assert list(order.xs) == [NOON + 1, NOON + 2, NOON + 3]


def test_that_the_random_start_of_a_method_with_a_model_is_known():
    batch, grid = a_batch(1), a_batch(2, optimizer="grid", created=NOON + 100)
    origins = ["initial", "random", "random", "model", "model"]
    runs = [a_run(batch, at, origin=origin) for at, origin in enumerate(origins, start=1)]
    frame = a_frame((batch, runs), (grid, [a_run(grid, 1, origin="grid")]))
    assert order_runs(frame, everything(frame), "trial").random == ((1.0, 3.0),)


def test_that_the_best_so_far_is_a_step_at_each_better_value():
    goal = np.array([np.nan, 3.0, 4.0, 2.0, np.nan, 2.0, 1.0])
    assert list(best_so_far(goal, "minimize")) == [1, 3, 6]
    assert list(best_so_far(goal, "maximize")) == [1, 2]
    assert not best_so_far(np.array([np.nan]), "minimize").size


@given(st.lists(st.floats(-9, 9), min_size=3, max_size=60))
def test_that_recent_medians_are_those_of_the_last_values(values):
    goal = np.array(values)
    at, medians = recent_medians(goal, 3, 1000)
    assert list(at) == list(range(2, len(values)))
    assert list(medians) == [float(np.median(goal[i - 2 : i + 1])) for i in at]
    few, _ = recent_medians(goal, 3, 5)
    assert few.size <= 5
    assert few[-1] == len(values) - 1


@given(st.integers(0, 11), st.integers(0, 11), st.sampled_from([1, 2]))
def test_that_a_range_across_is_a_filter_one_could_have_typed(low, high, sweeps):
    batches = [a_batch(at, created=NOON + 1000 * at) for at in range(1, sweeps + 1)]
    frame = a_frame(*((batch, runs_of(batch, 12 // sweeps)) for batch in batches))
    order = order_runs(frame, everything(frame), "trial")
    starts = frame.column("started").values[order.rows]
    low, high = min(low, high), max(low, high)
    clause = across_clause(order, starts, order.xs[low], order.xs[high])
    if (low, high) == (0, 11):
        assert clause is None
        return
    again = parse_filter(clause.text)
    assert again == clause
    assert set(np.flatnonzero(again.mask(frame))) == set(order.rows[low : high + 1])


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(2.7, 5.2, "trial in [3:5]"), (0.0, 4.0, "trial <= 4"), (8.0, 99.0, "trial >= 8")],
)
def test_that_a_range_past_the_end_is_open_there(low, high, text):
    batch = a_batch()
    frame = a_frame((batch, runs_of(batch, 12)))
    order = order_runs(frame, everything(frame), "trial")
    clause = across_clause(order, np.zeros(12), low, high)
    assert clause.text == text


@given(st.floats(1e9, 2e9), st.floats(1e-5, 1e6))
def test_that_a_moment_between_two_is_no_longer_than_it_must_be(earlier, gap):
    later = earlier + gap
    text = moment_between(earlier, later)
    read = text if isinstance(text, float) else read_moment(text)
    assert earlier < read <= later


def test_that_days_are_told_as_days():
    start = read_moment("2026-11-22 18:00")
    assert moment_between(start, read_moment("2026-11-23 09:30")) == "2026-11-23"
    nearby = read_moment("2026-11-22 18:01:30")
    assert moment_between(start, nearby) == "2026-11-22 18:01"


def test_that_unbroken_rows_of_kept_runs_are_found():
    kept = np.array([True, True, False, True])
    assert kept_stretches(kept) == ((0, 1), (3, 3))
    assert kept_stretches(~np.ones(3, dtype=bool)) == ()
