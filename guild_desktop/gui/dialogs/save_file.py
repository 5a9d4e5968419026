"""Asks where something shall be saved, the same way everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where(
    parent: QWidget,
    title: str,
    proposed: Path,
    kinds: Mapping[str, str],
    save: Callable[[str], object],
) -> QFileDialog:
    """Open a dialog for the name of a file, and ``save`` to the path that a person chooses.

    ``kinds`` are what the dialog shows, such as ``JSON (*.json)``, with the ending that a name without
    one gets; the first is chosen. The dialog is open when this returns, and asks before a file is replaced.
    """
    dialog = QFileDialog(parent, title, str(proposed.parent))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(kinds))
    dialog.setDefaultSuffix(next(iter(kinds.values())))
    dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(kinds[name]))
    dialog.selectFile(proposed.name)
    dialog.fileSelected.connect(save)
    dialog.open()
    return dialog
