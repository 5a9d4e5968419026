"""What is offered when the store is damaged: a new one out of the folders of the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QProcess, Qt
from PySide6.QtWidgets import QMessageBox

from guild_desktop.core.errors import UserError
from guild_desktop.engine.launch import rebuild_command

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from guild_desktop.store.errors import StoreError


def offer_to_rebuild(window: QWidget, error: StoreError, home: Path) -> bool:
    """Ask whether to make the damaged store of ``home`` anew, and do it; False if that is not wanted.

    Another process does it and the window goes on being painted. ``UserError`` if it fails.
    """
    if not _asked(window, error):
        return False
    program, *words = rebuild_command(home)
    process = QProcess()
    waiting = QEventLoop()
    process.finished.connect(waiting.quit)
    process.errorOccurred.connect(waiting.quit)
    process.start(program, words)
    waiting.exec()
    if process.error() is not QProcess.ProcessError.UnknownError or process.exitCode() != 0:
        said = bytes(process.readAllStandardError().data()).decode("utf-8", "replace").strip()
        raise UserError(
            _tr("The store could not be made anew: {0}").format(said or process.errorString()),
            _tr("Nothing was lost: the damaged one and the folders of the runs are there."),
        )
    return True


def _asked(window: QWidget, error: StoreError) -> bool:
    box = QMessageBox(QMessageBox.Icon.Warning, "Guild Desktop", error.message, parent=window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(
        _tr(
            "It can be made anew from the folders of the runs and the newest daily copy. "
            "The damaged file is kept under another name."
        )
    )
    anew = box.addButton(_tr("Make it anew"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(_tr("Quit"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is anew


def _tr(text: str) -> str:
    return QCoreApplication.translate("DamagedStore", text)
