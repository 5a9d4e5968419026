"""Which runs go to TensorBoard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from guild_desktop.core.filter import parse_filter
from guild_desktop.core.selection import Selection
from guild_desktop.gui.live.shown_runs import ShownRuns
from tests.core.sample_runs import frame_of, make_batch, make_run

BEFORE = [make_run(number, {"x": number}, loss=float(number)) for number in range(4)]


def positions(shown: ShownRuns, *runs: object) -> list[int]:
    frame = frame_of(*(runs or BEFORE), batches=(make_batch("b"), make_batch("c")))
    return np.flatnonzero(shown.mask(frame)).tolist()


def test_that_nothing_is_shown_before_anything_was_asked_for() -> None:
    assert positions(ShownRuns()) == []


def test_that_a_selection_stands_for_runs_to_come_as_well() -> None:
    low = Selection(clauses=(parse_filter("loss < 2"),))
    shown = ShownRuns().with_selection(low)
    assert positions(shown) == [0, 1]
    later = [make_run(4, {"x": 9}, loss=0.5), make_run(5, {"x": 9}, loss=5.0)]
    assert positions(shown, *BEFORE, *later) == [0, 1, 4]


def test_that_what_was_shown_before_stays() -> None:
    low = Selection(clauses=(parse_filter("loss < 1"),))
    high = Selection(clauses=(parse_filter("loss > 2"),))
    shown = ShownRuns().with_selection(low).with_selection(high)
    assert positions(shown) == [0, 3]
    assert positions(shown.with_picked([BEFORE[1].id], [])) == [0, 1, 3]
    assert shown.with_selection(high) == shown


def test_that_a_picked_sweep_stands_for_its_runs_to_come_as_well() -> None:
    shown = ShownRuns().with_picked([], ["c" * 32])
    later = make_run(4, {"x": 9}, batch="c" * 32)
    assert positions(shown) == []
    assert positions(shown, *BEFORE, later) == [4]


def test_that_runs_in_the_trash_are_not_shown() -> None:
    shown = ShownRuns().with_selection(Selection()).with_picked([BEFORE[1].id], ["b" * 32])
    deleted = [replace(run, deleted=1.0) for run in BEFORE[:2]]
    assert positions(shown, *deleted, *BEFORE[2:]) == [2, 3]
