"""Asks where a run's flags shall be saved, and writes them there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import SHORT_ID
from guild_desktop.gui.dialogs.save_file import ask_where
from guild_desktop.gui.models.settings_text import json_text, yaml_text
from guild_desktop.settings.whole_file import write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.values import Value

_KINDS = {"JSON (*.json)": "json", "YAML (*.yaml *.yml)": "yaml"}


def save_settings(
    frame: RunFrame, run_id: str, parent: QWidget, tell: Callable[[UserError], object]
) -> QFileDialog:
    """Ask for a file and write a run's flags into it; its ending says how.

    The place proposed is beside the script, where the next one who needs them looks. The dialog is
    open when this returns; a file that cannot be written is told by ``tell``.
    """
    run = frame.run(frame.position(run_id))
    batch = frame.batches.get(run.batch)
    folder = Path.home() if batch is None else Path(batch.operation.project)
    proposed = folder / f"{Path(run.operation).stem}-{run_id[:SHORT_ID]}.json"

    def write(path: str) -> None:
        try:
            write_settings(run.flags, Path(path))
        except UserError as error:
            tell(error)

    dialog = ask_where(parent, parent.tr("Save settings"), proposed, _KINDS, write)
    dialog.setObjectName("saveSettings")
    return dialog


def write_settings(flags: Mapping[str, Value], path: Path) -> None:
    """Write the flags as YAML if the file's name ends so, else as JSON; ``UserError`` if that fails."""
    is_yaml = path.suffix.lower() in {".yaml", ".yml"}
    write_whole(path, (yaml_text(flags) if is_yaml else json_text(flags)).encode())
