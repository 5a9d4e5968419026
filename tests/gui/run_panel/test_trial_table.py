"""The preview's table of trials shows as many flags as it has room for."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication

from guild_desktop.gui.run_panel.summary import TrialSample
from guild_desktop.gui.run_panel.trial_model import TrialModel
from guild_desktop.gui.run_panel.trial_table import TrialTable

LONG = "learning-rate-of-the-generator"


def test_that_a_long_name_gives_way_to_other_flags_and_tells_itself(qtbot):
    table = TrialTable()
    qtbot.addWidget(table)
    table.show_sample(TrialSample((LONG, "layers", "dropout"), ((0.01, 2, 0.5), (0.02, 3, 0.1))))
    for width, seen in ((600, LONG), (300, "learning-rate…")):
        table.resize(width, 80)
        table.grab()
        model = table.model()
        assert model.headerData(1, Qt.Orientation.Horizontal) == seen
        assert LONG in model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        assert not any(table.isColumnHidden(column) for column in (1, 2, 3))


def test_that_cells_are_measured_once_for_a_sample_and_not_at_each_resizing(qtbot, monkeypatch):
    asked, data = [], TrialModel.data

    def note(model, index, role=Qt.ItemDataRole.DisplayRole):
        asked.append(index.row())
        return data(model, index, role)

    monkeypatch.setattr(TrialModel, "data", note)
    table = TrialTable()
    qtbot.addWidget(table)
    table.resize(300, 80)
    table.show_sample(TrialSample(("layers",), tuple((number,) for number in range(90))))
    assert asked
    asked.clear()
    # It is not shown: nothing is painted, which would ask too.
    for width in (310, 320, 330):
        QApplication.sendEvent(table, QResizeEvent(QSize(width, 80), table.size()))
    assert not asked
    table.show_sample(TrialSample(("layers",), ((1_000_000,),)))
    assert asked


def test_that_a_column_that_was_hidden_has_room_for_its_heading_when_it_comes_back(qtbot):
    table = TrialTable()
    qtbot.addWidget(table)
    names = ("dropout_of_encoder", "dropout_of_decoder", "dropout_of_middle")
    for width in (150, 900):
        table.resize(width, 80)
        table.show_sample(TrialSample(names, ((width, 2, 3),)))
        table.grab()
    assert not any(table.isColumnHidden(column) for column in (1, 2, 3))
    headings = table.horizontalHeader()
    for column in (1, 2, 3):
        assert table.columnWidth(column) >= headings.sectionSizeHint(column)
