"""Whether to stop several sweeps at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from guild_desktop.gui.format import count
from guild_desktop.gui.models.sweep_counts import SweepCounts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.frame import RunFrame


def told(frame: RunFrame, batch: Batch) -> str:
    """How far a sweep is: ``train.py+gp: 14 of 20 are done``; a single run by its name alone."""
    if batch.hidden:
        return batch.operation.name
    counts = SweepCounts.of(batch, frame)
    total = max(counts.planned, sum(counts.by_status.values()))
    text = QCoreApplication.translate("stopping", "{0}: {1} of {2} are done")
    return text.format(batch.name, count(counts.ended), count(total))


def ask_before_stopping(parent: QWidget, sweeps: Sequence[str]) -> QMessageBox:
    """The question, open; it is ``accepted`` by its button *Stop all*, named ``stopAllButton``."""
    box = QMessageBox(parent)
    box.setObjectName("stopQuestion")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle("Guild Desktop")
    box.setText(parent.tr("Stop {0} sweeps?").format(len(sweeps)))
    rest = parent.tr("What runs now ends. They can be continued later.")
    box.setInformativeText("\n".join((*sweeps, "", rest)))
    stop = box.addButton(parent.tr("Stop all"), QMessageBox.ButtonRole.AcceptRole)
    stop.setObjectName("stopAllButton")
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    cancel.setObjectName("keepRunningButton")
    box.setDefaultButton(stop)
    box.open()
    return box
