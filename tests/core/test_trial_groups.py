"""Which runs are repeats of one trial: the arrays say what the records do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.attempts import by_trial, latest_attempts
from guild_desktop.core.batch import Objective
from guild_desktop.core.best import best_runs
from guild_desktop.core.gain_value import gain_of
from guild_desktop.core.objective_value import objective_value
from guild_desktop.core.run import Run, Status
from guild_desktop.core.trial_end import Spread, trial_ends
from guild_desktop.core.trial_groups import trial_groups
from tests.core.sample_runs import frame_of, make_run

statuses = st.sampled_from([Status.COMPLETED, Status.ERROR, Status.TERMINATED, Status.RUNNING])
drawn = st.lists(
    st.tuples(
        st.integers(1, 4), st.integers(1, 3), statuses, st.booleans(), st.floats(-9, 9), st.booleans()
    ),
    max_size=20,
)  # fmt: skip


def runs_of(pairs: list[tuple[int, int, Status, bool, float, bool]]) -> list[Run]:
    return [
        make_run(
            at,
            {"x": trial},
            loss,
            trial=trial,
            repeat=repeat,
            status=status,
            started=1.0 if begun else None,
            deleted=1.0 if deleted else None,
        )
        for at, (trial, repeat, status, begun, loss, deleted) in enumerate(pairs)
    ]


@given(drawn)
def test_that_trials_and_their_means_are_those_of_the_records(
    pairs: list[tuple[int, int, Status, bool, float, bool]],
) -> None:
    called_off: set[tuple[int, int]] = set()
    kept = []
    for pair in pairs:
        trial, repeat, status, begun, *_ = pair
        if status is Status.TERMINATED and not begun:
            # Of several that never began it is all the same which counts.
            if (trial, repeat) in called_off:
                continue
            called_off.add((trial, repeat))
        kept.append(pair)
    runs = runs_of(kept)
    frame = frame_of(*runs)
    groups = trial_groups(frame)
    alive = [run for run in runs if run.deleted is None]
    several = {
        trial: mine
        for trial, mine in by_trial(alive).items()
        if any(run.repeat > 1 for run in mine)
    }
    if groups is None:
        assert not several
        return
    assert len(groups) == len(several)
    means = groups.means(frame, frame.column("loss").values)
    latest = latest_attempts(run for mine in several.values() for run in mine)
    assert np.flatnonzero(groups.latest).tolist() == sorted(run.sequence for run in latest)
    for end in trial_ends(latest, lambda run: objective_value(run, Objective())):
        number = int(groups.of_run[end.runs[0].sequence])
        members = [run.sequence for run in several[end.trial]]
        assert groups.members(number).tolist() == members
        assert groups.first[number] == end.runs[0].sequence
        spread = means.spread(number)
        assert (spread is None) == (end.spread is None)
        if spread is not None and end.spread is not None:
            assert spread.mean == pytest.approx(end.spread.mean)
            assert spread.deviation == pytest.approx(end.spread.deviation, abs=1e-9)


def six() -> list[Run]:
    """Two trials with three repeats each; the second has the lowest value, the first the best mean."""
    losses = [1.0, 1.1, 1.2, 0.0, 3.0, 3.0]
    return [
        make_run(at, {"x": at // 3}, loss, trial=1 + at // 3, repeat=1 + at % 3)
        for at, loss in enumerate(losses)
    ]


def test_that_a_trial_is_folded_only_if_all_its_runs_are_visible() -> None:
    frame = frame_of(*six())
    groups = trial_groups(frame)
    assert groups is not None
    visible = np.ones(6, bool)
    assert np.flatnonzero(groups.folded(visible)).tolist() == [0, 3]
    visible[4] = False
    assert np.flatnonzero(groups.folded(visible)).tolist() == [0, 3, 5]
    assert groups.unfolded(np.array([0])).tolist() == [0, 1, 2]


def test_that_the_best_run_is_one_of_the_trial_with_the_best_mean() -> None:
    frame = frame_of(*six(), make_run(6, {"x": 9}, 1.15))
    found = best_runs(frame, frame.alive, Objective())
    assert found.tolist() == [0, 1, 2, 6, 3, 4, 5]


def test_that_runs_without_repeats_make_no_trials() -> None:
    assert trial_groups(frame_of(make_run(0, {"x": 1}, 1.0))) is None


def test_that_a_trial_of_which_a_repeat_was_stopped_early_is_not_the_best() -> None:
    pruned = Status.PRUNED
    lucky = [
        make_run(0, {"x": 1}, 0.1, trial=1),
        make_run(1, {"x": 1}, 5.0, trial=1, repeat=2, status=pruned),
    ]
    whole = [make_run(2, {"x": 2}, 0.3, trial=2), make_run(3, {"x": 2}, 0.5, trial=2, repeat=2)]
    frame = frame_of(*lucky, *whole)
    best = best_runs(frame, np.ones(4, bool), Objective())
    assert [frame.ids[at] for at in best] == [whole[0].id, whole[1].id]


@given(
    st.lists(
        st.one_of(st.sampled_from([1e308, -1e308, 1.7e308, 5e-324, 0.0]), st.floats(-1e308, 1e308)),
        min_size=2,
        max_size=5,
    )
)
def test_that_no_values_are_too_large_for_the_means_of_a_frame(values: list[float]) -> None:
    runs = [
        make_run(at, {}, value, trial=1, repeat=at + 1, origin="default")
        for at, value in enumerate(values)
    ]
    frame = frame_of(*runs)
    groups = trial_groups(frame)
    assert groups is not None
    found = groups.means(frame, frame.column("loss").values).spread(0)
    wanted = Spread.of(values)
    assert found is not None
    assert wanted is not None
    assert np.isfinite([found.mean, found.deviation]).all()
    # Where values cancel each other out, nothing but the size of the largest says what is near.
    near = max(map(abs, values)) * 1e-12
    assert found.mean == pytest.approx(wanted.mean, abs=near)
    assert found.deviation == pytest.approx(wanted.deviation, abs=near)
    gains = [gain_of(run, Objective(), wanted.mean) for run in runs]
    for position, gain in enumerate(gains):
        own = frame.value("gain", position)
        assert own == (None if gain is None else pytest.approx(gain, abs=near))
