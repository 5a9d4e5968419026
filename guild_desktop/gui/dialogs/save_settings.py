"""Asks where a run's flags shall be saved, and writes them there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from guild_desktop.core.errors import UserError
from guild_desktop.gui.models.settings_text import json_text, yaml_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guild_desktop.core.values import Value

_KINDS = {"JSON (*.json)": "json", "YAML (*.yaml *.yml)": "yaml"}


def save_settings(
    flags: Mapping[str, Value], proposed: Path, parent: QWidget, tell: Callable[[UserError], object]
) -> QFileDialog:
    """Ask for a file, ``proposed`` at first, and write the flags; its ending says how.

    The dialog is open when this returns; a file that cannot be written is told by ``tell``.
    """
    dialog = QFileDialog(parent, parent.tr("Save settings"), str(proposed.parent))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setObjectName("saveSettings")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(_KINDS))
    dialog.setDefaultSuffix("json")
    dialog.filterSelected.connect(lambda name: dialog.setDefaultSuffix(_KINDS[name]))
    dialog.selectFile(proposed.name)

    def write(path: str) -> None:
        try:
            write_settings(flags, Path(path))
        except UserError as error:
            tell(error)

    dialog.fileSelected.connect(write)
    dialog.open()
    return dialog


def write_settings(flags: Mapping[str, Value], path: Path) -> None:
    """Write the flags as YAML if the file's name ends so, else as JSON; ``UserError`` if that fails."""
    is_yaml = path.suffix.lower() in {".yaml", ".yml"}
    try:
        path.write_text(yaml_text(flags) if is_yaml else json_text(flags), encoding="utf-8")
    except OSError as error:
        raise UserError(
            f"{path} cannot be written: {error.strerror or error}.", "Choose another place."
        ) from error
