"""Where the window is on the screen and how large: kept from one start to the next."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QMainWindow

_FIRST_SIZE = QSize(1440, 900)


def restore_place(window: QMainWindow, settings: QSettings) -> None:
    """Put the window where it was last, or give it its first size."""
    window.resize(_FIRST_SIZE)
    geometry = settings.value("geometry")
    if isinstance(geometry, QByteArray):
        window.restoreGeometry(geometry)


def keep_place(window: QMainWindow, settings: QSettings) -> None:
    """Remember size, place and whether it is maximised."""
    settings.setValue("geometry", window.saveGeometry())
