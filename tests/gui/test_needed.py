"""The tick in the preview that leaves out what is completed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from guild_desktop.gui.main_window import MainWindow
from tests.gui.gestures import press_run

SCRIPT = "x = 1\nprint(f'loss: {x}')\n"


def test_that_what_is_completed_is_counted_and_can_be_left_out(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    script = tmp_path / "quick.py"
    script.write_text(SCRIPT, encoding="utf-8")
    window.open_script(script)
    window.run_panel.apply_flags({"x": "[1, 2]"})
    tick, run = (
        window.findChild(QCheckBox, "neededBox"),
        window.findChild(QPushButton, "runButton"),
    )
    assert tick is not None
    assert run is not None
    assert tick.isHidden()
    press_run(window)
    qtbot.waitUntil(tick.isVisible, timeout=20_000)
    qtbot.waitUntil(lambda: tick.text() == "Skip 2 that are completed", timeout=20_000)
    tick.click()
    assert (run.text(), run.isEnabled()) == ("Nothing is left to run", False)
    assert window.run_panel.request() is None
    window.run_panel.apply_flags({"x": "[1, 2, 3]"})
    qtbot.waitUntil(lambda: run.text() == "Run 1", timeout=20_000)
    request = window.run_panel.request()
    assert request is not None
    assert request.limits.needed
    script.write_text(SCRIPT + "# changed\n", encoding="utf-8")
    window.run_panel.look_at_completed()
    qtbot.waitUntil(lambda: run.text() == "Run 3", timeout=20_000)
    tick.click()
    assert tick.isHidden()
