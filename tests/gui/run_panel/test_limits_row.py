"""How many runs at once the panel lets a person ask for."""

from __future__ import annotations

import os

import pytest
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import MAX_TRIALS
from guild_desktop.gui.run_panel.limits_row import LimitsRow


@pytest.fixture
def row(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> LimitsRow:
    """On a machine with four processors."""
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    row = LimitsRow()
    qtbot.addWidget(row)
    return row


def test_that_no_more_runs_go_at_once_than_there_are_processors(row: LimitsRow) -> None:
    row.workers.setValue(999)
    assert row.workers.value() == row.workers.maximum() == 4
    assert "At most 4, one for each processor here." in row.workers.toolTip()


def test_that_a_sweep_with_more_at_once_shows_what_it_has(row: LimitsRow) -> None:
    told: list[int] = []
    row.workers_changed.connect(told.append)
    row.set_workers(9)
    assert row.workers.value() == row.workers.maximum() == 9
    assert "More at once than the 4 processors here." in row.workers.toolTip()
    row.set_workers(2)
    assert row.workers.maximum() == 4
    assert "More at once" not in row.workers.toolTip()
    assert told == []


def test_that_numbers_larger_than_fields_hold_are_shown_as_the_largest(row: LimitsRow) -> None:
    row.set_workers(10**20)
    row.trials.setValue(10**20)
    assert row.workers.value() == row.trials.value() == MAX_TRIALS
