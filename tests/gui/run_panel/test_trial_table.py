"""The preview's table of trials shows as many flags as it has room for."""

from __future__ import annotations

from PySide6.QtCore import Qt

from guild_desktop.gui.run_panel.preview_card import TrialTable
from guild_desktop.gui.run_panel.summary import TrialSample

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
