"""The rows of the runs table: their order, their texts, and that they hold still while runs arrive."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from guild_desktop.core.batch import Objective
from guild_desktop.core.clause import OneOf, Within
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from guild_desktop.gui.format import MINUS, NO_VALUE
from guild_desktop.gui.models.run_table_model import RunTableModel
from tests.gui.docks.sample_runs import (
    a_batch,
    a_run,
    a_scalar,
    failed,
    pending,
    running,
    runs_of,
)


@pytest.fixture
def model(session, themes):
    model = RunTableModel(session, themes)
    # Fatal: a model that breaks Qt's rules ends the test.
    model.tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return model


def section(model, name):
    return next(at for at, column in enumerate(model.columns) if column.name == name)


def texts(model, name, parent=None):
    parent = QModelIndex() if parent is None else parent
    at = section(model, name)
    return [model.index(row, at, parent).data() for row in range(model.rowCount(parent))]


def run_ids(model, parent=None):
    parent = QModelIndex() if parent is None else parent
    return [model.run_at(model.index(row, 0, parent)) for row in range(model.rowCount(parent))]


def test_that_runs_stand_below_their_sweep_newest_first(model, tell):
    batch = a_batch()
    runs = runs_of(batch, 3)
    tell(runs, [batch])
    assert model.rowCount() == 1
    sweep = model.index(0, 0)
    assert model.batch_at(sweep).id == batch.id
    assert run_ids(model, sweep) == [run.id for run in reversed(runs)]
    assert texts(model, "#", sweep) == ["1", "2", "3"]


def test_that_the_newest_sweep_is_on_top(model, tell):
    older, newer = a_batch(1), a_batch(2)
    tell([*runs_of(older, 2), *runs_of(newer, 2)], [older, newer])
    assert [model.batch_at(model.index(row, 0)).id for row in (0, 1)] == [newer.id, older.id]


def test_that_a_single_run_stands_for_itself_and_its_hidden_batch_has_no_row(model, tell):
    batch = a_batch(hidden=True, planned=1)
    run = a_run(batch, 1)
    tell([run], [batch])
    assert model.rowCount() == 1
    assert model.run_at(model.index(0, 0)) == run.id


def test_that_a_sweep_that_has_just_begun_has_a_row_without_runs(model, tell):
    batch = a_batch(status=Status.RUNNING, stopped=None)
    tell([], [batch])
    assert texts(model, "status") == ["◌ running 0/20"]


def test_that_a_sweep_tells_its_progress_and_its_best_value(model, tell):
    batch = a_batch(status=Status.RUNNING, stopped=None)
    runs = [
        replace(a_run(batch, 1), scalars={"loss": a_scalar(-0.5)}),
        replace(a_run(batch, 2), scalars={"loss": a_scalar(-0.75)}),
        failed(a_run(batch, 3)),
        running(a_run(batch, 4)),
        pending(a_run(batch, 5)),
    ]
    tell(runs, [batch])
    assert texts(model, "run") == ["train.py+gp"]
    assert texts(model, "status") == ["◌ running 2/20 · ✕ 1"]
    assert texts(model, "loss") == [f"{MINUS}0.75"]


def test_that_states_are_told_by_sign_and_word(model, tell):
    batch = a_batch()
    plain = runs_of(batch, 8)
    runs = [replace(run, status=status) for run, status in zip(plain, Status, strict=True)]
    tell(runs, [batch])
    assert texts(model, "status", model.index(0, 0)) == [
        "? interrupted",
        "◆ stopped early",
        "■ stopped",
        "✕ failed",
        "completed",
        "◌ running",
        "· staged",
        "· planned",
    ]


def test_that_only_unusual_states_are_coloured(model, tell, themes):
    batch = a_batch()
    tell([a_run(batch, 1), failed(a_run(batch, 2))], [batch])
    at = section(model, "status")
    sweep = model.index(0, 0)
    colours = [model.index(row, at, sweep).data(Qt.ItemDataRole.ForegroundRole) for row in (0, 1)]
    assert colours == [themes.theme.failed, None]


def test_that_numbers_of_a_column_share_one_format_with_a_true_minus(model, tell):
    batch = a_batch()
    runs = [
        replace(a_run(batch, trial), flags={"x": x})
        for trial, x in enumerate([-0.5, 1.25, 0.1234567], start=1)
    ]
    tell(runs, [batch])
    sweep = model.index(0, 0)
    assert texts(model, "x", sweep) == ["0.123", "1.250", f"{MINUS}0.500"]
    aligned = model.index(0, section(model, "x"), sweep).data(Qt.ItemDataRole.TextAlignmentRole)
    assert aligned & Qt.AlignmentFlag.AlignRight


def test_that_the_best_value_is_bold_and_no_other(model, tell):
    batch = a_batch()
    losses = [0.5, -0.5, 0.0]
    runs = [
        replace(a_run(batch, trial), scalars={"loss": a_scalar(loss)})
        for trial, loss in enumerate(losses, start=1)
    ]
    tell(runs, [batch])
    at = section(model, "loss")
    fonts = [
        model.index(row, at, model.index(0, 0)).data(Qt.ItemDataRole.FontRole) for row in range(3)
    ]
    assert [font is not None and font.bold() for font in fonts] == [False, True, False]


@pytest.mark.parametrize("order", list(Qt.SortOrder))
def test_that_missing_values_come_last_in_either_order(model, tell, order):
    batch = a_batch()
    losses = [0.5, None, -0.5, float("nan")]
    runs = [
        replace(a_run(batch, trial), scalars={} if loss is None else {"loss": a_scalar(loss)})
        for trial, loss in enumerate(losses, start=1)
    ]
    tell(runs, [batch])
    model.sort(section(model, "loss"), order)
    shown = texts(model, "loss", model.index(0, 0))
    known = [f"{MINUS}0.5", "0.5"]
    assert shown[:2] == (known if order == Qt.SortOrder.AscendingOrder else known[::-1])
    assert sorted(shown[2:]) == ["nan", NO_VALUE]


def test_that_a_flat_list_sorts_over_all_sweeps(model, tell):
    first, second = a_batch(1), a_batch(2)
    runs = [
        replace(a_run(batch, trial), scalars={"loss": a_scalar(loss)})
        for batch, trial, loss in [(first, 1, 0.3), (first, 2, 0.1), (second, 1, 0.2)]
    ]
    tell(runs, [first, second])
    model.set_grouped(False)
    model.sort(section(model, "loss"))
    assert texts(model, "loss") == ["0.1", "0.2", "0.3"]


def test_that_only_matching_runs_are_listed_unless_others_are_wanted(model, tell, session, themes):
    batch = a_batch()
    runs = [replace(a_run(batch, trial), flags={"x": trial}) for trial in (1, 2, 3)]
    tell(runs, [batch])
    session.set_selection(Selection(clauses=(Within("x", None, 1),)))
    assert run_ids(model, model.index(0, 0)) == [runs[0].id]
    model.set_showing_others(True)
    sweep = model.index(0, 0)
    assert run_ids(model, sweep) == [run.id for run in reversed(runs)]
    greys = [
        model.index(row, section(model, "x"), sweep).data(Qt.ItemDataRole.ForegroundRole)
        for row in range(3)
    ]
    assert greys == [themes.theme.muted, themes.theme.muted, None]


def test_that_a_sweep_without_a_matching_run_has_no_row(model, tell, session):
    first, second = a_batch(1), a_batch(2)
    tell([*runs_of(first, 2), *runs_of(second, 2)], [first, second])
    session.set_selection(Selection(clauses=(OneOf("batch", (first.id,)),)))
    assert model.rowCount() == 1
    assert model.batch_at(model.index(0, 0)).id == first.id


def test_that_runs_of_other_scripts_are_left_out(model, tell, session):
    mine, other = a_batch(1), a_batch(2, script="other.py")
    tell([*runs_of(mine, 2), *runs_of(other, 2)], [mine, other])
    assert model.rowCount() == 2
    session.set_selection(Selection(target="/project/train.py"))
    assert [model.batch_at(model.index(0, 0)).id] == [mine.id]
    assert model.rowCount() == 1


def test_that_runs_in_the_trash_vanish_and_do_not_count(model, tell):
    batch = a_batch()
    runs = runs_of(batch, 3)
    tell(runs, [batch])
    tell([replace(runs[2], deleted=1.0)])
    sweep = model.index(0, 0)
    assert run_ids(model, sweep) == [runs[1].id, runs[0].id]
    assert texts(model, "#", sweep) == ["1", "2"]


def test_that_a_row_is_still_the_same_run_after_others_have_come(model, tell):
    batch = a_batch(status=Status.RUNNING, stopped=None)
    runs = runs_of(batch, 5)
    tell(runs, [batch])
    model.sort(section(model, "loss"))
    kept = {run.id: QPersistentModelIndex(model.index_of_run(run.id)) for run in runs}
    sweep = QPersistentModelIndex(model.index(0, 0))
    tell(runs_of(batch, 5, first=6))
    tell(runs_of(a_batch(2), 3), [a_batch(2)])
    assert {run_id: model.run_at(index) for run_id, index in kept.items()} == {
        run_id: run_id for run_id in kept
    }
    assert model.batch_at(sweep).id == batch.id
    assert sweep.row() == 1


def test_that_rows_of_runs_that_no_longer_match_are_forgotten(model, tell, session):
    batch = a_batch()
    runs = runs_of(batch, 4)
    tell(runs, [batch])
    gone = QPersistentModelIndex(model.index_of_run(runs[0].id))
    session.set_selection(Selection(clauses=(OneOf("run", (runs[1].id,)),)))
    assert not gone.isValid()


def test_that_new_flags_and_scalars_get_columns_at_the_end(model, tell):
    batch = a_batch(status=Status.RUNNING)
    tell([running(a_run(batch, 1, flags={"x": 1}))], [batch])
    before = [column.name for column in model.columns]
    tell([a_run(batch, 1, flags={"x": 1})])
    tell([a_run(batch, 2, flags={"x": 1, "y": 2})])
    assert [column.name for column in model.columns] == [*before, "loss", "y"]


def test_that_the_objective_of_another_kind_gets_its_column(model, tell, session):
    batch = a_batch()
    tell(runs_of(batch, 3), [batch])
    session.set_objective(Objective("loss", "minimize", "min"))
    assert "min loss" in [column.title for column in model.columns]


def test_that_a_scalar_called_like_a_field_has_its_own_column(model, tell):
    batch = a_batch()
    run = a_run(batch, 1, scalars={"time": a_scalar(12.0)}, flags={"status": "warm"})
    tell([run], [batch])
    sweep = model.index(0, 0)
    assert texts(model, "scalar:time", sweep) == ["12"]
    assert texts(model, "flag:status", sweep) == ["warm"]
    assert texts(model, "status", sweep) == ["completed"]


def test_that_a_column_whose_last_run_is_purged_shows_nothing(model, tell):
    batch = a_batch()
    odd = a_run(batch, 1, flags={"odd": 1})
    tell([odd, a_run(batch, 2)], [batch])
    tell(purged=[odd.id])
    assert texts(model, "odd", model.index(0, 0)) == [NO_VALUE]


def test_that_texts_of_scripts_stay_on_one_line_and_are_cut(model, tell):
    batch = a_batch()
    run = a_run(batch, 1, flags={"text": "a\nb" + "x" * 1000}, label="<b>bold</b>")
    tell([run], [batch])
    sweep = model.index(0, 0)
    shown = texts(model, "text", sweep)[0]
    assert shown.startswith("a↵b")
    assert len(shown) <= 501
    assert texts(model, "label", sweep) == ["<b>bold</b>"]
    tip = model.index(0, section(model, "label"), sweep).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;" in tip


def test_that_the_time_of_a_running_run_grows(model, tell):
    batch = a_batch(status=Status.RUNNING, stopped=None)
    tell([running(a_run(batch, 1))], [batch])
    # It began in the past of any clock this test runs under, or in its future: never below zero.
    shown = texts(model, "time", model.index(0, 0))[0]
    assert shown.split()[0].isdigit()
    told = []
    model.dataChanged.connect(lambda first, last, _roles: told.append(first.column()))
    model.tick()
    assert set(told) == {section(model, "time")}


def test_that_ten_thousand_runs_are_ordered_by_any_column(session, themes, tell):
    # Without Qt's tester, which visits every row at every change.
    model = RunTableModel(session, themes)
    batches = [a_batch(number) for number in range(1, 51)]
    runs = [run for batch in batches for run in runs_of(batch, 200)]
    tell(runs, batches)
    assert model.rowCount() == 50
    model.set_grouped(False)
    model.sort(section(model, "x"))
    column = session.frame.column("x")
    shown = [column.values[session.frame.position(run_id)] for run_id in run_ids(model)]
    assert len(shown) == 10_000
    assert shown == sorted(shown)


def test_that_planned_runs_stand_below_those_that_have_begun_without_a_number(model, tell):
    batch = a_batch(status=Status.RUNNING, stopped=None)
    runs = [a_run(batch, 1), running(a_run(batch, 2)), *(pending(a_run(batch, n)) for n in (3, 4))]
    tell(runs, [batch])
    sweep = model.index(0, 0)
    assert run_ids(model, sweep) == [runs[1].id, runs[0].id, runs[2].id, runs[3].id]
    assert [model.index(row, 0, sweep).data() for row in range(4)] == ["3", "4", "", ""]
    tell([running(a_run(batch, 3))])
    assert run_ids(model, sweep) == [runs[2].id, runs[1].id, runs[0].id, runs[3].id]
    assert [model.index(row, 0, sweep).data() for row in range(4)] == ["2", "3", "4", ""]
