"""Which rule stops runs early: a choice, and under it what the rule does with its options."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from guild_desktop.core.batch import EarlyStopping, Option
from guild_desktop.engine.pruning.catalogue import early_stopping, rule_info, rule_infos
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.run_panel.fields import QuietCombo
from guild_desktop.gui.run_panel.options_form import OptionsForm


class EarlyStoppingField(QuietCombo):
    """The choice, off unless somebody chooses; owned by *More*. Signal: ``changed()`` after any edit.

    ``details`` is what stands below it, hidden while nothing is stopped early.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("earlyStopping")
        self.addItem(self.tr("Off"), "")
        for info in rule_infos():
            self.addItem(info.title, info.name)
        self.details = QWidget(parent)
        self._summary = plain_label(parent=self.details, style="muted", wraps=True)
        self.options = OptionsForm(_check, self.details)
        self.options.setObjectName("earlyStoppingOptions")
        self.options.setAccessibleName(self.tr("Options of early stopping"))
        column = QVBoxLayout(self.details)
        column.setContentsMargins(12, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(self._summary)
        column.addWidget(self.options)
        self.options.changed.connect(self.changed)
        self.currentIndexChanged.connect(self._follow)
        self.details.hide()

    @property
    def chosen(self) -> EarlyStopping | None:
        """The rule with all its options; None while runs are left to end."""
        rule: str = self.currentData()
        return early_stopping(rule, self.options.options()) if rule else None

    @chosen.setter
    def chosen(self, chosen: EarlyStopping | None) -> None:
        if chosen is None:
            self.setCurrentIndex(0)
            return
        self.options.enter(chosen.rule, chosen.options)
        self.setCurrentIndex(self.findData(chosen.rule))

    def _follow(self) -> None:
        rule: str = self.currentData()
        self.details.setVisible(bool(rule))
        if rule:
            info = rule_info(rule)
            self._summary.setText(info.summary)
            self.options.show_options(info)
        self.changed.emit()


def _check(rule: str, options: Mapping[str, Option | str]) -> Mapping[str, Option]:
    return early_stopping(rule, options).options
