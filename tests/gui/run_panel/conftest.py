"""What the tests of the Run panel share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from guild_desktop.gui.theme import Themes


@pytest.fixture
def themes(qapp: QApplication) -> Iterator[Themes]:
    """The light theme, taken off the application afterwards."""
    themes = Themes(qapp, "light")
    yield themes
    qapp.setStyleSheet("")
    themes.deleteLater()
