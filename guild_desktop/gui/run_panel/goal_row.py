"""The goal: which scalar to make as low or as high as possible, and which of its values counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from guild_desktop.core.batch import SCALAR_PREFIX, Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.likely_objective import likely_objective, usual_objective
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.run_panel.fields import ElidedLine, QuietCombo


class GoalRow(QWidget):
    """Make *loss* as *low* as possible; owned by the panel. Signal: ``changed()`` after any edit."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scalar = QuietCombo(self)
        self.scalar.setObjectName("objectiveCombo")
        self.scalar.setAccessibleName(self.tr("Scalar to optimize"))
        self.scalar.setToolTip(self.tr("The number to optimize: a scalar the script reports"))
        # Of a long name the beginning is seen, not its end.
        self.scalar.setLineEdit(ElidedLine(Qt.TextElideMode.ElideRight, self.scalar))
        self.scalar.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.direction = QuietCombo(self)
        self.direction.setObjectName("directionCombo")
        self.direction.setAccessibleName(self.tr("Direction"))
        self.direction.addItem(self.tr("low"), "minimize")
        self.direction.addItem(self.tr("high"), "maximize")
        self.direction.setToolTip(self.tr("Whether low or high values are good"))
        self.aggregate = QuietCombo(self)
        self.aggregate.setObjectName("aggregateCombo")
        self.aggregate.setAccessibleName(self.tr("Which value counts"))
        self.aggregate.setToolTip(
            self.tr("Which value counts when the script reports the scalar several times")
        )
        for text, aggregate in (
            (self.tr("last"), "last"),
            (self.tr("lowest"), "min"),
            (self.tr("highest"), "max"),
            (self.tr("mean"), "avg"),
            (self.tr("first"), "first"),
        ):
            self.aggregate.addItem(text, aggregate)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.scalar, 3)
        line.addWidget(plain_label(self.tr("as"), self, style="muted"))
        line.addWidget(self.direction, 2)
        line.addWidget(self.aggregate, 2)
        self._in_script: tuple[str, ...] = ()
        self._in_runs: tuple[str, ...] = ()
        self._by_person = False
        self._filling = False
        self._show(Objective())
        self.scalar.editTextChanged.connect(self._edited)
        self.direction.currentIndexChanged.connect(self._edited)
        self.aggregate.currentIndexChanged.connect(self._edited)

    def objective(self) -> Objective:
        """What is asked for; UserError if no scalar is named."""
        name = self._name()
        if not name:
            raise UserError(
                self.tr("The goal names no scalar."), self.tr("Choose or type its name.")
            )
        return Objective(name, self.direction.currentData(), self.aggregate.currentData())

    @property
    def chosen(self) -> Objective | None:
        """The goal a person entered, None while the names that are known decide."""
        return self.objective() if self._by_person and self._name() else None

    def usual(self, patterns: Sequence[str]) -> Objective:
        """The goal that a command has for this script, and with these patterns, if it names none."""
        return usual_objective(self._in_script, patterns)

    def set_objective(self, objective: Objective) -> None:
        """Show a goal as if a person had entered it."""
        self._show(objective)
        self._by_person = True
        self.changed.emit()

    def offer_automatic(self) -> None:
        """Forget what a person entered; the names that are known decide again."""
        self._by_person = False
        self._offer()

    def set_script_scalars(self, names: Iterable[str]) -> None:
        """The scalars found in the script's text."""
        self._in_script = tuple(names)
        self._offer()

    def set_known_scalars(self, names: Iterable[str]) -> None:
        """The scalars earlier runs reported."""
        if self._in_runs != (known := tuple(names)):
            self._in_runs = known
            self._offer()

    def _offer(self) -> None:
        names = tuple(dict.fromkeys((*self._in_script, *self._in_runs)))
        text = self.scalar.currentText()
        self._filling = True
        try:
            self.scalar.clear()
            self.scalar.addItems(list(names))
            self.scalar.setEditText(text)
        finally:
            self._filling = False
        if not self._by_person:
            # What earlier runs reported may belong to other scripts, so the script's text goes first.
            self._show(likely_objective(self._in_script or self._in_runs))
        self.changed.emit()

    def _show(self, objective: Objective) -> None:
        self._filling = True
        try:
            self.scalar.setEditText(objective.name)
            self.direction.setCurrentIndex(self.direction.findData(objective.direction))
            self.aggregate.setCurrentIndex(self.aggregate.findData(objective.aggregate))
        finally:
            self._filling = False

    def _name(self) -> str:
        return self.scalar.currentText().strip().removeprefix(SCALAR_PREFIX)

    def _edited(self) -> None:
        if not self._filling:
            self._by_person = True
            self.changed.emit()
