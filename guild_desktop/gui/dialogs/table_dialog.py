"""What the columns of a table of results are for, and the goal, before its rows become runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.likely_objective import likely_direction, likely_objective
from guild_desktop.gui.dialogs.column_uses import BECOMES, TITLE, ColumnUses, column_view
from guild_desktop.gui.format import count
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.plain_text import breakable, one_line
from guild_desktop.gui.run_panel.fields import QuietCombo
from guild_desktop.interop.tables.uses import Role, Use

if TYPE_CHECKING:
    from guild_desktop.gui.live.table_import import TableImport
    from guild_desktop.interop.tables.table import Table

_STEPS = 1000
_WIDEST = 220


class TableDialog(QDialog):
    """Reads a table as soon as it opens; owned by the main window, GUI thread.

    ``batch_of`` finds the batch that a table of some hash has brought before. The dialog is accepted
    once the runs are stored; closing it stops whatever goes on. Signal: ``show_wanted(Batch)``.
    """

    show_wanted = Signal(object)

    def __init__(
        self,
        path: Path,
        work: TableImport,
        batch_of: Callable[[str], Batch | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._work = work
        self._batch_of = batch_of
        self._table: Table | None = None
        self._before: Batch | None = None
        self._direction_chosen = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("tableDialog")
        self.setWindowTitle(self.tr("Open a table of results"))
        self.resize(760, 560)
        self.columns = ColumnUses(self)
        self._view = column_view(self.columns, self)
        self._head = _label("tableHead")
        self._head.setProperty("title", True)
        self._notes = _label("tableNotes")
        self._notes.setProperty("muted", True)
        self._error = _label("tableError")
        self._error.setProperty("error", True)
        self._goal = QWidget(self)
        self.scalar = QuietCombo(self)
        self.direction = QuietCombo(self)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("tableProgress")
        self._bar.setRange(0, _STEPS)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._build()
        self.columns.changed.connect(self._refresh)
        self.scalar.activated.connect(self._follow_scalar)
        self.direction.activated.connect(self._choose_direction)
        work.progressed.connect(self._show_progress)
        work.read.connect(self._show_table)
        work.stored.connect(self.accept)
        work.refused.connect(self._show_refusal)
        self.finished.connect(work.stop)
        self._show_work(self.tr("Reading {0}…").format(one_line(path.name)))
        work.start_reading(path)

    # What goes on

    def _show_work(self, words: str) -> None:
        self._head.setText(breakable(words))
        self._cancel.setText(self.tr("Stop"))
        self._bar.setValue(0)
        self._bar.show()
        self._error.hide()
        self._show_parts(shown=False)

    def _show_progress(self, share: float) -> None:
        self._bar.setValue(round(share * _STEPS))

    def _show_table(self, table: Table, uses: tuple[Use, ...]) -> None:
        self._table = table
        self._before = self._batch_of(table.digest)
        self.columns.show_uses(uses)
        self._view.resizeColumnsToContents()
        for section in (TITLE, BECOMES):
            width = self._view.columnWidth(section) + 16
            self._view.setColumnWidth(section, min(width, _WIDEST))
        self._show_choice()

    def _show_refusal(self, error: UserError) -> None:
        if self._table is not None:
            self._show_choice()
        else:
            self._head.setText(breakable(one_line(self._path.name)))
            self._bar.hide()
            self._cancel.setText(self.tr("Close"))
        self._error.setText(breakable(str(error)))
        self._error.show()

    def _show_choice(self) -> None:
        if self._table is None:
            return
        self._bar.hide()
        self._error.hide()
        rows, columns = count(len(self._table)), count(len(self._table.columns))
        name = one_line(self._table.name)
        head = self.tr("{0}: {1} rows, {2} columns").format(name, rows, columns)
        self._head.setText(breakable(head))
        notes = list(self._table.notes)
        if self._before is not None:
            self._import.setText(self.tr("Import again"))
            there = self.tr(
                "This table is there already, as {0}. Import again makes its runs twice."
            )
            notes.append(there.format(one_line(self._before.name)))
        else:
            self._import.setText(self.tr("Import {0} runs").format(rows))
        self._notes.setText(breakable("\n".join(notes)))
        self._cancel.setText(self.tr("Cancel"))
        # What is there is rarely wanted twice.
        _set_primary(self._import, on=self._before is None)
        _set_primary(self._show, on=self._before is not None)
        self._show_parts(shown=True)
        self._refresh()

    def _show_parts(self, *, shown: bool) -> None:
        self._view.setVisible(shown)
        self._goal.setVisible(shown)
        self._import.setVisible(shown)
        self._notes.setVisible(shown and bool(self._notes.text()))
        self._show.setVisible(shown and self._before is not None)
        self._rest.setVisible(not shown)

    # What a person does

    def _refresh(self) -> None:
        """Offer the results there are as goals, and the import if there is one."""
        results = self.columns.results
        chosen = self.scalar.currentText()
        if results != [self.scalar.itemText(row) for row in range(self.scalar.count())]:
            self.scalar.clear()
            self.scalar.addItems(results)
            kept = chosen if chosen in results else likely_objective(results).name
            self.scalar.setCurrentIndex(self.scalar.findText(kept))
            self._follow_scalar()
        has_time = any(use.role is Role.SECONDS for use in self.columns.uses)
        self._goal.setEnabled(bool(results))
        self._import.setEnabled(bool(results) or has_time)
        self._error.setVisible(not self._import.isEnabled())
        if not self._import.isEnabled():
            self._error.setText(self.tr("No column is a result yet. Choose what it is in its row."))

    def _follow_scalar(self, _row: int = 0) -> None:
        if not self._direction_chosen:
            direction = likely_direction(self.scalar.currentText())
            self.direction.setCurrentIndex(self.direction.findData(direction))

    def _choose_direction(self, _row: int) -> None:
        self._direction_chosen = True

    def _start(self) -> None:
        if self._table is None:
            return
        name = self.scalar.currentText()
        goal = Objective(name, self.direction.currentData()) if name else Objective()
        self._show_work(self.tr("Importing {0}…").format(one_line(self._table.name)))
        again = self._before is not None
        self._work.start_storing(self._table, self.columns.uses, goal, again=again)

    def _show_before(self) -> None:
        if self._before is not None:
            self.show_wanted.emit(self._before)
        self.reject()

    # How it is made

    def _build(self) -> None:
        self.scalar.setObjectName("tableGoal")
        self.scalar.setAccessibleName(self.tr("Goal"))
        self.scalar.setMinimumWidth(160)
        self.direction.setObjectName("tableDirection")
        self.direction.setAccessibleName(self.tr("Direction"))
        self.direction.addItem(self.tr("low"), "minimize")
        self.direction.addItem(self.tr("high"), "maximize")
        goal = QHBoxLayout(self._goal)
        goal.setContentsMargins(0, 0, 0, 0)
        goal.setSpacing(8)
        for part in (
            QLabel(self.tr("Goal: make")),
            self.scalar,
            QLabel(self.tr("as")),
            self.direction,
            QLabel(self.tr("as possible")),
        ):
            goal.addWidget(part)
        goal.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        self._cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self._import = QPushButton(self)
        self._import.setObjectName("importTable")
        self._import.clicked.connect(self._start)
        self._show = QPushButton(self.tr("Show them"), self)
        self._show.setObjectName("showImported")
        self._show.clicked.connect(self._show_before)
        buttons.addButton(self._show, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self._import, QDialogButtonBox.ButtonRole.ActionRole)
        self._rest = QWidget(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._head)
        column.addWidget(self._notes)
        column.addWidget(self._bar)
        column.addWidget(self._error)
        column.addWidget(self._view, 1)
        column.addWidget(self._rest, 1)
        column.addWidget(self._goal)
        column.addWidget(buttons)


def _set_primary(button: QPushButton, *, on: bool) -> None:
    button.setProperty("primary", on)
    button.setDefault(on)
    button.style().unpolish(button)
    button.style().polish(button)


def _label(name: str) -> QLabel:
    label = plain_label()
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
