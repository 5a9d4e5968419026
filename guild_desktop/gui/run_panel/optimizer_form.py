"""The options of the chosen method as a form, built from the optimizer's own description."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.core.batch import Option
from guild_desktop.core.errors import UserError
from guild_desktop.gui.run_panel.fields import NumberBox, QuietCombo, WholeNumberBox
from guild_desktop.gui.run_panel.labels import plain_label, plain_tooltip
from guild_desktop.optimizers.base import OptimizerInfo, OptionInfo
from guild_desktop.optimizers.options import option_help
from guild_desktop.optimizers.registry import check_options


class OptimizerForm(QWidget):
    """One field for each option; owned by the method part. Signal: ``changed()`` after any edit.

    What was entered for an optimizer stays while another one is looked at.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Method options"))
        self._info: OptimizerInfo | None = None
        self._entered: dict[str, dict[str, Option]] = {}
        self._fields: dict[str, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 0, 0, 0)
        self._column.setSpacing(4)
        self._body = QWidget(self)
        self._column.addWidget(self._body)

    def set_optimizer(self, info: OptimizerInfo | None) -> None:
        """Show the options of ``info`` with what was entered for it before; None shows no options."""
        if info is self._info:
            return
        self._info = info
        self._build()

    def enter(self, optimizer: str, options: Mapping[str, Option | str]) -> None:
        """Fill in options of ``optimizer``; UserError, and nothing changes, if one is not allowed."""
        self._entered[optimizer] = self._differing(optimizer, check_options(optimizer, options))
        if self._info is not None and self._info.name == optimizer:
            self._build()
            self.changed.emit()

    def options(self) -> dict[str, Option]:
        """The options that differ from their defaults; UserError if one is not allowed."""
        if self._info is None:
            return {}
        return self._differing(
            self._info.name, check_options(self._info.name, self._entered.get(self._info.name, {}))
        )

    def entered(self) -> dict[str, dict[str, Option]]:
        """What was entered for every optimizer, by its name; to be remembered."""
        return {name: dict(options) for name, options in self._entered.items() if options}

    def reset(self) -> None:
        """Put every option of the shown optimizer back to its default."""
        if self._info is not None:
            self._entered.pop(self._info.name, None)
            self._build()
            self.changed.emit()

    def field(self, option: str) -> QWidget:
        """The field of one option by its dashed name."""
        return self._fields[option]

    @staticmethod
    def _differing(optimizer: str, options: Mapping[str, Option]) -> dict[str, Option]:
        defaults = check_options(optimizer, {})
        return {name: value for name, value in options.items() if defaults[name] != value}

    def _build(self) -> None:
        self._fields = {}
        body = QWidget(self)
        form = QFormLayout(body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(4)
        form.setHorizontalSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        if self._info is None or not self._info.options:
            form.addRow(plain_label(self.tr("This method has no options."), body, style="muted"))
        else:
            values = check_options(self._info.name, {}) | self._entered.get(self._info.name, {})
            for option in self._info.options:
                self._add(form, option, values[option.name], body)
            form.addRow(self._reset_row(body))
        self._column.replaceWidget(self._body, body)
        # Deleted only when the event loop turns; until then it would show through.
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        self._mark_reset()

    def _add(self, form: QFormLayout, option: OptionInfo, value: Option, parent: QWidget) -> None:
        field = self._field_for(option, value, parent)
        field.setObjectName(f"option-{option.name}")
        field.setAccessibleName(option.label)
        said = option_help(option)
        field.setAccessibleDescription(said)
        field.setToolTip(plain_tooltip(said))
        label = plain_label(option.label, parent, style="muted")
        label.setToolTip(plain_tooltip(said))
        label.setBuddy(field)
        form.addRow(label, field)
        self._fields[option.name] = field

    def _field_for(self, option: OptionInfo, value: Option, parent: QWidget) -> QWidget:
        name = option.name
        if option.kind == "bool":
            box = QCheckBox(parent)
            box.setChecked(bool(value))
            box.toggled.connect(lambda on: self._set(name, on))
            return box
        if option.kind == "int":
            whole = WholeNumberBox(int(option.low or 0), int(option.high or 10**6), parent)
            whole.setValue(int(value))
            whole.valueChanged.connect(lambda number: self._set(name, number))
            return whole
        if option.kind == "float":
            number = NumberBox(option.low, option.high, parent)
            number.setValue(float(value))
            number.valueChanged.connect(lambda entered: self._set(name, entered))
            return number
        if option.choices:
            combo = QuietCombo(parent)
            combo.addItems(list(option.choices))
            combo.setEditable(option.kind == "text")
            combo.setCurrentText(str(value))
            combo.currentTextChanged.connect(lambda text: self._set(name, text))
            return combo
        line = QLineEdit(str(value), parent)
        line.textChanged.connect(lambda text: self._set(name, text))
        return line

    def _reset_row(self, parent: QWidget) -> QWidget:
        row = QWidget(parent)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        self._problem = plain_label(parent=row, style="error", wraps=True)
        self._reset = QPushButton(self.tr("Reset"), row)
        self._reset.setProperty("chip", True)
        self._reset.setToolTip(self.tr("Put all options of this method back to their defaults"))
        self._reset.clicked.connect(self.reset)
        line.addWidget(self._problem, 1)
        line.addWidget(self._reset)
        return row

    def _set(self, name: str, value: Option) -> None:
        if self._info is None:
            return
        self._entered.setdefault(self._info.name, {})[name] = value
        self._mark_reset()
        self.changed.emit()

    def _mark_reset(self) -> None:
        if not self._fields:
            return
        try:
            problem, differing = "", bool(self.options())
        except UserError as error:
            problem, differing = str(error), True
        self._problem.setText(problem)
        self._reset.setEnabled(differing)
