"""On which thread circles of objects are cleared away, in a process of its own: it collects for all of it."""

from __future__ import annotations

import os
import subprocess
import sys

CODE = '''
import gc, threading
from PySide6.QtCore import QEventLoop, Qt, QThread, QTimer
from PySide6.QtWidgets import QWidget
from guild_desktop.gui.app import make_application

application = make_application()
gone = []

def wait_until(is_so):
    loop, looking = QEventLoop(), QTimer(interval=20)
    looking.timeout.connect(lambda: is_so() and loop.quit())
    looking.start()
    QTimer.singleShot(60_000, loop.quit)
    loop.exec()

class Part(QWidget):
    """PySide itself sees to widgets of its own kinds, but not to those of ours."""

def make_circle():
    widget = Part()
    widget.itself = widget
    widget.destroyed.connect(lambda: gone.append(threading.current_thread()), Qt.ConnectionType.DirectConnection)

class Maker(QThread):
    def run(self):
        # Far more than Python collects after by itself.
        self.kept = [[[] for _ in range(1000)] for _ in range(200)]

wait_until(gc.get_freeze_count)
print("what was loaded is left alone:", gc.get_freeze_count() > 10_000)
make_circle()
maker = Maker()
maker.start()
maker.wait()
print("deleted on another thread:", len(gone))
wait_until(lambda: gone)
print("deleted on the thread of the window:", [thread is threading.main_thread() for thread in gone])
'''


def test_that_a_widget_in_a_circle_is_deleted_on_the_thread_of_the_window_only() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CODE],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.splitlines() == [
        "what was loaded is left alone: True",
        "deleted on another thread: 0",
        "deleted on the thread of the window: [True]",
    ], ended.stderr
