"""The chips of the filter bar, in the order of the selection: what is in view first, then the filters."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from guild_desktop.gui.docks.filter_bar.chip import Chip, KeptChip
from guild_desktop.gui.docks.filter_bar.clause_chip import ClauseChip

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from guild_desktop.core.clause import Clause
    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.flow_layout import FlowLayout
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes

AnyChip = TypeVar("AnyChip", bound=Chip)


class Chips(QObject):
    """Owned by the filter bar, GUI thread; what a person does on a chip is one step of undo.

    A chip stays as long as there is a condition at its place, so that a brush under way makes no new
    ones and the keyboard stays where it was. Signal: ``edit_requested`` with the condition, and whether
    it is one by which runs are in view.
    """

    edit_requested = Signal(object, bool)

    def __init__(
        self, session: Session, themes: Themes, flow: FlowLayout, field: QWidget, bar: QWidget
    ) -> None:
        super().__init__(bar)
        self._session = session
        self._themes = themes
        self._flow = flow
        self._field = field
        self._bar = bar
        self._shown: Selection | None = None
        self.kept: list[KeptChip] = []
        self.clauses: list[ClauseChip] = []
        session.selection_changed.connect(self.refresh)
        self.refresh()

    def refresh(self, _selection: object = None) -> None:
        """Show what is selected now."""
        selection = self._session.selection
        before = len(self.kept), len(self.clauses)
        self._fit(self.kept, selection.kept, self._make_kept, 0)
        self._fit(self.clauses, selection.clauses, self._make_clause, len(self.kept))
        for chip in self.clauses:
            chip.set_muted(muted=chip.clause in selection.muted)
        if before != (len(self.kept), len(self.clauses)):
            self._order_tabs()

    def _fit(
        self,
        chips: list[AnyChip],
        conditions: tuple[Clause, ...],
        make: Callable[[Clause], AnyChip],
        first: int,
    ) -> None:
        """Make ``chips`` those of the conditions; the first one's place in the flow is ``first``."""
        for chip, condition in zip(chips, conditions, strict=False):
            chip.show_clause(condition)
        for condition in conditions[len(chips) :]:
            chip = make(condition)
            chip.edit_requested.connect(lambda chip=chip: self._ask_to_edit(chip))
            self._flow.insert(first + len(chips), chip)
            chips.append(chip)
            chip.show()
        while len(chips) > len(conditions):
            chip = chips.pop()
            if chip.text_button.hasFocus():
                neighbour = chips[-1].text_button if chips else self._field
                neighbour.setFocus(Qt.FocusReason.OtherFocusReason)
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()

    def _make_kept(self, condition: Clause) -> KeptChip:
        chip = KeptChip(condition, self._themes, self._bar)
        chip.removed.connect(lambda: self._take_back(chip))
        return chip

    def _make_clause(self, clause: Clause) -> ClauseChip:
        chip = ClauseChip(clause, self._themes, self._bar)
        chip.removed.connect(lambda: self._remove(chip))
        chip.mute_toggled.connect(lambda: self._mute(chip))
        chip.inverted.connect(lambda: self._invert(chip))
        return chip

    def _order_tabs(self) -> None:
        """The Tab key goes from left to right, and then into the field."""
        stops = [*(chip.text_button for chip in (*self.kept, *self.clauses)), self._field]
        for one, other in pairwise(stops):
            self._bar.setTabOrder(one, other)

    # What a person does

    def _ask_to_edit(self, chip: Chip) -> None:
        self.edit_requested.emit(chip.clause, isinstance(chip, KeptChip))

    def _take_back(self, chip: KeptChip) -> None:
        selection = self._session.selection.keeping(self.kept.index(chip))
        self._session.set_selection(selection, self.tr("put some back"))

    def _remove(self, chip: ClauseChip) -> None:
        selection = self._session.selection.without(self.clauses.index(chip))
        self._session.set_selection(selection, self.tr("remove a filter"))

    def _mute(self, chip: ClauseChip) -> None:
        selection = self._session.selection.muting(self.clauses.index(chip))
        text = self.tr("count a filter again") if chip.is_muted else self.tr("mute a filter")
        self._session.set_selection(selection, text)

    def _invert(self, chip: ClauseChip) -> None:
        selection = self._session.selection.negating(self.clauses.index(chip))
        self._session.set_selection(selection, self.tr("invert a filter"))
