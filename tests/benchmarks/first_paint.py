"""Shows a window, notes what is loaded once it has been painted, and ends there and then.

Run as a program: ``first_paint.py`` for a bare ``QMainWindow``, ``first_paint.py HOME`` for ours as it is
first seen, ``first_paint.py HOME filled`` for ours with all its parts.
Prints the names of the loaded top-level modules as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow


class FirstPaint(QObject):
    """Lets the window's first exposure happen, painting included, then ends the process."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See the class."""
        if event.type() != QEvent.Type.Expose:
            return False
        watched.removeEventFilter(self)
        QCoreApplication.sendEvent(watched, event)
        loaded = sorted({name.partition(".")[0] for name in sys.modules})
        os.write(1, json.dumps(loaded).encode())
        # Taking the window down again is no part of showing it.
        os._exit(0)


def main() -> None:
    """Show the window that is asked for."""
    if len(sys.argv) > 1:
        from guild_desktop.gui.app import make_application, make_window, open_frame

        application: QApplication = make_application()
        make = make_window if "filled" in sys.argv else open_frame
        window: QMainWindow = make(Path(sys.argv[1]))
    else:
        application = QApplication([])
        window = QMainWindow()
    window.show()
    first = FirstPaint()
    window.windowHandle().installEventFilter(first)
    application.exec()


if __name__ == "__main__":
    main()
