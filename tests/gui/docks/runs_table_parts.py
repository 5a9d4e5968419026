"""The runs table as a person uses it, for its tests."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

STARTED = 3
"""A column that every row has."""


def click(table, run_id, modifier=Qt.KeyboardModifier.NoModifier):
    index = table.model.index_of_run(run_id).siblingAtColumn(STARTED)
    table.view.scrollTo(index)
    place = table.view.visualRect(index).center()
    QTest.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def selected(table):
    chosen = table.view.selectionModel().selection()
    return set(table.model.runs_of(table.model.picked(chosen)))


def seen_columns(table):
    header = table.view.header()
    order = (header.logicalIndex(visual) for visual in range(header.count()))
    return [table.model.columns[at].name for at in order if not table.view.isColumnHidden(at)]
