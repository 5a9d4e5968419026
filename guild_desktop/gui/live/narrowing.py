"""How a person decides which runs are in view: the same actions in the same words wherever there are runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from guild_desktop.core.clause import OneOf
from guild_desktop.core.run import SHORT_ID

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.live.session import Session


class Narrowing(QObject):
    """Owned by the session; GUI thread. Each action is one step of undo.

    They are about *these* runs: those that match if there are filters that count, else the picked ones.
    Their keys work in widgets that have them among their actions. Those that would do nothing are
    disabled, and say why in their tool tip. ``search_here`` goes on from these runs to the next search; who
    can do that listens to its ``triggered``.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._hindrances: tuple[str, ...] = ()
        self.show_only = self._action(self.tr("Show only these"), "K", self._show_only)
        self.hide = self._action(self.tr("Hide these"), "X", self._hide)
        self.invert = self._action(self.tr("Invert"), "I", self._invert)
        self.put_back = self._action(self.tr("Put all back"), "R", self._put_back)
        self.search_here = QAction(self.tr("Search here"), self)
        self.search_here.setShortcut(QKeySequence("Ctrl+E"))
        for signal in (session.frame_changed, session.selection_changed, session.highlight_changed):
            signal.connect(self._refresh)
        self._refresh()

    @property
    def actions(self) -> list[QAction]:
        """Those that change what is in view or in focus, as menus list them."""
        return [self.show_only, self.hide, self.invert, self.put_back]

    def show_only_runs(self, run_ids: Sequence[str]) -> None:
        """Take all runs but some out of view."""
        selection = self._session.selection.showing_only(run_clause(self._session.frame, run_ids))
        self._session.set_selection(selection, self.tr("show only these"))

    def hide_runs(self, run_ids: Sequence[str]) -> None:
        """Take some runs out of view."""
        selection = self._session.selection.hiding(run_clause(self._session.frame, run_ids))
        self._session.set_selection(selection, self.tr("hide these"))

    def _action(self, text: str, key: str, do: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(do)
        return action

    # What they do

    def _show_only(self) -> None:
        if self._selection.active:
            self._set(self._selection.showing_only(), self.tr("show only these"))
        else:
            self.show_only_runs(self._picked())

    def _hide(self) -> None:
        if self._selection.active:
            self._set(self._selection.hiding(), self.tr("hide these"))
        else:
            self.hide_runs(self._picked())

    def _invert(self) -> None:
        self._set(self._selection.inverted(), self.tr("invert the filters"))

    def _put_back(self) -> None:
        self._set(self._selection.with_all_back(), self.tr("put all back"))

    @property
    def _selection(self) -> Selection:
        return self._session.selection

    def _set(self, selection: Selection, text: str) -> None:
        self._session.set_selection(selection, text)

    def _picked(self) -> list[str]:
        """The picked runs that are in view."""
        frame, base = self._session.frame, self._session.base
        found = ((run_id, frame.find(run_id)) for run_id in self._session.highlight)
        return [run_id for run_id, at in found if at is not None and base[at]]

    # What makes sense now

    def _refresh(self, _change: object = None) -> None:
        total = int(np.count_nonzero(self._session.base))
        filtered = bool(self._selection.active)
        these = int(np.count_nonzero(self._session.focus)) if filtered else len(self._picked())
        nothing = ""
        if not these:
            pick = self.tr("Filter or pick some runs first.")
            nothing = self.tr("No run matches the filters.") if filtered else pick
        everything = self.tr("All runs in view are these already.") if these == total else ""
        unfiltered = "" if filtered else self.tr("There is no filter that counts.")
        unkept = "" if self._selection.kept else self.tr("No run was taken out of view.")
        hindrances = (nothing, everything, unfiltered, unkept)
        if hindrances == self._hindrances:
            return
        self._hindrances = hindrances
        self._tell(
            self.show_only, nothing or everything, self.tr("Take all other runs out of view")
        )
        self._tell(self.hide, nothing, self.tr("Take these runs out of view"))
        self._tell(self.invert, unfiltered, self.tr("Match exactly the other runs in view"))
        self._tell(self.put_back, unkept, self.tr("Bring back every run taken out of view"))
        unmatched = "" if self._session.focus.any() else self.tr("No run matches the filters.")
        here = self.tr("Put the ranges in which the matching runs lie into the Run panel")
        self._tell(self.search_here, unmatched, here)

    @staticmethod
    def _tell(action: QAction, hindrance: str, tip: str) -> None:
        action.setEnabled(not hindrance)
        action.setToolTip(hindrance or f"{tip} ({action.shortcut().toString()})")


def run_clause(frame: RunFrame, run_ids: Sequence[str]) -> OneOf:
    """The clause ``run in (…)`` with ids as short as people read them where that is unique."""
    seen: dict[str, int] = {}
    for run_id in frame.ids:
        seen[run_id[:SHORT_ID]] = seen.get(run_id[:SHORT_ID], 0) + 1
    shortest = (i[:SHORT_ID] if seen.get(i[:SHORT_ID], 0) == 1 else i for i in run_ids)
    return OneOf("run", tuple(shortest))
