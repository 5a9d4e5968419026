"""The filter bar: every clause of the selection, by whomever it was made, and a field for more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from guild_desktop.core.errors import UserError
from guild_desktop.core.filter import FilterError
from guild_desktop.core.selection import FocusCount, Selection, focus_count
from guild_desktop.gui import format as written
from guild_desktop.gui.docks.filter_bar.clause_chip import ClauseChip
from guild_desktop.gui.docks.filter_bar.filter_field import FilterField
from guild_desktop.gui.docks.filter_bar.name_completion import NameCompletion
from guild_desktop.gui.docks.filter_bar.typed_filter import read_filter
from guild_desktop.gui.flow_layout import FlowLayout

if TYPE_CHECKING:
    from guild_desktop.core.clause import Clause
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes


class FilterBar(QWidget):
    """Above the runs table; owned by the main window, GUI thread.

    Enter in the field adds what was typed as clauses, or puts it in place of the one being edited;
    Escape gives that up. What cannot be read is told below the field, with the wrong part selected.
    """

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._shown: tuple[Clause, ...] = ()
        self._edited: Clause | None = None
        self.setObjectName("clauseBar")
        self.setAccessibleName(self.tr("Filters"))
        self.field = self._make_field()
        self.status = QLabel(self)
        self.status.setObjectName("focusStatus")
        self.status.setAccessibleName(self.tr("How many runs match"))
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setProperty("muted", True)
        self.clear_button = QPushButton(self.tr("Clear"), self)
        self.clear_button.setObjectName("clearFilters")
        self.clear_button.setProperty("chip", True)
        self.clear_button.setToolTip(self.tr("Remove all filters"))
        self.clear_button.clicked.connect(self.clear)
        self._error = QLabel(self)
        self._error.setObjectName("filterError")
        self._error.setTextFormat(Qt.TextFormat.PlainText)
        self._error.setWordWrap(True)
        self._error.setProperty("error", True)
        self._error.hide()
        self._chips: list[ClauseChip] = []
        self._build()
        self._completion = NameCompletion(session, self.field)
        for signal in (session.frame_changed, session.objective_changed):
            signal.connect(self._count)
        session.selection_changed.connect(self._refresh)
        themes.theme_changed.connect(self._rebuild)
        self._refresh()

    def _make_field(self) -> FilterField:
        field = FilterField(self)
        field.setObjectName("runsFilter")
        field.setAccessibleName(self.tr("Add a filter"))
        field.setPlaceholderText(self.tr("type a filter: loss < -0.5 and x in [0:1]"))
        field.setMinimumWidth(220)
        field.setMaxLength(4000)
        field.returnPressed.connect(self._take)
        field.textEdited.connect(self._forget_error)
        return field

    def _build(self) -> None:
        # In line with the field, however many lines of chips there are.
        self.status.setMinimumHeight(self.field.sizeHint().height())
        self._flow = FlowLayout(last_fills=True)
        self._flow.addWidget(self.field)
        row = QHBoxLayout()
        row.setSpacing(12)
        end = QHBoxLayout()
        end.setSpacing(12)
        end.addWidget(self.clear_button)
        end.addWidget(self.status)
        row.addLayout(self._flow, 1)
        row.addLayout(end)
        row.setAlignment(end, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._error)

    @property
    def chips(self) -> tuple[ClauseChip, ...]:
        """The chips in the order of the clauses."""
        return tuple(self._chips)

    @property
    def error_text(self) -> str:
        """What is told below the field; empty when nothing is wrong."""
        return self._error.text()

    # Following the session

    def _refresh(self, _change: object = None) -> None:
        clauses = self._session.selection.clauses
        if clauses != self._shown:
            alike = len(clauses) == len(self._shown)
            self._shown = clauses
            if alike:
                # A step of a brush: to make widgets anew takes longer than to draw the plots.
                for chip, clause in zip(self._chips, clauses, strict=True):
                    chip.tell(clause)
            else:
                self._rebuild()
        self.clear_button.setVisible(bool(clauses))
        self._count()

    def _rebuild(self, _theme: object = None) -> None:
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [ClauseChip(clause, self._themes, self) for clause in self._shown]
        for at, chip in enumerate(self._chips):
            chip.edit_requested.connect(lambda chip=chip: self._edit(chip.clause))
            chip.removed.connect(lambda at=at: self._remove(at))
            self._flow.insert(at, chip)
            chip.show()

    def _count(self, _change: object = None) -> None:
        session = self._session
        counted = focus_count(
            session.frame,
            session.selection,
            session.objective,
            base=session.base,
            focus=session.focus,
        )
        self.status.setText(self._sentence(counted))

    def _sentence(self, counted: FocusCount) -> str:
        total, matching = written.count(counted.total), written.count(counted.matching)
        parts = [self.tr("{0} of {1} match").format(matching, total)]
        if counted.failed:
            parts.append(self.tr("{0} failed").format(written.count(counted.failed)))
        if counted.interrupted:
            parts.append(self.tr("{0} interrupted").format(written.count(counted.interrupted)))
        if counted.running:
            parts.append(self.tr("{0} running").format(written.count(counted.running)))
        if counted.without_value:
            objective = self._session.objective.column[:40]
            without = written.count(counted.without_value)
            parts.append(self.tr("{0} without {1}").format(without, objective))
        return " · ".join(parts)

    # What a person does

    def _take(self) -> None:
        if self._completion.is_choosing:
            return
        text = self.field.text().strip()
        if not text:
            return
        try:
            clauses = read_filter(text, self._session.frame)
        except FilterError as error:
            self._tell(error)
            self.field.setSelection(error.start, max(error.end - error.start, 1))
            return
        except UserError as error:
            self._tell(error)
            return
        self._session.set_selection(self._with(clauses), self.tr("filter"))
        self._give_up_typing()

    def _with(self, clauses: tuple[Clause, ...]) -> Selection:
        selection = self._session.selection
        before = selection.clauses
        at = before.index(self._edited) if self._edited in before else len(before)
        kept = before[:at] + before[at + 1 :]
        new = tuple(clause for clause in clauses if clause not in kept)
        return replace(selection, clauses=(*before[:at], *new, *before[at + 1 :]))

    def _edit(self, clause: Clause) -> None:
        self._forget_error()
        self._edited = clause
        self.field.setText(clause.text)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, at: int) -> None:
        selection = self._session.selection.without(at)
        self._session.set_selection(selection, self.tr("remove filter"))

    def clear(self) -> None:
        """Take all filters away, what is being typed too; one step of undo."""
        self._give_up_typing()
        self._session.set_selection(self._session.selection.cleared(), self.tr("clear filters"))

    def _tell(self, error: UserError) -> None:
        self._error.setText(str(error))
        self._error.show()
        self._mark(wrong=True)

    def _forget_error(self) -> None:
        self._error.clear()
        self._error.hide()
        self._mark(wrong=False)
        if not self.field.text():
            self._edited = None

    def _give_up_typing(self) -> None:
        self.field.start_over()
        self._forget_error()

    def _mark(self, *, wrong: bool) -> None:
        self.field.setProperty("error", wrong)
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Escape gives up what is typed."""
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self._give_up_typing()
            return
        super().keyPressEvent(event)
