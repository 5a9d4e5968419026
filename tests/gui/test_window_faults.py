"""What an open window shows when something beside it breaks."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from guild_desktop.core.run import Status
from guild_desktop.gui.main_window import MainWindow
from tests.engine.conftest import engine_of


def statuses(window: MainWindow) -> list[Status]:
    frame = window.session.frame
    return [frame.run(position).status for position in range(len(frame))]


def test_that_an_open_window_notices_a_killed_engine(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    train.write_text("import time\nx = 0\nprint('loss: 1')\nif x == 1: time.sleep(600)\n")
    window.open_script(train)
    window.run_panel.apply_flags({"x": "[0, 1, 2]"})
    window.run_panel.run()
    qtbot.waitUntil(
        lambda: statuses(window)[:2] == [Status.COMPLETED, Status.RUNNING], timeout=20_000
    )
    (batch,) = window.session.frame.batches.values()
    os.kill(engine_of(batch).pid, signal.SIGKILL)
    qtbot.waitUntil(
        lambda: window.session.frame.batches[batch.id].status is Status.TERMINATED, timeout=20_000
    )
    assert "interrupted" in window.session.frame.batches[batch.id].reason
    assert statuses(window) == [Status.COMPLETED, Status.LOST, Status.TERMINATED]


def test_that_a_mistake_in_the_window_s_thread_becomes_a_dialog_and_a_log(
    qtbot: QtBot, window: MainWindow, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", window.reporter.report)
    window.sweeps.do(lambda _: 1 // 0)
    qtbot.waitUntil(lambda: any(box.isVisible() for box in window.findChildren(QMessageBox)))
    (box,) = window.findChildren(QMessageBox)
    assert "ZeroDivisionError" in box.informativeText()
    box.close()
    assert "ZeroDivisionError" in (home / "logs" / "window.log").read_text()
