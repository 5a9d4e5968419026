"""The hidden verb ``paint``: one window, painted where nobody sees it, and what came of that."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyqtgraph
import PySide6
from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase, QImage

from guild_desktop.gui.app import make_application, make_window


def main(words: list[str]) -> int:
    """Paint the window of the home ``words[0]`` and print a JSON document of numbers about it."""
    application = make_application()
    window = make_window(Path(words[0]))
    window.show()
    application.processEvents()
    picture = window.grab().toImage()
    window.close_without_asking()
    window.finish()
    document = {
        "qt": qVersion(),
        "pyside": PySide6.__version__,
        "pyqtgraph": pyqtgraph.__version__,
        "fonts": len(QFontDatabase.families()),
        "width": picture.width(),
        "height": picture.height(),
        "colours": _colours(picture),
    }
    sys.stdout.write(f"{json.dumps(document)}\n")
    return 0


def _colours(picture: QImage) -> int:
    """How many colours a picture has, of which every seventh row is looked at."""
    rows = range(0, picture.height(), 7)
    return len({picture.pixel(x, y) for y in rows for x in range(picture.width())})
