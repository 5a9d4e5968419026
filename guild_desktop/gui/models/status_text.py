"""How the state of a run or sweep is told: always a sign and a word, never colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from guild_desktop.core.run import Status

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch

SIGNS = {
    Status.STAGED: "·",
    Status.PENDING: "·",
    Status.RUNNING: "◌",
    Status.COMPLETED: "●",
    Status.ERROR: "✕",
    Status.TERMINATED: "■",
    Status.PRUNED: "◆",
    Status.LOST: "?",
}


def status_word(status: Status) -> str:
    """The window's word for a state, in the language of the window."""
    translate = QCoreApplication.translate
    match status:
        case Status.STAGED:
            return translate("status", "staged")
        case Status.PENDING:
            return translate("status", "planned")
        case Status.RUNNING:
            return translate("status", "running")
        case Status.COMPLETED:
            return translate("status", "completed")
        case Status.ERROR:
            return translate("status", "failed")
        case Status.TERMINATED:
            return translate("status", "stopped")
        case Status.PRUNED:
            return translate("status", "stopped early")
        case Status.LOST:
            return translate("status", "interrupted")


def status_text(status: Status) -> str:
    """Sign and word; what is usual, a completed run, is told by its word alone."""
    word = status_word(status)
    return word if status is Status.COMPLETED else f"{SIGNS[status]} {word}"


def sweep_text(batch: Batch) -> str:
    """The same for a sweep, which may also be paused or wait in the queue."""
    translate = QCoreApplication.translate
    if batch.is_paused:
        return f"‖ {translate('status', 'paused')}"
    if batch.is_waiting:
        return f"{SIGNS[batch.status]} {translate('status', 'queued')}"
    return status_text(batch.status)
