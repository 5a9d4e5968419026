"""The hidden verb ``paint``: one window, painted once, and what came of that."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import PySide6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, qVersion
from PySide6.QtGui import QFontDatabase, QImage

from guild_desktop.core.errors import UserError
from guild_desktop.gui.app import make_application, open_frame
from guild_desktop.gui.display import choose_display


def main(words: list[str]) -> int:
    """Paint the window of the home ``words[0]`` and print a JSON document of numbers about it.

    It is seen for a moment where there is a display and Qt is not told to do without.
    """
    try:
        choose_display(without=True)
    except UserError as error:
        sys.stderr.write(f"guild-desktop: {error}\n")
        return 2
    application = make_application()
    window = open_frame(Path(words[0]))
    window.show()
    first = _FirstPaint()
    window.windowHandle().installEventFilter(first)
    application.processEvents()
    window.fill()
    application.processEvents()
    picture = window.grab().toImage()
    window.close_without_asking()
    window.finish()
    # After the painting, as in the program itself.
    import pyqtgraph

    document = {
        "seconds": first.seconds,
        "qt": qVersion(),
        "platform": application.platformName(),
        "pyside": PySide6.__version__,
        "pyqtgraph": pyqtgraph.__version__,
        "fonts": len(QFontDatabase.families()),
        "width": picture.width(),
        "height": picture.height(),
        "colours": _colours(picture),
    }
    sys.stdout.write(f"{json.dumps(document)}\n")
    return 0


class _FirstPaint(QObject):
    """Notes how much the process has computed, its start included, when its window is first painted."""

    seconds = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the class; painting is part of the window's exposure, so that it happens here."""
        if event.type() != QEvent.Type.Expose:
            return False
        watched.removeEventFilter(self)
        QCoreApplication.sendEvent(watched, event)
        self.seconds = time.process_time()
        return True


def _colours(picture: QImage) -> int:
    """How many colours a picture has, of which every seventh row is looked at."""
    rows = range(0, picture.height(), 7)
    return len({picture.pixel(x, y) for y in rows for x in range(picture.width())})
