"""What all docks and the table meet in: the home, the frame, the selection and its undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from guild_desktop.core.batch import Objective
from guild_desktop.core.best import best_runs
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from guild_desktop.store.home import Home
    from guild_desktop.store.store import Changes


class Session(QObject):
    """One window's view of a home; lives on the GUI thread and knows no widget.

    Signals: ``frame_changed(RunFrame)``, ``selection_changed(Selection)``,
    ``highlight_changed(tuple of run ids)``, ``hover_changed(run id or None)``,
    ``objective_changed(Objective)`` and ``stopping_changed(frozenset of batch ids)``. Each is emitted after the attribute of that name has changed.
    """

    frame_changed = Signal(object)
    selection_changed = Signal(object)
    highlight_changed = Signal(object)
    hover_changed = Signal(object)
    objective_changed = Signal(object)
    stopping_changed = Signal(object)

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.home = home
        self.frame = RunFrame.empty()
        self.selection = Selection()
        self.highlight: tuple[str, ...] = ()
        self.hover: str | None = None
        self.objective = Objective()
        self.stopping: frozenset[str] = frozenset()
        """The batches that a person has asked to stop and that have not ended yet."""
        self.undo_stack = QUndoStack(self)
        self._settled = self.selection
        self._base: NDArray[np.bool_] | None = None
        self._focus: NDArray[np.bool_] | None = None
        self._best: int | None = None
        self._best_known = False

    @property
    def base(self) -> NDArray[np.bool_]:
        """Which runs are in view at all (bool, one a run of the frame)."""
        if self._base is None:
            self._base = self.selection.base(self.frame)
        return self._base

    @property
    def focus(self) -> NDArray[np.bool_]:
        """Which runs satisfy all clauses (bool, one a run of the frame)."""
        if self._focus is None:
            self._focus = self.selection.focus(self.frame)
        return self._focus

    @property
    def best(self) -> int | None:
        """The position of the best completed run in focus; None if none has the objective."""
        if not self._best_known:
            found = best_runs(self.frame, self.focus, self.objective, count=1)
            self._best, self._best_known = (int(found[0]) if len(found) else None), True
        return self._best

    def apply(self, changes: Changes) -> None:
        """Fold what the store has to tell into the frame."""
        self.frame = self.frame.updated(
            changes.runs, changes.batches, changes.purged, revision=changes.revision
        )
        self._forget_masks()
        batches = self.frame.batches
        self.set_stopping(
            batch_id
            for batch_id in self.stopping
            if batch_id in batches and not batches[batch_id].status.is_finished
        )
        self.frame_changed.emit(self.frame)

    def preview_selection(self, selection: Selection) -> None:
        """Show a selection while a gesture goes on; undo will not know of it."""
        self._show(selection)

    def set_selection(self, selection: Selection, text: str = "") -> None:
        """Make a selection stand; one step of undo, called ``text``."""
        if selection != self._settled:
            self.undo_stack.push(_Select(self, self._settled, selection, text))
        else:
            self._show(selection)

    def settle(self, selection: Selection) -> None:
        """Show a selection that undo knows of already."""
        self._settled = selection
        self._show(selection)

    def set_highlight(self, run_ids: Iterable[str]) -> None:
        """Pick runs (clicked in a plot, or the table's selected rows); the newest is last."""
        picked = tuple(run_ids)
        if picked != self.highlight:
            self.highlight = picked
            self.highlight_changed.emit(picked)

    def set_hover(self, run_id: str | None) -> None:
        """Say which run is under the mouse."""
        if run_id != self.hover:
            self.hover = run_id
            self.hover_changed.emit(run_id)

    def set_objective(self, objective: Objective) -> None:
        """Choose what plots colour by and what counts as best."""
        if objective != self.objective:
            self.objective = objective
            self._best_known = False
            self.objective_changed.emit(objective)

    def set_stopping(self, batch_ids: Iterable[str]) -> None:
        """Say which batches were asked to stop: a script may take its time to end."""
        stopping = frozenset(batch_ids)
        if stopping != self.stopping:
            self.stopping = stopping
            self.stopping_changed.emit(stopping)

    def _show(self, selection: Selection) -> None:
        if selection != self.selection:
            self.selection = selection
            self._forget_masks()
            self.selection_changed.emit(selection)

    def _forget_masks(self) -> None:
        self._base = None
        self._focus = None
        self._best_known = False


class _Select(QUndoCommand):
    """One change of the selection."""

    def __init__(self, session: Session, before: Selection, after: Selection, text: str) -> None:
        super().__init__(text)
        self._session = session
        self._before = before
        self._after = after

    def redo(self) -> None:
        """Show the selection after the change."""
        self._session.settle(self._after)

    def undo(self) -> None:
        """Show the selection before the change."""
        self._session.settle(self._before)
