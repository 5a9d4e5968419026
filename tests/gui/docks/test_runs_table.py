"""The runs table: folding, order, columns, widths and looks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from guild_desktop.core.batch import Objective
from guild_desktop.core.clause import OneOf, Within
from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from tests.gui.docks.runs_table_parts import seen_columns
from tests.gui.docks.sample_runs import a_batch, a_run, a_scalar, an_operation, runs_of


def test_that_new_sweeps_come_unfolded_and_folded_ones_stay_folded(table, tell):
    first, second, third = a_batch(1), a_batch(2), a_batch(3)
    tell([*runs_of(first, 3), *runs_of(second, 3)], [first, second])
    assert table.view.isExpanded(table.model.index_of_batch(first.id))
    table.view.collapse(table.model.index_of_batch(first.id))
    tell(runs_of(third, 2), [third])
    tell([a_run(first, 4)])
    unfolded = {
        batch.id: table.view.isExpanded(table.model.index_of_batch(batch.id))
        for batch in (first, second, third)
    }
    assert unfolded == {first.id: False, second.id: True, third.id: True}


def test_that_a_folded_sweep_is_still_folded_after_a_filter_hid_it(table, tell, session):
    first, second = a_batch(1), a_batch(2)
    tell([*runs_of(first, 3), *runs_of(second, 3)], [first, second])
    table.view.collapse(table.model.index_of_batch(first.id))
    session.set_selection(Selection(clauses=(OneOf("batch", (second.id,)),)))
    session.set_selection(Selection())
    assert not table.view.isExpanded(table.model.index_of_batch(first.id))
    assert table.view.isExpanded(table.model.index_of_batch(second.id))


def test_that_the_row_at_the_upper_edge_stays_there_while_runs_arrive(table, tell):
    batch = a_batch(status=Status.RUNNING, stopped=None)
    tell(runs_of(batch, 200), [batch])
    view = table.view
    view.scrollTo(table.model.index_of_run(a_run(batch, 60).id), view.ScrollHint.PositionAtTop)
    before = table.model.run_at(view.indexAt(QPoint(5, 5)))
    tell(runs_of(batch, 40, first=201))
    assert table.model.run_at(view.indexAt(QPoint(5, 5))) == before


def test_that_at_the_top_the_newest_run_comes_into_sight(table, tell):
    batch = a_batch(status=Status.RUNNING, stopped=None)
    tell(runs_of(batch, 200), [batch])
    tell([a_run(batch, 201)])
    place = table.view.visualRect(table.model.index_of_run(a_run(batch, 201).id))
    assert table.view.viewport().rect().contains(place.center())


def test_that_a_click_on_a_heading_orders_and_another_turns_it_round(table, tell):
    batch = a_batch()
    tell(runs_of(batch, 6), [batch])
    header = table.view.header()
    at = next(at for at, column in enumerate(table.model.columns) if column.name == "loss")
    place = QPoint(header.sectionViewportPosition(at) + 10, header.height() // 2)

    def order():
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        sweep = table.model.index_of_batch(batch.id)
        ids = [table.model.run_at(table.model.index(row, 0, sweep)) for row in range(6)]
        losses = {run.id: run.scalars["loss"].last for run in runs_of(batch, 6)}
        return [losses[run_id] for run_id in ids]

    up, down = order(), order()
    assert up == sorted(up)
    assert down == up[::-1]
    assert table.model.headerData(at, Qt.Orientation.Horizontal) == "loss ↓"


def test_that_the_objective_is_the_last_column_and_constant_flags_are_hidden(table, tell, session):
    batch = a_batch()
    runs = [
        replace(run, scalars={"loss": a_scalar(1.0), "accuracy": a_scalar(0.5)})
        for run in runs_of(batch, 5)
    ]
    tell(runs, [batch])
    columns = seen_columns(table)
    assert columns[-2:] == ["accuracy", "loss"]
    assert "epochs" not in columns
    session.set_objective(Objective("accuracy", "maximize"))
    assert seen_columns(table)[-2:] == ["loss", "accuracy"]


def test_that_of_a_single_run_all_flags_are_shown(table, tell):
    batch = a_batch(hidden=True)
    tell([a_run(batch, 1)], [batch])
    assert "epochs" in seen_columns(table)


def test_that_columns_can_be_chosen_and_reset(table, tell):
    batch = a_batch()
    tell(runs_of(batch, 5), [batch])
    menu = table.findChild(QToolButton, "columnsButton").menu()
    menu.aboutToShow.emit()
    actions = {action.data(): action for action in menu.actions() if action.data()}
    assert not actions["epochs"].isChecked()
    actions["epochs"].trigger()
    actions["lr"].trigger()
    assert "epochs" in seen_columns(table)
    assert "lr" not in seen_columns(table)
    tell([a_run(batch, 6)])
    assert "lr" not in seen_columns(table)
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    assert "epochs" not in seen_columns(table)
    assert "lr" in seen_columns(table)


def test_that_flags_stand_in_the_order_of_the_script(table, tell):
    names = ("optimizer", "x", "layers", "lr")
    operation = replace(an_operation(), flags=tuple(map(FlagInfo, names)))
    batch = replace(a_batch(), operation=operation)
    tell(runs_of(batch, 8), [batch])
    assert [name for name in seen_columns(table) if name in names] == list(names)


def test_that_an_empty_table_says_why(table, tell, session):
    assert table.view.empty_text == "No runs yet. They appear here as soon as they start."
    batch = a_batch()
    tell(runs_of(batch, 3), [batch])
    session.set_selection(Selection(clauses=(Within("loss", None, -10.0),)))
    assert table.view.empty_text == "No run matches these filters."


def test_that_rows_have_the_same_height_and_long_texts_do_not_widen_the_table(table, tell):
    batch = a_batch()
    runs = [a_run(batch, 1, flags={"text": "x" * 3_000_000}), a_run(batch, 2, flags={"text": "y"})]
    tell(runs, [batch])
    heights = {table.view.visualRect(table.model.index_of_run(run.id)).height() for run in runs}
    assert heights == {max(26, table.view.fontMetrics().height() + 8)}
    at = next(at for at, column in enumerate(table.model.columns) if column.name == "text")
    assert table.view.columnWidth(at) < 400
    table.grab()


@pytest.mark.parametrize("width", [900, 1300, 1901])
def test_that_few_columns_fill_the_table_to_its_edge(table, tell, width):
    batch = a_batch()
    tell(runs_of(batch, 30), [batch])
    table.resize(width, 500)
    table.grab()
    header = table.view.header()
    assert header.length() == table.view.viewport().width()
    widths = [header.sectionSize(at) for at in range(1, header.count())]
    assert max(widths) < width / 2


def test_that_long_headings_give_way_before_columns_are_out_of_sight(table, tell):
    batch = a_batch()
    name = "learning_rate_of_the_generator"
    tell([replace(run, flags={name: run.trial / 8}) for run in runs_of(batch, 9)], [batch])
    at = next(at for at, column in enumerate(table.model.columns) if column.name == name)
    table.resize(1300, 500)
    table.grab()
    whole = table.view.columnWidth(at)
    table.resize(700, 500)
    table.grab()
    assert table.view.columnWidth(at) < whole / 1.5
    assert table.view.header().length() <= table.view.viewport().width()


def test_that_a_width_a_person_chose_is_kept(table, tell):
    batch = a_batch()
    tell(runs_of(batch, 3), [batch])
    header = table.view.header()
    header.resizeSection(1, 300)
    tell(runs_of(batch, 5, first=4))
    table.resize(1200, 500)
    assert table.view.columnWidth(1) == 300


def test_that_the_table_is_drawn_in_both_themes(table, tell, themes):
    batch = a_batch()
    tell(runs_of(batch, 3), [batch])
    colours = set()
    for choice in ("light", "dark"):
        themes.choose(choice)
        picture = table.grab().toImage()
        colours.add(picture.pixelColor(500, 300).lightness() > 128)
    assert colours == {True, False}
