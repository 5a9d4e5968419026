"""What to do with running sweeps when the window is closed."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget


class Answer(Enum):
    """What a person wants."""

    KEEP = "keep"
    STOP = "stop"
    CANCEL = "cancel"


def ask_before_closing(parent: QWidget, running: int) -> Answer:
    """Ask once; closing the question any other way cancels."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Guild Desktop")
    box.setText(
        parent.tr("A sweep is still running.")
        if running == 1
        else parent.tr("{0} sweeps are still running.").format(running)
    )
    box.setInformativeText(
        parent.tr("It can go on without the window; open the window again to see it.")
    )
    keep = box.addButton(parent.tr("Keep running"), QMessageBox.ButtonRole.AcceptRole)
    stop = box.addButton(parent.tr("Stop"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(keep)
    box.exec()
    if box.clickedButton() is keep:
        return Answer.KEEP
    return Answer.STOP if box.clickedButton() is stop else Answer.CANCEL
