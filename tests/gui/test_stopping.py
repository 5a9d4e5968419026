"""What the window shows between the press of Stop and the end of what it stops."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QPushButton, QToolBar
from pytestqt.qtbot import QtBot

from guild_desktop.gui.docks.batch_progress import BatchProgress
from guild_desktop.gui.main_window import MainWindow
from tests.gui.gestures import press_run

STUBBORN = """import signal
import time

signal.signal(signal.SIGTERM, signal.SIG_IGN)
x = 1
print("ready", flush=True)
for _ in range(600):
    time.sleep(0.1)
print("loss: 1")
"""


def test_that_stop_says_at_once_that_it_stops_until_the_sweep_has_ended(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    script = tmp_path / "stubborn.py"
    script.write_text(STUBBORN, encoding="utf-8")
    window.open_script(script)
    press_run(window)
    stop = window.findChild(QPushButton, "stopButton")
    progress = window.findChild(BatchProgress)
    assert stop is not None
    assert progress is not None
    qtbot.waitUntil(lambda: "1 running" in progress.sentence, timeout=20_000)
    stop.click()
    assert (stop.text(), stop.isEnabled()) == ("Stopping…", False)
    toolbar = window.findChild(QToolBar, "mainToolbar")
    assert toolbar is not None
    texts = [action.text() for action in toolbar.actions()]
    assert "Stopping…" in texts
    assert progress.sentence.startswith("stopping…")
    qtbot.waitUntil(stop.isHidden, timeout=20_000)
    assert not window.session.stopping
    assert stop.text() == "Stop"
