"""Asks which runs to write into a CSV file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from guild_desktop.core.errors import UserError
from guild_desktop.gui.dialogs.saving_dialog import SavingDialog
from guild_desktop.gui.format import count
from guild_desktop.interop.tables.own_table import own_columns, table_text

if TYPE_CHECKING:
    from guild_desktop.core.run import Run
    from guild_desktop.gui.live.session import Session


class ExportRunsDialog(SavingDialog):
    """Writes the runs that match, all in view or the ``picked`` ones (ids), newest first.

    ``picked`` runs are the choice at first if ``of_picked``, else those that match.
    """

    def __init__(
        self,
        session: Session,
        picked: Sequence[str],
        folder: Path,
        parent: QWidget | None = None,
        *,
        of_picked: bool = False,
    ) -> None:
        super().__init__("", folder, parent)
        self.setObjectName("exportRuns")
        self.setWindowTitle(self.tr("Export runs as CSV"))
        frame = session.frame
        found = (frame.find(run_id) for run_id in picked)
        choices = (
            ("exportMatching", self.tr("Runs that match ({0})"), np.flatnonzero(session.focus)),
            ("exportInView", self.tr("All runs in view ({0})"), np.flatnonzero(session.base)),
            (
                "exportPicked",
                self.tr("Picked runs ({0})"),
                np.array([at for at in found if at is not None], dtype=np.intp),
            ),
        )
        self._frame = frame
        self._choice = QButtonGroup(self)
        column = QVBoxLayout()
        self._positions = []
        for place, (name, words, positions) in enumerate(choices):
            button = QRadioButton(words.format(count(positions.size)))
            button.setObjectName(name)
            button.setEnabled(positions.size > 0)
            self._choice.addButton(button, place)
            column.addWidget(button)
            self._positions.append(np.sort(positions)[::-1])
        first = 2 if of_picked and picked else 0
        self._choice.button(first if self._positions[first].size else 1).setChecked(True)
        self.form.addRow(column)
        self.note.setText(
            self.tr(
                "A row for each run, with all of its flags and numbers at full precision. "
                "Open a table of results… reads it back as it was."
            )
        )

    def kinds(self) -> Mapping[str, str]:
        """CSV alone."""
        return {self.tr("CSV table (*.csv)"): "csv"}

    def proposed(self) -> str:
        """The same for all."""
        return "runs.csv"

    def content(self, ending: str) -> Callable[[], bytes]:
        """The table, made in another thread: the frame never changes."""
        if ending != ".csv":
            raise UserError(
                self.tr("The table is a CSV file."), self.tr("Let its name end with .csv.")
            )
        frame, runs = self._frame, self._chosen()

        def make() -> bytes:
            return table_text(frame, runs, own_columns(frame, runs)).encode()

        return make

    def _chosen(self) -> list[Run]:
        positions = self._positions[self._choice.checkedId()]
        return [self._frame.run(at) for at in positions.tolist()]
