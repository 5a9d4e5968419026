"""What a person does with files: open scripts and tables of results, by menu, by name or by dropping them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from guild_desktop.core.selection import Selection
from guild_desktop.gui.dialogs.table_dialog import TableDialog
from guild_desktop.gui.live.daily_copy import DailyCopy
from guild_desktop.gui.live.table_import import TableImport

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from guild_desktop.core.batch import Batch
    from guild_desktop.gui.main_window import MainWindow
    from guild_desktop.interop.tables.storing import Imported

_TABLES = frozenset({".csv", ".tsv", ".tab"})


class FileActions(QObject):
    """Owned by the main window, GUI thread; tables are read and stored by others."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._import = TableImport(window.sweeps, self)
        self._import.stored.connect(self._show_stored)
        self._copy = DailyCopy(window.session.home, self)
        # Runs of a table have no folders from which they could come back.
        self._import.stored.connect(self._copy.look)
        self._dialog: TableDialog | None = None

    def choose_script(self) -> None:
        """Ask for a script and open it."""
        kinds = self.tr("Python scripts (*.py);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self._window, self.tr("Open a script"), "", kinds)
        if path:
            self._window.open_script(path)

    def choose_table(self) -> None:
        """Ask for a table of results and open it."""
        kinds = self.tr("Tables (*.csv *.tsv *.tab *.txt);;All files (*)")
        title = self.tr("Open a table of results")
        path, _ = QFileDialog.getOpenFileName(self._window, title, "", kinds)
        if path:
            self.open_table(path)

    def open(self, path: str) -> None:
        """Open a file as what its name says: a table, or else a script."""
        if Path(path).suffix.lower() in _TABLES:
            self.open_table(path)
        else:
            self._window.open_script(path)

    def open_table(self, path: str) -> TableDialog:
        """Read a table and ask what its columns are for; the dialog, open."""
        if self._dialog is not None:
            self._dialog.reject()
        dialog = self._dialog = TableDialog(Path(path), self._import, self._batch_of, self._window)
        dialog.show_wanted.connect(self._show_batch)
        dialog.finished.connect(self._forget_dialog)
        dialog.open()
        return dialog

    def welcome(self, event: QDragEnterEvent) -> None:
        """Say that a file may be dropped."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def take(self, event: QDropEvent) -> None:
        """Open the first file that was dropped."""
        for url in event.mimeData().urls():
            if url.isLocalFile():
                event.setDropAction(Qt.DropAction.CopyAction)
                event.accept()
                self.open(url.toLocalFile())
                return

    def finish(self) -> None:
        """End an import or a copy that is going on; harmless when there is none."""
        self._import.finish()
        self._copy.finish()

    def _batch_of(self, digest: str) -> Batch | None:
        """The newest batch with runs, outside the trash, of the table with this hash."""
        frame = self._window.session.frame
        tables = [batch for batch in frame.batches.values() if not batch.operation.can_run]
        for batch in sorted(tables, key=lambda batch: -batch.sequence):
            # All of them have the hash of their table.
            runs = np.flatnonzero(frame.alive & frame.run_batches.mask((batch.id,)))
            if runs.size and frame.run(int(runs[0])).source_hash == digest:
                return batch
        return None

    def _forget_dialog(self) -> None:
        self._dialog = None

    def _show_stored(self, imported: Imported) -> None:
        self._show_batch(imported.batch)

    def _show_batch(self, batch: Batch) -> None:
        """Show the runs of a table and nothing else; one step of undo."""
        session = self._window.session
        session.set_objective(batch.objective)
        scope = Selection(target=batch.operation.target)
        session.set_selection(scope, self.tr("open a table"))
