"""The parts of the Run panel, found and used as a person does, and scripts to open in it."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from guild_desktop.gui.run_panel.run_panel import RunPanel

Part = TypeVar("Part", bound=QWidget)

SAMPLE = """
import math
import random

x = 0.1
noise = 0.1
loss = math.sin(5 * x) * (1 - math.tanh(x**2)) + random.gauss(0, 1) * noise
print(f"loss: {loss}")
"""

TEN_FLAGS = """
import argparse

parser = argparse.ArgumentParser()
for_the_size = parser.add_argument("--lr", type=float, default=0.001, help="Learning rate")
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--layers", type=int, default=2)
parser.add_argument("--optimizer", default="adam", choices=["adam", "adamw", "sgd"])
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--dropout", type=float, default=0.1)
parser.add_argument("--weight-decay", type=float, default=0.0)
parser.add_argument("--activation", default="relu", choices=["relu", "gelu"])
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--verbose", action="store_true")
args = parser.parse_args()
print("accuracy:", 0.5)
"""


def part(panel: QWidget, kind: type[Part], name: str) -> Part:
    found = panel.findChild(kind, name)
    assert found is not None
    return found


def button(panel: RunPanel) -> QPushButton:
    return part(panel, QPushButton, "runButton")


def shown(panel: RunPanel, name: str) -> str:
    label = part(panel, QLabel, name)
    return label.text() if label.isVisible() else ""


def write(panel: RunPanel, flag: str, text: str) -> None:
    """Click the flag's expression and type."""
    table = part(panel, QTableView, "flagTable")
    model = table.model()
    row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == flag)
    place = table.visualRect(model.index(row, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    QApplication.processEvents()


def flags(panel: RunPanel) -> dict[str, str]:
    model = part(panel, QTableView, "flagTable").model()
    return {
        model.index(row, 0).data(): model.index(row, 1).data() for row in range(model.rowCount())
    }


def choose(panel: RunPanel, name: str, data: str) -> None:
    combo = part(panel, QComboBox, name)
    combo.setCurrentIndex(combo.findData(data))
