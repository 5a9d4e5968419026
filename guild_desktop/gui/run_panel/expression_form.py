"""The form behind a chip: pick a kind, fill in numbers, and see the expression it writes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QFrame,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.core.errors import UserError
from guild_desktop.core.space import Choice, Formula, Listed, values_of
from guild_desktop.core.values import Value
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.run_panel.expression_kinds import (
    FIELDS,
    Filled,
    Kind,
    filled_from,
    suggested,
)
from guild_desktop.gui.run_panel.fields import QuietCombo
from guild_desktop.gui.run_panel.flag_model import FlagModel

_MOST_LISTED = 50


class ExpressionForm(QFrame):
    """A popup that writes one row's expression as one fills it in; made by the flags table.

    Enter and a click elsewhere keep what was written, Escape puts back what stood there before.
    """

    def __init__(self, model: FlagModel, position: int, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("expressionForm")
        self.setProperty("card", True)
        self._model = model
        self._position = position
        row = model.rows[position]
        self._info = row.info
        self._before = row.text
        self._values = _values(row.dimension)
        self._filled = filled_from(row.dimension, row.text)
        self.setAccessibleName(self.tr("Values of {0}").format(row.info.name))
        self.kind = QuietCombo(self)
        self.kind.setObjectName("expressionKind")
        self.kind.setAccessibleName(self.tr("Kind"))
        for kind, title in self._titles().items():
            self.kind.addItem(title, kind)
        self.kind.setCurrentIndex(self.kind.findData(self._filled.kind))
        self.kind.currentIndexChanged.connect(self._choose_kind)
        self._whole = QCheckBox(self.tr("Whole numbers only"), self)
        self._whole.toggled.connect(self._write)
        self._fields: dict[str, QLineEdit] = {}
        self._body = QWidget(self)
        self._expression = plain_label(parent=self, style="strong", wraps=True)
        self._meaning = plain_label(parent=self, style="muted", wraps=True)
        self._problem = plain_label(parent=self, style="error", wraps=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 12, 12, 12)
        self._column.setSpacing(8)
        self._column.addWidget(plain_label(row.info.name, self, style="title"))
        self._column.addWidget(self.kind)
        self._column.addWidget(self._body)
        self._column.addWidget(self._whole)
        for label in (self._expression, self._meaning, self._problem):
            self._column.addWidget(label)
        self.setFixedWidth(300)
        self._build()
        self._say()

    def open_at(self, corner: QPoint) -> None:
        """Show with the upper right corner at a place on the screen, moved inside it if need be."""
        self.adjustSize()
        place = corner - QPoint(self.width(), -2)
        screen = self.screen().availableGeometry()
        place.setX(max(screen.left() + 4, min(place.x(), screen.right() - self.width() - 4)))
        # Room for the longest of the forms and its messages, as a popup does not move any more.
        place.setY(max(screen.top() + 4, min(place.y(), screen.bottom() - 330)))
        self.move(place)
        self.show()
        self._focus_first()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Give the window back its keys; some platforms leave them with the popup."""
        super().closeEvent(event)
        table = self.parentWidget()
        if table is not None:
            table.window().activateWindow()
            table.setFocus()

    def field(self, name: str) -> QLineEdit:
        """The line of one field: ``value``, ``values``, ``low``, ``high``, ``count`` …."""
        return self._fields[name]

    @property
    def whole(self) -> QCheckBox:
        """The check box that keeps a range to whole numbers."""
        return self._whole

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter keeps, Escape puts back."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.close()
        elif event.key() == Qt.Key.Key_Escape:
            self._model.set_text(self._position, self._before)
            self.close()
        else:
            super().keyPressEvent(event)

    def _titles(self) -> dict[Kind, str]:
        return {
            "fixed": self.tr("Fixed: one value"),
            "list": self.tr("List: each value in turn"),
            "linspace": self.tr("Linspace: evenly spaced values"),
            "range": self.tr("Range: from, to, step"),
            "logspace": self.tr("Logspace: powers of a base"),
            "uniform": self.tr("Uniform: any number between"),
            "loguniform": self.tr("Log-uniform: any size between"),
            "choice": self.tr("Choice: one of several, no grid"),
        }

    def _labels(self, kind: Kind) -> dict[str, str]:
        exponents = kind == "logspace"
        return {
            "value": self.tr("Value"),
            "values": self.tr("Values"),
            "low": self.tr("From exponent") if exponents else self.tr("From"),
            "high": self.tr("To exponent") if exponents else self.tr("To"),
            "count": self.tr("How many"),
            "step": self.tr("Step"),
            "base": self.tr("Base"),
            "initial": self.tr("Try first"),
        }

    def _choose_kind(self) -> None:
        self._filled = suggested(self.kind.currentData(), self._read(), self._info, self._values)
        self._build()
        self._write()
        self._focus_first()

    def _build(self) -> None:
        kind = self._filled.kind
        labels = self._labels(kind)
        self._fields = {}
        body = QWidget(self)
        form = QFormLayout(body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(4)
        for name in FIELDS[kind]:
            line = QLineEdit(self._filled.fields.get(name, ""), body)
            line.setObjectName(f"field-{name}")
            line.setAccessibleName(labels[name])
            if name == "initial":
                line.setPlaceholderText(self.tr("anywhere"))
            elif name == "values":
                line.setPlaceholderText(self.tr("a, b, c"))
            line.textEdited.connect(self._write)
            label = plain_label(labels[name], body, style="muted")
            label.setBuddy(line)
            form.addRow(label, line)
            self._fields[name] = line
        self._column.replaceWidget(self._body, body)
        self._body.deleteLater()
        self._body = body
        body.show()
        self._whole.setVisible(kind == "uniform" and self._info.type != "int")
        self._whole.blockSignals(True)
        self._whole.setChecked(self._filled.whole)
        self._whole.blockSignals(False)

    def _read(self) -> Filled:
        texts = {name: line.text() for name, line in self._fields.items()}
        whole = self._whole.isChecked() or self._info.type == "int"
        return Filled(self._filled.kind, texts, whole)

    def _write(self) -> None:
        self._filled = self._read()
        self._model.set_text(self._position, self._filled.expression)
        self._say()

    def _say(self) -> None:
        row = self._model.rows[self._position]
        self._expression.setText(row.text)
        problem = row.problems[0] if row.problems else None
        self._meaning.setText("" if problem else row.meaning)
        self._meaning.setVisible(problem is None)
        self._problem.setText(f"{problem.message} {problem.hint}" if problem else "")
        self._problem.setVisible(problem is not None)
        self.adjustSize()

    def _focus_first(self) -> None:
        first = next(iter(self._fields.values()))
        first.setFocus()
        first.selectAll()


def _values(dimension: object) -> tuple[Value, ...]:
    """What the flag varied over, to be offered as a list; nothing for ranges and very long lists."""
    if not isinstance(dimension, Listed | Formula | Choice):
        return ()
    try:
        values = values_of(dimension)
    except UserError:
        return ()
    return values if len(values) <= _MOST_LISTED else ()
