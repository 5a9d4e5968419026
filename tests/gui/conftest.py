"""A real main window over a home of its own, and ways to wait for what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from guild_desktop.gui.app import build_main_window
from guild_desktop.gui.main_window import MainWindow

TRAIN = '''"""A noisy function of one variable, as in the tutorial."""
import math
import os
import random

x = 0.1
noise = 0.1

random.seed(os.environ["GUILD_RANDOM_SEED"])
loss = math.sin(5 * x) * (1 - math.tanh(x**2)) + random.gauss(0, 1) * noise

print(f"loss: {loss:f}")
'''

MakeWindow = Callable[[], MainWindow]


@pytest.fixture(autouse=True)
def _deleted() -> Iterator[None]:
    """Has the widgets of a test deleted at its end: the next would style them before the loop does it."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def train(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    script = folder / "train.py"
    script.write_text(TRAIN)
    return script


@pytest.fixture
def make_window(qtbot: QtBot, qapp: QApplication, home: Path) -> Iterator[MakeWindow]:
    """Opens windows over the test's home; each is shown, filled, and closed at the end."""
    windows: list[MainWindow] = []

    def make() -> MainWindow:
        window = build_main_window(home)
        assert isinstance(window, MainWindow)
        # A question that nobody answers would hold the tests for ever.
        qtbot.addWidget(window, before_close_func=lambda _: window.close_without_asking())
        windows.append(window)
        window.resize(1440, 900)
        window.show()
        qtbot.waitUntil(lambda: window.is_loaded, timeout=10_000)
        return window

    yield make
    for window in windows:
        window.close_without_asking()


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    return make_window()
