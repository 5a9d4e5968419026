"""What the tests of the Run panel share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from guild_desktop.gui.run_panel.run_panel import RunPanel
from guild_desktop.gui.theme import Themes
from guild_desktop.settings.preferences import Preferences
from tests.gui.run_panel.panel_parts import SAMPLE


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    """The light theme, taken off the application afterwards."""
    themes = Themes(qapp, "light")
    yield themes
    qapp.setStyleSheet("")
    themes.deleteLater()


@pytest.fixture
def memory(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "preferences.json")


@pytest.fixture
def new_panel(qtbot: QtBot, themes: Themes, memory: Preferences) -> Callable[[], RunPanel]:
    def make() -> RunPanel:
        panel = RunPanel(themes, memory)
        qtbot.addWidget(panel)
        panel.resize(337, 666)
        with qtbot.waitActive(panel):
            panel.show()
            panel.activateWindow()
        return panel

    return make


@pytest.fixture
def panel(new_panel: Callable[[], RunPanel]) -> RunPanel:
    return new_panel()


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "train.py"
    path.write_text(SAMPLE, encoding="utf-8")
    return path
