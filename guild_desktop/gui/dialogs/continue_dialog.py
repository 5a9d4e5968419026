"""How many more trials a sweep shall get, and with which options."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.core.batch import DEFAULT_SEARCH_TRIALS, MAX_TRIALS, Batch
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import SHORT_ID, Run
from guild_desktop.engine.continuing import (
    Continuation,
    PlannedContinuation,
    plan_continuation,
)
from guild_desktop.gui.format import count
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.plain_text import breakable
from guild_desktop.gui.run_panel.fields import WholeNumberBox
from guild_desktop.gui.run_panel.optimizer_form import OptimizerForm
from guild_desktop.optimizers.registry import check_options, optimizer_info

_WIDTH = 400
"""Pixels, so that what it says is read in few lines."""


class ContinueDialog(QDialog):
    """Asks about one sweep with the ``runs`` it has; ``continuation`` is the answer once it was accepted.

    Signal: ``change_wanted()`` when more shall change than it asks about.
    """

    change_wanted = Signal()

    def __init__(
        self, batch: Batch, runs: Sequence[Run] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("continueDialog")
        self.setMinimumWidth(_WIDTH)
        self.setWindowTitle(self.tr("Continue {0}").format(batch.name))
        self._batch = batch
        self._usual = _usual(batch, runs)
        self._info = optimizer_info(batch.optimizer)
        unfinished = self._usual.unfinished if self._usual else 0
        self._more = WholeNumberBox(0 if unfinished else 1, MAX_TRIALS, self)
        self._more.setObjectName("moreTrials")
        self._more.setAccessibleName(self.tr("More runs"))
        new = self._usual.new_trials if self._usual else DEFAULT_SEARCH_TRIALS
        self._more.setValue(min(new, MAX_TRIALS))
        self._options = OptimizerForm()
        self._error = plain_label(style="error")
        self._error.setWordWrap(True)
        self._error.hide()
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        run = buttons.button(QDialogButtonBox.StandardButton.Ok)
        run.setText(self.tr("Run"))
        run.setProperty("primary", True)
        change = buttons.addButton(self.tr("Change it…"), QDialogButtonBox.ButtonRole.ActionRole)
        change.setObjectName("changeSweep")
        is_script = batch.operation.kind == "script"
        change.setEnabled(is_script)
        change.setToolTip(
            self.tr(
                "Put the sweep into the Run panel, to change its ranges, method, goal and limits"
            )
            if is_script
            else self.tr(
                "The Run panel is for scripts. In a terminal this sweep can go on changed:\n{0}"
            ).format(f"guild-desktop run --restart {batch.id[:SHORT_ID]} FLAG=…")
        )
        change.clicked.connect(self._want_change)
        buttons.accepted.connect(self._accept_if_right)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._explanation())
        if not self._info.lists_all:
            form = QFormLayout()
            form.addRow(self.tr("More runs"), self._more)
            column.addLayout(form)
            self._options.set_optimizer(self._info)
            self._options.enter(batch.optimizer, dict(batch.options))
            column.addWidget(self._options)
        column.addWidget(self._error)
        column.addWidget(buttons)

    def continuation(self) -> Continuation:
        """What was chosen."""
        if self._info.lists_all:
            return Continuation()
        options = check_options(self._info.name, self._options.options())
        return Continuation(more=self._more.value(), options=options)

    def _explanation(self) -> QLabel:
        words = (
            self.tr("Runs every combination of {0} that has not been completed yet.")
            if self._info.lists_all
            else self.tr(
                "The earlier runs of {0} are told to the method again, so it goes on learning."
            )
        )
        said = [words.format(self._batch.name)]
        if self._usual is not None:
            if used := self._usual.sentence("run"):
                said.append(self.tr("It {0}.").format(used))
            if self._usual.unfinished == 1:
                said.append(self.tr("One run that was cut off or never began comes first."))
            elif self._usual.unfinished:
                told = self.tr("{0} runs that were cut off or never began come first.")
                said.append(told.format(count(self._usual.unfinished)))
        label = plain_label(breakable(" ".join(said)), style="muted")
        label.setWordWrap(True)
        return label

    def _want_change(self) -> None:
        self.reject()
        self.change_wanted.emit()

    def _accept_if_right(self) -> None:
        try:
            self._options.options()
        except UserError as error:
            self._error.setText(breakable(str(error)))
            self._error.show()
            return
        self.accept()


def _usual(batch: Batch, runs: Sequence[Run]) -> PlannedContinuation | None:
    """How the sweep goes on if nothing else is said; None where that cannot be, which Run will tell."""
    try:
        return plan_continuation(batch, runs, Continuation())
    except UserError:
        return None
