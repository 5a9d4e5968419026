"""The filter bar: every clause of the selection, by whomever it was made, and a field for more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.core.clause import joined
from guild_desktop.core.condition_errors import FilterError
from guild_desktop.core.errors import UserError
from guild_desktop.gui.docks.filter_bar.chips import Chips
from guild_desktop.gui.docks.filter_bar.filter_field import FilterField
from guild_desktop.gui.docks.filter_bar.match_count import MatchCount
from guild_desktop.gui.docks.filter_bar.name_completion import NameCompletion
from guild_desktop.gui.docks.filter_bar.typed_filter import read_filter
from guild_desktop.gui.flow_layout import FlowLayout
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.plain_text import breakable

if TYPE_CHECKING:
    from guild_desktop.core.clause import Clause
    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.docks.filter_bar.chip import KeptChip
    from guild_desktop.gui.docks.filter_bar.clause_chip import ClauseChip
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
        self._edited: Clause | None = None
        self._edits_view = False
        self.setObjectName("clauseBar")
        self.setAccessibleName(self.tr("Filters"))
        self.field = self._make_field()
        self._match_count = MatchCount(session, self)
        self.status, self.undo_button = self._match_count.label, self._match_count.undo
        self.these = self._make_these()
        self.clear_button = QPushButton(self.tr("Clear"), self)
        self.clear_button.setObjectName("clearFilters")
        self.clear_button.setProperty("chip", True)
        self.clear_button.setToolTip(self.tr("Remove all filters"))
        self.clear_button.clicked.connect(self.clear)
        self._error = plain_label("", self, style="error")
        self._error.setObjectName("filterError")
        self._error.setWordWrap(True)
        self._error.hide()
        self._flow = FlowLayout(last_fills=True)
        self._build()
        self._chips = Chips(session, themes, self._flow, self.field, self)
        self._chips.edit_requested.connect(self._edit)
        self._completion = NameCompletion(session, self.field)
        for action in session.narrowing.actions:
            action.enabledChanged.connect(self._refresh)
        session.selection_changed.connect(self._refresh)
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

    def _make_these(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("theseRuns")
        button.setText(self.tr("These ▾"))
        button.setAccessibleName(self.tr("What to do with these runs"))
        button.setToolTip(
            self.tr(
                "Show only these runs, hide them, put hidden ones back, or search where they lie"
            )
        )
        button.setProperty("chip", True)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        menu.addActions(self._session.narrowing.actions)
        menu.addSeparator()
        menu.addAction(self._session.narrowing.search_here)
        button.setMenu(menu)
        return button

    def _build(self) -> None:
        self._flow.addWidget(self.field)
        end = QWidget(self)
        row = QHBoxLayout(end)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.these)
        row.addWidget(self.clear_button)
        row.addWidget(self._match_count)
        self._flow.set_corner(end)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._flow)
        column.addWidget(self._error)

    @property
    def chips(self) -> tuple[ClauseChip, ...]:
        """The chips in the order of the clauses."""
        return tuple(self._chips.clauses)

    @property
    def kept_chips(self) -> tuple[KeptChip, ...]:
        """The chips of what is in view, which stand before them."""
        return tuple(self._chips.kept)

    @property
    def error_text(self) -> str:
        """What is told below the field; empty when nothing is wrong."""
        return self._error.text()

    def _refresh(self, _change: object = None) -> None:
        self.clear_button.setVisible(bool(self._session.selection.clauses))
        actions = self._session.narrowing.actions
        self.these.setVisible(any(action.isEnabled() for action in actions))

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
        """The selection with what was typed, in the place of what was edited."""
        selection, edited = self._session.selection, self._edited
        if self._edits_view and edited in selection.kept:
            return selection.keeping(selection.kept.index(edited), joined(clauses))
        if edited in selection.clauses and not self._edits_view:
            return selection.replaced(selection.clauses.index(edited), *clauses)
        for clause in clauses:
            selection = selection.with_clause(clause)
        return selection

    def _edit(self, clause: Clause, of_view: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._forget_error()
        self._edited, self._edits_view = clause, of_view
        self.field.setText(clause.text)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Take all filters away, what is being typed too; one step of undo."""
        self._give_up_typing()
        self._session.set_selection(self._session.selection.cleared(), self.tr("clear filters"))

    def _tell(self, error: UserError) -> None:
        self._error.setText(breakable(str(error)))
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
