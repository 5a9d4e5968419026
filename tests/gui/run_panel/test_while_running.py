"""What the Run panel says and changes while something runs, and of what would run next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSpinBox, QTableView
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Batch, Limits
from guild_desktop.core.errors import UserError
from guild_desktop.gui.format import THIN_SPACE
from guild_desktop.gui.run_panel.fields import ElidedLine
from guild_desktop.gui.run_panel.run_panel import RunPanel
from tests.gui.run_panel.panel_parts import part, shown, write

# The platform without a screen says so whenever a popup opens.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def running(panel: RunPanel, workers: int = 1) -> Batch:
    request = panel.request()
    assert request is not None
    return Batch("b1", 1, request.operation, {}, "gp", limits=Limits(workers=workers))


def test_that_stop_is_there_only_while_something_runs(
    panel: RunPanel, script: Path, qtbot: QtBot
) -> None:
    panel.open_script(str(script))
    stop = part(panel, QPushButton, "stopButton")
    assert not stop.isVisible()
    panel.set_running(running(panel))
    assert stop.isVisible()
    assert stop.isEnabled()
    with qtbot.waitSignal(panel.stop_requested):
        QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    panel.set_running(None)
    assert not stop.isVisible()


def test_that_at_once_changes_the_sweep_that_runs(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    told: list[int] = []
    panel.workers_changed.connect(told.append)
    workers = part(panel, QSpinBox, "workers")
    workers.setValue(2)
    panel.set_running(running(panel, workers=3))
    assert workers.value() == 3
    workers.setValue(2)
    panel.set_running(None)
    workers.setValue(1)
    assert told == [2]


def test_that_a_single_run_does_not_change_how_many_run_at_once(
    panel: RunPanel, script: Path
) -> None:
    panel.open_script(str(script))
    panel.fill_in("guild run train.py --workers 3")
    panel.set_running(replace(running(panel), hidden=True))
    assert part(panel, QSpinBox, "workers").value() == 3


def test_that_more_runs_at_once_than_processors_are_told(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    workers = part(panel, QSpinBox, "workers")
    assert "More at once" not in workers.toolTip()
    panel.fill_in("guild run train.py x=range[1000] --workers 999")
    assert workers.value() == 999
    assert "More at once than the" in workers.toolTip()
    sentence = part(panel, QLabel, "previewSentence").accessibleName()
    assert "More at once than the" in sentence


def test_that_what_run_would_do_is_told_with_every_change(panel: RunPanel, script: Path) -> None:
    told: list[tuple[bool, str]] = []
    panel.ready_changed.connect(lambda ready, text: told.append((ready, text)))
    panel.open_script(str(script))
    assert told[-1] == (True, "Run once")
    write(panel, "x", "range[1000]")
    assert told[-1] == (True, f"Run 1{THIN_SPACE}000")
    write(panel, "x", "[1,")
    assert told[-1] == (False, "Fix x first")


def test_that_long_texts_end_in_an_ellipsis_and_are_whole_in_their_tooltips(
    panel: RunPanel, script: Path
) -> None:
    panel.open_script(str(script))
    panel.apply_flags({"x": "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]"})
    panel.resize(340, 700)
    command = part(panel, ElidedLine, "commandLine")
    assert command.shown.endswith("…")
    assert command.text().startswith(command.shown[:-1])
    assert "15]" in command.toolTip()
    path = part(panel, ElidedLine, "scriptPath")
    assert path.shown.startswith("…")
    assert path.shown.endswith(script.name)


def test_that_typing_goes_to_the_first_flag_of_an_opened_script(
    panel: RunPanel, script: Path, qtbot: QtBot
) -> None:
    panel.open_script(str(script))
    table = part(panel, QTableView, "flagTable")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is table, timeout=5000)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (0, 1)


def test_that_an_error_is_told_until_something_changes(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    panel.show_error(UserError("The engine did not start.", "Try again."))
    panel.set_known_scalars(("loss", "time"))
    panel.set_running(running(panel))
    assert shown(panel, "runMessage") == "The engine did not start. Try again."
    write(panel, "x", "2")
    assert shown(panel, "runMessage") == ""


def test_that_the_time_is_estimated_from_earlier_runs(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    panel.apply_flags({"x": "[-2.0:2.0]"})
    panel.set_seconds_per_run(3.0)
    sentence = part(panel, QLabel, "previewSentence").accessibleName()
    assert sentence.endswith("(20 runs, minimize loss). About 1 min, judging by earlier runs.")
