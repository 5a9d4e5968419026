"""What dialogs have in common that save something:
a note, an error in its place, writing beside the window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.core.errors import UserError
from guild_desktop.gui.dialogs.save_file import ask_where
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.live.background import Background
from guild_desktop.gui.plain_text import breakable
from guild_desktop.settings.whole_file import write_whole

_WIDTH = 388


class SavingDialog(QDialog):
    """Base of dialogs that ask what to save and how; opened by the window, GUI thread.

    Signal: ``saved`` with the path. What cannot be saved is told here, and the dialog stays.
    """

    saved = Signal(str)

    def __init__(self, title: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._folder = folder
        self._background = Background(self)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.note = self._line("muted")
        self.note.setMinimumWidth(_WIDTH)
        self.error = self._line("error")
        self.error.setObjectName("savingError")
        self.error.hide()
        kinds = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(kinds.Save | kinds.Cancel)
        self.save: QPushButton = self.buttons.button(kinds.Save)
        self.save.setText(self.tr("Save…"))
        self.save.setObjectName("saveButton")
        self.save.setProperty("primary", True)
        self.save.clicked.connect(self._ask)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addLayout(self.form)
        column.addWidget(self.note)
        column.addWidget(self.error)
        column.addWidget(self.buttons)

    def kinds(self) -> Mapping[str, str]:
        """As for ``ask_where``: what can be saved now, the chosen kind first."""
        raise NotImplementedError

    def proposed(self) -> str:
        """The name of the file, with its ending."""
        raise NotImplementedError

    def content(self, ending: str) -> Callable[[], bytes]:
        """What makes the file with this ending (``.png``), to be called in another thread.

        ``UserError``, also from what it gives, if it cannot be made.
        """
        raise NotImplementedError

    def write(self, path: str) -> None:
        """Write the file, then close."""
        self.error.hide()
        self.save.setEnabled(False)
        try:
            make = self.content(Path(path).suffix.lower())
        except UserError as error:
            self._tell(error)
            return
        self._background.run(
            lambda: write_whole(Path(path), make()), lambda _none: self._end(path), self._tell
        )

    def reject(self) -> None:
        """Close; what is being written is waited for."""
        self._background.close()
        super().reject()

    def _ask(self) -> None:
        proposed = self._folder / self.proposed()
        dialog = ask_where(self, self.windowTitle(), proposed, self.kinds(), self.write)
        dialog.setObjectName("saveFile")

    def _end(self, path: str) -> None:
        self.saved.emit(path)
        self.accept()

    def _tell(self, error: UserError) -> None:
        self.save.setEnabled(True)
        self.save.setFocus()
        self.error.setText(breakable(str(error)))
        self.error.show()

    @staticmethod
    def _line(kind: str) -> QLabel:
        label = plain_label(style=kind)
        label.setWordWrap(True)
        return label
