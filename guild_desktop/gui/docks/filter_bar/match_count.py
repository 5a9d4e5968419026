"""How many runs match, fail and are missing, in one line, and a way back when none is left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from guild_desktop.core.focus_count import FocusCount, focus_count
from guild_desktop.gui import format as written
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.plain_text import plain_tooltip

if TYPE_CHECKING:
    from guild_desktop.gui.live.session import Session


_LEAST = 80
"""Pixels that it keeps where the window is narrow; what it says first matters most."""


class MatchCount(QWidget):
    """Owned by the filter bar, GUI thread. Undo stands beside it where nothing matches."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._nothing = False
        self._about: tuple[object, ...] = ()
        self._counted: FocusCount | None = None
        self._last_step = session.undo_stack.undoText()
        self.label = plain_label("", self, style="muted")
        self.label.setObjectName("focusStatus")
        self.label.setAccessibleName(self.tr("How many runs match"))
        # The name of a goal may be long.
        self.label.setMinimumWidth(_LEAST)
        self.undo = QPushButton(self.tr("Undo"), self)
        self.undo.setObjectName("undoNothing")
        self.undo.setProperty("chip", True)
        self.undo.clicked.connect(session.undo_stack.undo)
        self.undo.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.label)
        row.addWidget(self.undo)
        for signal in (
            session.frame_changed,
            session.objective_changed,
            session.selection_changed,
        ):
            signal.connect(self._count)
        session.undo_stack.undoTextChanged.connect(self._know_undo)
        self._count()

    def _count(self, _change: object = None) -> None:
        session = self._session
        view = session.selection.target, session.selection.kept
        about, counted = (session.frame, view, session.objective), self._counted
        if counted is None or about != self._about:
            self._about = about
            counted = focus_count(
                session.frame, session.selection, session.base, session.focus, session.objective
            )
        else:
            # While a brush moves the runs in view stay.
            counted = replace(counted, matching=int(np.count_nonzero(session.focus)))
        self._counted = counted
        sentence = self._sentence(counted)
        self.label.setText(sentence)
        self.label.setToolTip(plain_tooltip(sentence))
        self._nothing = not counted.matching and bool(counted.total or counted.hidden)
        self._offer_undo()

    def _know_undo(self, step: str) -> None:
        self._last_step = step
        self._offer_undo()

    def _offer_undo(self) -> None:
        # While a brush moves, what is left changes with each step.
        offered = self._nothing and self._session.is_settled and bool(self._last_step)
        self.undo.setVisible(offered)
        self.undo.setToolTip(self.tr("Undo {0} (Ctrl+Z)").format(self._last_step))

    def _sentence(self, counted: FocusCount) -> str:
        total, matching = written.count(counted.total), written.count(counted.matching)
        parts = [self.tr("{0} of {1} match").format(matching, total)]
        if counted.total and not counted.matching:
            parts = [self.tr("none of {0} match").format(total)]
        elif not counted.total:
            parts = [self.tr("no run in view") if counted.hidden else self.tr("no runs yet")]
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
        if counted.hidden:
            parts.append(self.tr("{0} hidden").format(written.count(counted.hidden)))
        return " · ".join(parts)
