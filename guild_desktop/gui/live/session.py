"""What all docks and the table meet in: the home, the frame, what a person chose of it, and its undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from guild_desktop.core.batch import Objective
from guild_desktop.core.best import best_runs
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.selection import Selection
from guild_desktop.gui.live.arrangement import Arrangement
from guild_desktop.gui.live.narrowing import Narrowing
from guild_desktop.gui.live.pins import MOST_PINS
from guild_desktop.gui.live.spread import Spread
from guild_desktop.gui.live.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from guild_desktop.store.home import Home
    from guild_desktop.store.store import Changes

Chosen = TypeVar("Chosen")


class Session(QObject):
    """One window's view of a home; lives on the GUI thread and knows no widget.

    Signals: ``frame_changed(RunFrame)``, ``selection_changed(Selection)``,
    ``highlight_changed(tuple of run ids)``, ``hover_changed(run id or None)``,
    ``objective_changed(Objective)``, ``arrangement_changed(Arrangement)``, ``pins_changed(tuple of run
    ids)`` and ``stopping_changed(frozenset of batch ids)``. Each is emitted after the attribute of
    that name has changed. Selection, arrangement and pins can be undone.
    """

    frame_changed = Signal(object)
    selection_changed = Signal(object)
    highlight_changed = Signal(object)
    hover_changed = Signal(object)
    objective_changed = Signal(object)
    arrangement_changed = Signal(object)
    pins_changed = Signal(object)
    stopping_changed = Signal(object)

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.home = home
        self.frame = RunFrame.empty()
        self.selection = Selection()
        self.highlight: tuple[str, ...] = ()
        self.hover: str | None = None
        self.objective = Objective()
        self.arrangement = Arrangement()
        self.pins: tuple[str, ...] = ()
        """The runs that a person keeps in view to compare them; their places are their numbers."""
        self.stopping: frozenset[str] = frozenset()
        """The batches that a person has asked to stop and that have not ended yet."""
        self.spread = Spread()
        self.turns = Turns(self)
        self.undo_stack = QUndoStack(self)
        self._settled = self.selection
        self._settled_arrangement = self.arrangement
        self._base: NDArray[np.bool_] | None = None
        self._focus: NDArray[np.bool_] | None = None
        self._best: int | None = None
        self._best_known = False
        self.narrowing = Narrowing(self)

    def __del__(self) -> None:
        # Python clears a session and what refers to it away in any order; a stack whose steps went before it
        # crashes.
        if shiboken6.isValid(self.undo_stack):
            self.undo_stack.clear()

    @property
    def base(self) -> NDArray[np.bool_]:
        """Which runs are in view at all (bool, one a run of the frame)."""
        if self._base is None:
            self._base = self.selection.base(self.frame)
        return self._base

    @property
    def focus(self) -> NDArray[np.bool_]:
        """Which of them satisfy all clauses that count (bool, one a run of the frame)."""
        if self._focus is None:
            self._focus = self.selection.focus(self.frame, self.base)
        return self._focus

    @property
    def is_settled(self) -> bool:
        """Whether no gesture is going on that changes the selection."""
        return self.selection == self._settled

    @property
    def best(self) -> int | None:
        """The position of the best completed run in focus; None if none has the objective."""
        if not self._best_known:
            found = best_runs(self.frame, self.focus, self.objective, count=1)
            self._best, self._best_known = (int(found[0]) if len(found) else None), True
        return self._best

    def apply(self, *changes: Changes) -> None:
        """Fold what the store has to tell, the oldest first, into one change of the frame."""
        for told in changes:
            self.frame = self.frame.updated(
                told.runs, told.batches, told.purged, revision=told.revision
            )
        self._base = self._focus = None
        self._best_known = False
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

    def give_up_selection(self) -> None:
        """Show what there was before a gesture that a person gives up."""
        self._show(self._settled)

    def set_selection(self, selection: Selection, text: str = "") -> None:
        """Make a selection stand; one step of undo, called ``text``."""
        if selection != self._settled:
            self._push(text, self.settle, self._settled, selection)
        else:
            self._show(selection)

    def settle(self, selection: Selection) -> None:
        """Show a selection that undo knows of already, or need not know of."""
        others = selection.target != self._settled.target
        self._settled = selection
        self._show(selection)
        if others and self.highlight:
            # What is picked is told in detail, and nobody looks at the runs of that script any more.
            mask = selection.scope(self.frame)
            found = {run_id: self.frame.find(run_id) for run_id in self.highlight}
            self.set_highlight(i for i, at in found.items() if at is not None and mask[at])

    def preview_arrangement(self, arrangement: Arrangement) -> None:
        """Show columns in another way while a gesture goes on; undo will not know of it."""
        if arrangement != self.arrangement:
            self.arrangement = arrangement
            self.arrangement_changed.emit(arrangement)

    def set_arrangement(self, arrangement: Arrangement, text: str) -> None:
        """Show columns in another way; one step of undo, called ``text``."""
        if arrangement != self._settled_arrangement:
            self._push(text, self._settle_arrangement, self._settled_arrangement, arrangement)
        else:
            self.preview_arrangement(arrangement)

    def show_column(self, name: str, *, shown: bool) -> None:
        """Give a column its place in the plots, or take it away; one step of undo."""
        if shown:
            self.set_arrangement(self.arrangement.showing(name), self.tr("show a column"))
        else:
            self.set_arrangement(self.arrangement.leaving_out(name), self.tr("hide a column"))

    def toggle_pin(self, run_id: str) -> None:
        """Pin a run, or let go of it; of more than ``MOST_PINS`` the oldest goes. One step of undo."""
        rest = tuple(pin for pin in self.pins if pin != run_id)
        if len(rest) < len(self.pins):
            self.set_pins(rest, self.tr("unpin a run"))
        else:
            self.set_pins((*rest, run_id)[-MOST_PINS:], self.tr("pin a run"))

    def set_pins(self, run_ids: tuple[str, ...], text: str) -> None:
        """Pin exactly these runs; one step of undo, called ``text``."""
        if run_ids != self.pins:
            self._push(text, self._pin, self.pins, run_ids)

    def set_highlight(self, run_ids: Iterable[str]) -> None:
        """Pick runs (clicked in a plot, or the table's selected rows); the newest is last."""
        picked = tuple(run_ids)
        if picked != self.highlight:
            self.highlight = picked
            self.highlight_changed.emit(picked)

    def pick(self, run_id: str | None, *, adding: bool = False) -> None:
        """Pick one run, or none; ``adding`` picks it besides the others or lets go of it,
        and none then changes nothing.
        """
        picked = self.highlight if adding else ()
        rest = tuple(other for other in picked if other != run_id)
        if run_id is None:
            self.set_highlight(picked)
        else:
            self.set_highlight(rest if len(rest) < len(picked) else (*rest, run_id))

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

    def _push(
        self, text: str, show: Callable[[Chosen], None], before: Chosen, after: Chosen
    ) -> None:
        self.undo_stack.push(_Step(text, show, before, after))

    def _settle_arrangement(self, arrangement: Arrangement) -> None:
        self._settled_arrangement = arrangement
        self.preview_arrangement(arrangement)

    def _pin(self, run_ids: tuple[str, ...]) -> None:
        self.pins = run_ids
        self.pins_changed.emit(run_ids)

    def _show(self, selection: Selection) -> None:
        before = self.selection
        if selection != before:
            self.selection = selection
            # A brush that moves changes only what is in focus.
            if (selection.target, selection.kept) != (before.target, before.kept):
                self._base = None
            self._focus = None
            self._best_known = False
            self.selection_changed.emit(selection)


class _Step(QUndoCommand, Generic[Chosen]):
    """One change of something chosen, which ``show`` makes so."""

    def __init__(
        self, text: str, show: Callable[[Chosen], None], before: Chosen, after: Chosen
    ) -> None:
        super().__init__(text)
        self._show = show
        self._before = before
        self._after = after

    def redo(self) -> None:
        """Show what was chosen."""
        self._show(self._after)

    def undo(self) -> None:
        """Show what there was before."""
        self._show(self._before)
