"""Pause and Resume in the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QToolBar, QToolButton
from pytestqt.qtbot import QtBot

from guild_desktop.gui.docks.batch_progress import BatchProgress
from guild_desktop.gui.main_window import MainWindow
from tests.gui.gestures import press_run

WAITS = (
    "import pathlib, time\n"
    "x = 1\n"
    "print(f'loss: {x}', flush=True)\n"
    "while not pathlib.Path(__file__).with_name(f'go-{x}').exists(): time.sleep(0.01)\n"
)


def test_that_a_sweep_is_paused_and_resumed_beside_its_stop(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    script = tmp_path / "waits.py"
    script.write_text(WAITS, encoding="utf-8")
    window.open_script(script)
    window.run_panel.apply_flags({"x": "[1, 2]"})
    progress, pause = window.findChild(BatchProgress), window.findChild(QToolButton, "pauseSweep")
    assert progress is not None
    assert pause is not None
    assert not pause.isVisible()
    press_run(window)
    qtbot.waitUntil(lambda: "1 running" in progress.sentence, timeout=20_000)
    assert pause.toolTip() == "Pause"
    pause.click()
    qtbot.waitUntil(lambda: progress.sentence.startswith("paused"), timeout=20_000)
    assert pause.toolTip() == "Resume"
    toolbar = window.findChild(QToolBar, "mainToolbar")
    assert toolbar is not None
    (action,) = (each for each in toolbar.actions() if each.text() == "Resume")
    (tmp_path / "go-1").touch()
    qtbot.waitUntil(lambda: "1/2" in progress.sentence, timeout=20_000)
    assert "running" not in progress.sentence
    (tmp_path / "go-2").touch()
    action.trigger()
    qtbot.waitUntil(lambda: not pause.isVisible(), timeout=20_000)
    assert window.focus_ids()
