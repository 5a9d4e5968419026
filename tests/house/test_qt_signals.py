"""That the installed Qt does not abort under signals: PySide6 6.12.0 did so on Python 3.11."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

class Sender(QObject):
    plain = Signal()
    with_object = Signal(object)
    with_values = Signal(int, str)

class Receiver(QObject):
    count = 0

    @Slot()
    @Slot(object)
    @Slot(int, str)
    def receive(self, *values):
        self.count += 1

class Painted(QWidget):
    count = 0

    def paintEvent(self, event):
        self.count += 1

application = QApplication([])
sender, receiver = Sender(), Receiver()
for signal in (sender.plain, sender.with_object, sender.with_values):
    signal.connect(receiver.receive)
for number in range(5000):
    sender.plain.emit()
    sender.with_object.emit(number % 2 == 0)
    sender.with_values.emit(number, "text")
widget = Painted()
widget.show()
for _ in range(1000):
    widget.repaint()
    application.processEvents()
print(receiver.count, widget.count >= 1000)
"""


def test_that_five_thousand_signals_and_a_thousand_repaints_end_well() -> None:
    child = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert (child.returncode, child.stdout.split()) == (0, ["15000", "True"]), child.stderr
