"""One pattern in the Run panel: its text, and below it what is wrong with it or what it finds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from guild_desktop.core.errors import UserError
from guild_desktop.gui.labels import plain_label
from guild_desktop.scalars.pattern import compile_pattern


class PatternRow(QWidget):
    """Owned by the list.

    ``pattern`` is the last text that could be used: it stays in force while another is typed. Signals:
    ``changed()`` when the pattern in force is another; ``typed()`` after any edit; ``removed()`` when a
    person takes the row away.
    """

    changed = Signal()
    typed = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pattern = ""
        self.line = QLineEdit(self)
        self.line.setObjectName("scalarPattern")
        self.line.setAccessibleName(self.tr("Pattern"))
        self.line.setPlaceholderText(r"accuracy=accuracy is (\value)")
        self.line.setToolTip(
            self.tr("NAME=PATTERN, a regular expression with parentheses around the number")
        )
        self.remove = QToolButton(self)
        self.remove.setText("✕")
        self.remove.setProperty("quiet", True)
        self.remove.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.remove.setToolTip(self.tr("Remove this pattern"))
        self.remove.setAccessibleName(self.tr("Remove this pattern"))
        # It keeps its place while there is nothing to remove, so that lines stay equally long.
        policy = self.remove.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.remove.setSizePolicy(policy)
        self.remove.hide()
        self._told = plain_label(parent=self, style="muted", wraps=True)
        self._told.setObjectName("patternFinds")
        self._told.hide()
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.line, 1)
        line.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self._told)
        self.line.textChanged.connect(self._take)
        self.remove.clicked.connect(self.removed)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it."""
        return not self.line.text().strip()

    def tell(self, text: str, *, wrong: bool = False) -> None:
        """Say below the line what the pattern finds, or what is wrong; an empty text says nothing."""
        for widget, name in ((self._told, "error"), (self._told, "muted"), (self.line, "error")):
            wanted = wrong if name == "error" else not wrong
            if bool(widget.property(name)) != wanted:
                widget.setProperty(name, wanted)
                widget.style().unpolish(widget)
                widget.style().polish(widget)
        self._told.setText(text)
        self._told.setVisible(bool(text))
        self._told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _take(self, text: str) -> None:
        self.remove.setVisible(not self.is_empty)
        before, problem = self.pattern, ""
        if self.is_empty:
            self.pattern = ""
        else:
            try:
                compile_pattern(text)
                self.pattern = text
            except UserError as error:
                problem = str(error)
                if before:
                    problem += self.tr(" Until then {0} counts.").format(before)
        # What the one before found is told until it is known of this one, so that nothing jumps.
        if problem or self.is_empty or self.line.property("error"):
            self.tell(problem, wrong=bool(problem))
        self.typed.emit()
        if self.pattern != before or not problem:
            self.changed.emit()
