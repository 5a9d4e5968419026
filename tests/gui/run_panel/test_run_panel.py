"""What the Run panel remembers of a script, and how it looks."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QPushButton,
    QSpinBox,
    QTableView,
    QToolButton,
    QWidget,
)

from guild_desktop.gui.run_panel.run_panel import RunPanel
from tests.gui.run_panel.panel_parts import TEN_FLAGS, part, shown

# The platform without a screen says so whenever a popup opens.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_that_a_script_opens_as_it_was_last_run(
    new_panel: Callable[[], RunPanel], script: Path
) -> None:
    first = new_panel()
    first.open_script(str(script))
    first.fill_in("guild run train.py x=[0.0:1.0] -o forest -Fo kappa=3 -m 9 -X 'max score'")
    before = first.request()
    first.run()
    second = new_panel()
    second.open_script(str(script))
    after = second.request()
    assert before is not None
    assert after is not None
    assert (after.flags, after.optimizer, after.options) == (
        before.flags,
        before.optimizer,
        before.options,
    )
    assert after.objective == before.objective
    assert after.limits == before.limits


def test_that_ten_flags_fit_without_scrolling(panel: RunPanel, tmp_path: Path) -> None:
    script = tmp_path / "ten.py"
    script.write_text(TEN_FLAGS, encoding="utf-8")
    panel.open_script(str(script))
    panel.apply_flags({"lr": "loguniform[1e-5:0.1]", "optimizer": "[adam, sgd]"})
    for _ in range(5):
        QApplication.processEvents()
    table = part(panel, QTableView, "flagTable")
    assert table.model().rowCount() == 10
    assert table.verticalScrollBar().maximum() == 0
    for name in ("maxTrials", "runButton", "commandLine", "previewTable", "optimizerCombo"):
        widget = part(panel, QWidget, name)
        top_left = widget.mapTo(panel, QPoint(0, 0))
        assert panel.rect().contains(widget.rect().translated(top_left))
        assert not widget.visibleRegion().isEmpty()


def test_that_names_of_scripts_are_never_taken_for_markup(panel: RunPanel, tmp_path: Path) -> None:
    script = tmp_path / "<b>bold&.py"
    script.write_text("x = 1\n", encoding="utf-8")
    panel.open_script(str(script))
    assert "run &lt;b&gt;bold&amp;.py" in shown(panel, "previewSentence")


def test_that_every_control_has_a_name_for_those_who_cannot_see_it(panel: RunPanel) -> None:
    named = itertools.chain(
        panel.findChildren(QComboBox),
        panel.findChildren(QSpinBox),
        panel.findChildren(QPushButton),
        panel.findChildren(QTableView),
        panel.findChildren(QToolButton),
    )
    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in named
        if not widget.accessibleName() and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []
