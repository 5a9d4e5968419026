"""Trials with repeats in the window: one row, means that decide what is best,
and more repeats for the best.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton

from guild_desktop.core.batch import Limits
from guild_desktop.core.clause import Comparison
from guild_desktop.core.run import Status
from guild_desktop.gui.docks.best_card import BestCard
from guild_desktop.gui.docks.end_banner import EndBanner
from guild_desktop.gui.format import MINUS
from guild_desktop.gui.models.gain_words import gain_words
from guild_desktop.gui.models.table_columns import GAIN
from tests.gui.docks.sample_runs import a_batch, a_run, a_scalar
from tests.gui.docks.told_analyses import ToldAnalyses

RUN, STATUS = "run", "status"


def repeated(losses, **changes):
    """A sweep whose trials have these losses, and its runs."""
    limits = Limits(max_trials=len(losses), repeat=max(map(len, losses)))
    batch = a_batch(planned=len(losses), limits=limits, **changes)
    runs = []
    for trial, values in enumerate(losses, 1):
        for repeat, loss in enumerate(values, 1):
            number = len(runs) + 1
            runs.append(
                replace(
                    a_run(batch, number),
                    trial=trial,
                    repeat=repeat,
                    flags={"x": float(trial)},
                    scalars={"loss": a_scalar(loss)},
                )
            )
    return batch, runs


TWO = [[1.0, 1.1, 1.2], [0.0, 3.0, 3.0]]
"""The second trial has the lowest value, the first the lower mean."""


def rows(table, name, batch):
    """What the cells of a column say below a sweep."""
    section = next(at for at, column in enumerate(table.model.columns) if column.name == name)
    above = table.model.index_of_batch(batch.id)
    model = table.model
    return [model.data(model.index(row, section, above)) for row in range(model.rowCount(above))]


def fold_button(table):
    return table.findChild(QToolButton, "foldRepeats")


def test_that_a_trial_is_one_row_with_mean_and_deviation(table, tell):
    batch, runs = repeated(TWO)
    tell(runs, [batch])
    assert rows(table, "loss", batch) == ["2.0 ± 1.7", "1.1 ± 0.1"]
    assert rows(table, STATUS, batch) == ["completed", "completed"]
    assert all(text.endswith("\N{MULTIPLICATION SIGN}3") for text in rows(table, RUN, batch))


def test_that_all_trials_are_unfolded_by_a_button_that_is_there_only_for_repeats(table, tell):
    plain = a_batch(2)
    tell([a_run(plain, 1)], [plain])
    assert fold_button(table).isHidden()
    batch, runs = repeated(TWO)
    tell(runs, [batch])
    assert not fold_button(table).isHidden()
    fold_button(table).click()
    assert len(rows(table, "loss", batch)) == 6
    fold_button(table).click()
    assert len(rows(table, "loss", batch)) == 2


def test_that_one_trial_is_unfolded_and_folded_by_keys(table, tell):
    batch, runs = repeated(TWO)
    tell(runs, [batch])
    table.view.setCurrentIndex(table.model.index_of_run(runs[0].id))
    QTest.keyClick(table.view, Qt.Key.Key_Right)
    assert rows(table, "loss", batch) == ["2.0 ± 1.7", "1.2", "1.1", "1.0"]
    table.view.setCurrentIndex(table.model.index_of_run(runs[2].id))
    QTest.keyClick(table.view, Qt.Key.Key_Left)
    assert rows(table, "loss", batch) == ["2.0 ± 1.7", "1.1 ± 0.1"]


def test_that_a_trial_of_which_some_runs_are_filtered_out_shows_those_that_are_not(
    table, tell, session
):
    batch, runs = repeated(TWO)
    tell(runs, [batch])
    session.set_selection(session.selection.with_clause(Comparison("loss", "<", 2.0)), "filter")
    assert rows(table, "loss", batch) == ["0.0", "1.1 ± 0.1"]


def test_that_the_row_of_a_trial_stands_for_all_its_runs(table, tell, session):
    batch, runs = repeated(TWO)
    tell(runs, [batch])
    view = table.view
    index = table.model.index_of_run(runs[4].id)
    view.selectionModel().select(
        index,
        view.selectionModel().SelectionFlag.ClearAndSelect
        | view.selectionModel().SelectionFlag.Rows,
    )
    assert set(session.highlight) == {run.id for run in runs[3:]}
    picked = table.menu.picked()
    assert len(picked.runs) == 3
    assert picked.only_run == runs[3]


def test_that_a_trial_some_repeats_of_which_differ_says_how(table, tell):
    batch, runs = repeated([[1.0, 2.0, 3.0]])
    runs[1] = replace(runs[1], status=Status.ERROR, scalars={})
    tell(runs, [batch])
    assert rows(table, STATUS, batch) == ["2 completed, 1 failed"]
    assert rows(table, "loss", batch) == ["2.0 ± 1.4"]


def test_that_rows_are_ordered_by_their_means(table, tell):
    batch, runs = repeated([[5.0, 0.0], [1.0, 2.0], [4.0, 4.0]])
    tell(runs, [batch])
    section = next(at for at, column in enumerate(table.model.columns) if column.name == "loss")
    table.model.sort(section, Qt.SortOrder.AscendingOrder)
    assert [text.split()[0] for text in rows(table, "loss", batch)] == ["1.50", "2.5", "4"]


def test_that_the_best_card_speaks_of_means(qtbot, session, themes, tell):
    card = BestCard(session, themes, ToldAnalyses(session))
    qtbot.addWidget(card)
    batch, runs = repeated([[-0.8, -0.9, -0.91], [-1.1, 0.5, 0.4]])
    tell(runs, [batch])
    assert card.sentence.startswith(f"{MINUS}0.87 ± 0.06 · lowest mean of 3 runs")


@pytest.fixture
def banner(qtbot, session, themes, tell):
    banner = EndBanner(session, themes)
    qtbot.addWidget(banner)
    tell()
    return banner


def test_that_the_best_of_a_sweep_that_ends_can_be_confirmed(banner, tell, qtbot):
    batch, runs = repeated(TWO)
    tell(runs, [replace(batch, status=Status.RUNNING, stopped=None)])
    tell([], [batch])
    assert "6 of 6 completed" in banner.sentence
    assert "best 1.1 ± 0.1" in banner.sentence
    button = banner.findChild(QPushButton, "confirmBest")
    assert not button.isHidden()
    with qtbot.waitSignal(banner.confirm_requested) as asked:
        button.click()
    assert asked.args == [batch.id]


def test_that_there_is_nothing_to_confirm_after_one_run(banner, tell):
    batch, runs = repeated([[1.0]])
    tell(runs, [replace(batch, status=Status.RUNNING, stopped=None)])
    tell([], [batch])
    assert banner.findChild(QPushButton, "confirmBest").isHidden()


def test_that_more_repeats_than_planned_are_no_riddle_to_the_counts(banner, tell):
    batch, runs = repeated([[1.0, 2.0, 3.0], [4.0]])
    tell(runs, [replace(batch, status=Status.RUNNING, limits=Limits(max_trials=2))])
    tell([], [replace(batch, limits=Limits(max_trials=2))])
    assert "4 of 4 completed" in banner.sentence


def test_that_the_gain_of_a_trial_is_that_of_its_mean(table, tell, session):
    batch, runs = repeated([[1.0, 1.5], [0.5, 1.0]])
    runs[:2] = [replace(run, origin="default") for run in runs[:2]]
    tell(runs, [batch])
    assert rows(table, GAIN, batch) == ["0.50 ± 0.35", "0.00 ± 0.35"]
    best = session.best
    assert gain_words(session.frame, best) == "0.5 better than the script's defaults"


def test_that_a_search_that_goes_on_with_other_repeats_counts_what_it_wants(banner, tell):
    # Two trials had three repeats; then one more trial was wanted, with two.
    batch, runs = repeated([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0]])
    later = replace(batch, limits=Limits(max_trials=3, repeat=2))
    tell(runs, [replace(later, status=Status.RUNNING, stopped=None)])
    tell([], [later])
    assert "8 of 8 completed" in banner.sentence
