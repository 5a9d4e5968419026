"""The condition on the flags in the Run panel, and below it what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from guild_desktop.core.condition_errors import FilterError
from guild_desktop.gui.labels import plain_label


class ConditionField(QWidget):
    """Owned by *More*. Signal: ``changed()`` after any edit."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit(self)
        self.line.setObjectName("whereField")
        self.line.setPlaceholderText(self.tr("such as warmup < epochs"))
        self.setFocusProxy(self.line)
        self._problem = plain_label(parent=self, style="error", wraps=True)
        self._problem.setObjectName("whereProblem")
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.line)
        column.addWidget(self._problem)
        self.line.textChanged.connect(self.changed)

    @property
    def text(self) -> str:
        """The condition; empty for none."""
        return self.line.text().strip()

    @text.setter
    def text(self, text: str) -> None:
        self.line.setText(text)

    def show_problem(self, error: FilterError | None) -> None:
        """Say what is wrong with the condition; None takes that away."""
        if bool(self.line.property("error")) != bool(error):
            self.line.setProperty("error", bool(error))
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)
        self._problem.setText(str(error or ""))
        self._problem.setVisible(error is not None)
