"""The options of what was chosen, a method or a rule, as a form built from its own description."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

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
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.run_panel.fields import NumberBox, QuietCombo, WholeNumberBox
from guild_desktop.optimizers.base import OptionInfo
from guild_desktop.optimizers.options import option_help

_MOST = 2**31 - 1
"""The largest number that Qt's own field holds."""


class HasOptions(Protocol):
    """Anything with a name and options, such as an optimizer or a rule of early stopping."""

    @property
    def name(self) -> str:
        """What commands call it."""

    @property
    def options(self) -> tuple[OptionInfo, ...]:
        """Its options, in the order in which they are shown."""


class OptionsForm(QWidget):
    """One field for each option; owned by what offers the choice. Signal: ``changed()`` after any edit.

    ``check`` gives all options of what has a name, those given over the defaults, or a UserError. What was
    entered for one stays while another one is looked at.
    """

    changed = Signal()

    def __init__(
        self,
        check: Callable[[str, Mapping[str, Option | str]], Mapping[str, Option]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._check = check
        self._info: HasOptions | None = None
        self._entered: dict[str, dict[str, Option]] = {}
        self._fields: dict[str, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 0, 0, 0)
        self._column.setSpacing(4)
        self._body = QWidget(self)
        self._column.addWidget(self._body)

    def show_options(self, info: HasOptions | None) -> None:
        """Show the options of ``info`` with what was entered for it before; None shows no options."""
        if info is self._info:
            return
        self._info = info
        self._build()

    def enter(self, name: str, options: Mapping[str, Option | str]) -> None:
        """Fill in options of what has this name; UserError, and nothing changes, if one is not allowed."""
        self._entered[name] = self._differing(name, self._check(name, options))
        if self._info is not None and self._info.name == name:
            self._build()
            self.changed.emit()

    def options(self) -> dict[str, Option]:
        """The options that differ from their defaults; UserError if one is not allowed."""
        if self._info is None:
            return {}
        name = self._info.name
        return self._differing(name, self._check(name, self._entered.get(name, {})))

    def entered(self) -> dict[str, dict[str, Option]]:
        """What was entered for each, by its name; to be remembered."""
        return {name: dict(options) for name, options in self._entered.items() if options}

    def reset(self) -> None:
        """Put every option that is shown back to its default."""
        if self._info is not None:
            self._entered.pop(self._info.name, None)
            self._build()
            self.changed.emit()

    def field(self, option: str) -> QWidget:
        """The field of one option by its dashed name."""
        return self._fields[option]

    def _differing(self, name: str, options: Mapping[str, Option]) -> dict[str, Option]:
        defaults = self._check(name, {})
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
            form.addRow(plain_label(self.tr("There are no options."), body, style="muted"))
        else:
            entered = self._entered.get(self._info.name, {})
            values = {**self._check(self._info.name, {}), **entered}
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
            high = _MOST if option.high is None else int(option.high)
            whole = WholeNumberBox(int(option.low or 0), high, parent)
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
        self._reset.setToolTip(self.tr("Put all these options back to their defaults"))
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
