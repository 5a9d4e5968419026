"""The frame: what a column says of every run, and that changes arrive without losing anything."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.batch import Objective
from guild_desktop.core.column import Column, Presence
from guild_desktop.core.column_names import UnknownColumn
from guild_desktop.core.errors import UserError
from guild_desktop.core.field_columns import STATUSES
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Run, Status
from tests.core.sample_runs import frame_of, frame_of_flag, make_batch, make_run, runs, scalar


def cells(column: Column) -> list[object]:
    """What a column says of each run: a number, a label, or the name of why there is none."""
    told: list[object] = []
    for value, presence in zip(column.values, column.presence, strict=True):
        if presence != Presence.VALUE:
            told.append(Presence(presence).name)
        elif column.kind == "category":
            told.append(column.labels[int(value)])
        else:
            told.append(float(value))
    return told


# Columns


def test_that_missing_nan_and_the_infinities_are_four_different_things() -> None:
    column = frame_of_flag(1.0, None, math.nan, math.inf, -math.inf).column("x")
    names = ["MISSING", "NAN", "POSITIVE_INFINITY", "NEGATIVE_INFINITY"]
    assert cells(column) == [1.0, *names]
    assert column.kind == "number"
    assert np.array_equal(column.known, [True, False, True, True, True])


def test_that_infinities_are_among_the_values_and_sort_as_numbers() -> None:
    values = frame_of_flag(1.0, math.inf, -math.inf, math.nan).column("x").values
    assert list(values[:3]) == [1.0, math.inf, -math.inf]
    assert math.isnan(values[3])


def test_that_null_is_nothing() -> None:
    frame = frame_of(make_run(0, {"x": None}), make_run(1, {"x": 2}))
    assert cells(frame.column("x")) == ["MISSING", 2.0]


def test_that_numbers_are_whole_when_all_of_them_are() -> None:
    assert frame_of_flag(1, 2.0, None, math.inf).column("x").whole
    assert not frame_of_flag(1, 2.5).column("x").whole
    assert not frame_of_flag(math.nan).column("x").whole


def test_that_booleans_are_categories_and_false_comes_first() -> None:
    column = frame_of_flag(True, False, True).column("x")
    assert column.labels == ("false", "true")
    assert cells(column) == ["true", "false", "true"]


def test_that_texts_and_numbers_of_the_same_look_stay_apart() -> None:
    column = frame_of_flag("1", 1, 1.0, True, "true").column("x")
    assert cells(column) == ["'1'", "1", "1.0", "true", "'true'"]
    assert column.categories == (True, 1, 1.0, "1", "true")


def test_that_categories_sort_by_the_numbers_in_them() -> None:
    column = frame_of_flag("net10", "net9", "Net1", 20, 3).column("x")
    assert column.labels == ("3", "20", "Net1", "net9", "net10")


def test_that_nan_and_infinity_are_no_categories() -> None:
    column = frame_of_flag("adam", math.nan, math.inf).column("x")
    assert column.labels == ("adam",)
    assert cells(column) == ["adam", "NAN", "POSITIVE_INFINITY"]


def test_that_lists_are_categories() -> None:
    column = frame_of_flag((16, 32), (16, 32), (8,)).column("x")
    assert cells(column) == ["[16, 32]", "[16, 32]", "[8]"]


def test_that_whole_numbers_beyond_all_floats_are_kept_exact() -> None:
    column = frame_of_flag(10**400, 10**400 + 1).column("x")
    assert column.labels == (str(10**400), str(10**400 + 1))


def test_that_a_column_cannot_be_written_to() -> None:
    frame = frame_of_flag(1.0, "a")
    column = frame.column("x")
    for array in (column.values, column.presence, frame.status, frame.alive, frame.targets.codes):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_that_the_fields_of_a_run_are_columns() -> None:
    run = make_run(
        3, started=5.0, seconds=1.5, label="good", marked=True, status=Status.ERROR, trial=4
    )
    frame = frame_of(run)
    told = {name: cells(frame.column(name))[0] for name in ("started", "time", "trial", "label")}
    assert told == {"started": 5.0, "time": 1.5, "trial": 4.0, "label": "good"}
    assert cells(frame.column("run")) == [run.id]
    assert cells(frame.column("batch")) == [run.batch]
    assert cells(frame.column("status")) == ["error"]
    assert cells(frame.column("marked")) == ["true"]
    assert cells(frame.column("operation")) == ["train.py"]


def test_that_the_status_column_has_every_status_in_the_order_of_a_runs_life() -> None:
    frame = frame_of(make_run(0), make_run(1, status=Status.LOST))
    column = frame.column("status")
    assert column.labels == tuple(status.value for status in Status)
    assert [STATUSES[code] for code in frame.status] == [Status.COMPLETED, Status.LOST]


def test_that_a_run_of_a_hidden_batch_shows_neither_batch_nor_trial() -> None:
    frame = frame_of(make_run(0), batches=(make_batch(hidden=True),))
    assert cells(frame.column("batch")) == cells(frame.column("trial")) == ["MISSING"]
    shown = frame.updated((), [make_batch()])
    assert cells(shown.column("trial")) == [1.0]


def test_that_an_empty_label_is_missing() -> None:
    assert cells(frame_of(make_run(0)).column("label")) == ["MISSING"]


# Names


def test_that_a_bare_name_is_a_field_then_a_flag_then_a_scalar() -> None:
    frame = frame_of(
        make_run(0, {"time": 1.0, "loss": 2.0}, scalars={"loss": scalar(3.0), "acc": scalar(4.0)})
    )
    origins = {name: frame.column(name).origin for name in ("time", "loss", "acc")}
    assert origins == {"time": "field", "loss": "flag", "acc": "scalar"}
    assert cells(frame.column("flag:time")) == [1.0]
    assert cells(frame.column("scalar:loss")) == [3.0]
    assert frame.flag_column("time") == "flag:time"
    assert frame.flag_column("loss") == "loss"
    assert frame.scalar_column("loss") == "scalar:loss"
    assert frame.scalar_column("acc") == "acc"


def test_that_an_aggregate_before_a_scalar_asks_for_that_of_its_values() -> None:
    summary = scalar(3.0, first=1.0, min=0.5, max=9.0, avg=2.0)
    frame = frame_of(make_run(0, {"min": 7}, scalars={"loss": summary}))
    named = ("first loss", "last loss", "min loss", "max loss", "avg loss", "scalar:min loss")
    assert [cells(frame.column(name))[0] for name in named] == [1.0, 3.0, 0.5, 9.0, 2.0, 0.5]
    assert cells(frame.column("min")) == [7.0]


def test_that_a_scalar_called_like_an_aggregate_of_another_comes_first() -> None:
    frame = frame_of(make_run(0, scalars={"loss": scalar(1.0), "min loss": scalar(8.0)}))
    assert cells(frame.column("min loss")) == [8.0]


def test_that_an_objective_is_a_scalar_even_where_a_flag_has_its_name() -> None:
    frame = frame_of(make_run(0, {"loss": 5.0}, loss=1.0))
    assert frame.objective_column(Objective("loss")) == "scalar:loss"
    assert frame.objective_column(Objective.of("scalar:loss")) == "scalar:loss"
    assert frame.objective_column(Objective("loss", aggregate="min")) == "min loss"


def test_that_an_unknown_column_is_told_with_the_nearest_name() -> None:
    frame = frame_of(make_run(0, {"noise": 1.0}, loss=1.0))
    with pytest.raises(UnknownColumn) as caught:
        frame.column("nois")
    assert isinstance(caught.value, UserError)
    assert "nois" in caught.value.message
    assert caught.value.hint == "Did you mean noise?"
    for name in ("attr:loss", "flag:loss", "scalar:noise", "min noise", "", "min"):
        with pytest.raises(UnknownColumn):
            frame.column(name)


def test_that_names_are_those_of_alive_runs_in_first_seen_order() -> None:
    first = make_run(0, {"b": 1, "a": 2}, deleted=1.0)
    frame = frame_of(first, make_run(1, {"z": 1, "y": 1}, loss=0.0), make_run(2, {"x": 1, "z": 2}))
    assert frame.flag_names == ("z", "y", "x")
    assert frame.scalar_names == ("loss",)
    restored = frame.updated([replace(first, deleted=None)])
    assert set(restored.flag_names) == {"a", "b", "x", "y", "z"}
    assert frame.flag_names == ("z", "y", "x")


# Changes


def test_that_a_run_keeps_its_position_whatever_happens() -> None:
    first, second = make_run(0, {"x": 1}), make_run(1, {"x": 2})
    frame = frame_of(first, second)
    after = frame.updated([make_run(2), replace(first, deleted=9.0)], purged=[second.id])
    assert [after.position(run_id) for run_id in after.ids] == [0, 1, 2]
    assert list(after.alive) == [False, False, True]
    assert list(after.purged) == [False, True, False]
    assert len(frame) == 2
    assert list(frame.alive) == [True, True]
    with pytest.raises(KeyError):
        after.position("never")


def test_that_the_trash_has_no_values_in_columns() -> None:
    run = make_run(0, {"x": "text"}, loss=1.0)
    frame = frame_of(run, make_run(1, {"x": 2}))
    assert frame.column("x").kind == "category"
    after = frame.updated([replace(run, deleted=1.0)])
    assert cells(after.column("x")) == ["MISSING", 2.0]
    assert cells(after.column("status")) == ["MISSING", "completed"]
    assert after.value("x", 0) is None


def test_that_a_record_that_came_back_beats_its_tombstone() -> None:
    run = make_run(0)
    frame = frame_of(run).updated(purged=[run.id])
    assert not frame.alive[0]
    back = frame.updated([replace(run, revision=9)], purged=[run.id])
    assert back.alive[0]
    assert back.revision == 9


def test_that_a_purged_batch_is_gone() -> None:
    frame = frame_of(make_run(0))
    assert set(frame.batches) == {"b" * 32}
    after = frame.updated(purged=["b" * 32])
    assert not after.batches
    assert cells(after.column("batch")) == ["MISSING"]


def test_that_the_revision_never_falls() -> None:
    frame = frame_of(make_run(0, revision=5))
    assert frame.revision == 5
    assert frame.updated(revision=9).revision == 9
    assert frame.updated([make_run(1, revision=2)]).revision == 5


def test_that_a_column_which_did_not_change_is_the_same_object() -> None:
    run = make_run(0, {"x": 1.0, "optimizer": "adam"}, loss=1.0)
    frame = frame_of(run, make_run(1, {"x": 2.0, "optimizer": "sgd"}), make_run(2), make_run(3))
    before = {name: frame.column(name) for name in ("x", "optimizer", "loss")}
    after = frame.updated([replace(run, scalars={"loss": scalar(0.5)}, revision=9)])
    assert after.column("x") is before["x"]
    assert after.column("optimizer") is before["optimizer"]
    assert cells(after.column("loss")) == [0.5, "MISSING", "MISSING", "MISSING"]


def test_that_one_changed_run_costs_no_look_at_the_others() -> None:
    looked_at: list[int] = []

    class Watched(dict[str, object]):
        """Flags that tell when they are read."""

        def get(self, key: str, default: object = None) -> object:  # type: ignore[override] # narrower is enough here
            looked_at.append(int(str(self["number"])))
            return super().get(key, default)

    every = [make_run(n, Watched(number=n, x=float(n))) for n in range(1000)]
    frame = frame_of(*every)
    frame.column("x")
    looked_at.clear()
    changed = replace(every[7], flags=Watched(number=7, x=0.5))
    after = frame.updated([changed, make_run(1000, Watched(number=1000, x=1.5))])
    assert after.column("x").values[7] == 0.5
    assert after.column("x").values[1000] == 1.5
    assert sorted(looked_at) == [7, 1000]


def test_that_a_new_category_takes_its_place_among_the_others() -> None:
    frame = frame_of_flag("adam", "sgd", "adam", "sgd")
    assert frame.column("x").labels == ("adam", "sgd")
    after = frame.updated([make_run(1, {"x": "lion"}), make_run(4, {"x": "zeta"})])
    assert after.column("x").labels == ("adam", "lion", "sgd", "zeta")
    assert cells(after.column("x")) == ["adam", "lion", "adam", "sgd", "zeta"]


def test_that_numbers_become_categories_with_the_first_text_and_back_without_it() -> None:
    frame = frame_of_flag(1, 2, 3)
    assert frame.column("x").kind == "number"
    mixed = frame.updated([make_run(1, {"x": "two"})])
    assert cells(mixed.column("x")) == ["1", "two", "3"]
    again = mixed.updated([make_run(1, {"x": 2})])
    assert cells(again.column("x")) == [1.0, 2.0, 3.0]


EVERY_COLUMN = (
    *("run", "operation", "status", "started", "time", "trial", "batch", "label", "marked"),
    *("x", "y", "loss", "flag:x", "scalar:x", "scalar:loss", "min loss", "avg y"),
)


def look(frame: RunFrame, name: str) -> object:
    """Everything a column says."""
    try:
        column = frame.column(name)
    except UnknownColumn:
        return None
    return cells(column), column.kind, column.labels, column.whole, column.origin


@given(st.data())
def test_that_an_updated_frame_equals_one_built_anew(data: st.DataObject) -> None:
    frame = RunFrame.empty().updated((), [make_batch("b"), make_batch("c", hidden=True)])
    latest: dict[str, Run] = {}
    purged: set[str] = set()
    for _ in range(data.draw(st.integers(1, 4), label="updates")):
        for name in data.draw(st.sets(st.sampled_from(EVERY_COLUMN)), label="looked at"):
            look(frame, name)
        numbers = data.draw(st.sets(st.integers(0, 7), max_size=4), label="numbers")
        changed = [data.draw(runs(number)) for number in sorted(numbers)]
        gone = data.draw(st.sets(st.sampled_from(frame.ids))) if frame.ids else set()
        gone -= {run.id for run in changed}
        frame = frame.updated(changed, purged=gone)
        latest |= {run.id: run for run in changed}
        purged = (purged - {run.id for run in changed}) | gone
    anew = RunFrame.empty().updated(
        [latest[run_id] for run_id in frame.ids], frame.batches.values(), purged=()
    )
    anew = anew.updated(purged=purged)
    assert frame.ids == anew.ids
    assert np.array_equal(frame.alive, anew.alive)
    assert np.array_equal(frame.status, anew.status)
    assert set(frame.flag_names) == set(anew.flag_names)
    assert set(frame.scalar_names) == set(anew.scalar_names)
    targets = [frame.targets.target(at) for at in range(len(frame))]
    assert targets == [
        frame.batches[run.batch].operation.target if run.batch in frame.batches else run.operation
        for run in map(latest.__getitem__, frame.ids)
    ]
    for name in EVERY_COLUMN:
        assert look(frame, name) == look(anew, name), name
