"""Which runs are in view and which of them are in focus, as data: a scope and a list of clauses."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from guild_desktop.core.batch import Objective
from guild_desktop.core.clause import And, Clause
from guild_desktop.core.column import Mask, Presence
from guild_desktop.core.column_names import UnknownColumn
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Status


@dataclass(frozen=True, slots=True)
class Selection:
    """Immutable; ``target`` limits the view to one script's runs, by its path; None shows all scripts.

    The clauses AND together. Every method gives another selection or a mask (bool, one a run).
    """

    target: str | None = None
    clauses: tuple[Clause, ...] = ()

    def base(self, frame: RunFrame) -> Mask:
        """The runs in view: alive and of the scope."""
        if self.target is None:
            return frame.alive
        inside: Mask = frame.alive & frame.targets.mask(self.target)
        return inside

    def focus(self, frame: RunFrame) -> Mask:
        """The runs in view that satisfy all clauses."""
        mask = self.base(frame).copy()
        for clause in self.clauses:
            mask &= clause.mask(frame)
        return mask

    def on(self, column: str) -> tuple[Clause, ...]:
        """The clauses that are about exactly this column."""
        return tuple(clause for clause in self.clauses if clause.columns == {column})

    def with_clause(self, clause: Clause) -> Selection:
        """With one more clause; the same one is not added twice."""
        if clause in self.clauses:
            return self
        return replace(self, clauses=(*self.clauses, clause))

    def with_column(self, column: str, clause: Clause | None) -> Selection:
        """With what was said about exactly this column replaced (None: said nothing)."""
        kept: list[Clause] = []
        placed = clause is None
        for each in self.clauses:
            if each.columns != {column}:
                kept.append(each)
            elif not placed and clause is not None:
                kept.append(clause)
                placed = True
        if not placed and clause is not None:
            kept.append(clause)
        return replace(self, clauses=tuple(kept))

    def without(self, index: int) -> Selection:
        """Without the clause at an index."""
        return replace(self, clauses=self.clauses[:index] + self.clauses[index + 1 :])

    def cleared(self) -> Selection:
        """Without clauses; the scope stays."""
        return replace(self, clauses=())

    @property
    def text(self) -> str:
        """The clauses joined by ``and``, as ``-F`` takes them."""
        return And(self.clauses).text if self.clauses else ""


@dataclass(frozen=True, slots=True)
class FocusCount:
    """How many of ``total`` runs in view match, and how many of those in view have no result."""

    matching: int
    total: int
    failed: int
    interrupted: int
    running: int
    without_value: int


def focus_count(
    frame: RunFrame,
    selection: Selection,
    objective: Objective,
    *,
    base: Mask | None = None,
    focus: Mask | None = None,
) -> FocusCount:
    """Count what a selection shows; ``without_value`` are finished runs that lack the objective.

    ``base`` and ``focus`` are the selection's own, for whoever has them already.
    """
    base = selection.base(frame) if base is None else base
    focus = selection.focus(frame) if focus is None else focus
    numbers = np.bincount(frame.status[base], minlength=len(Status)).tolist()
    by_status = dict(zip(Status, numbers, strict=True))
    completed = _with_status(frame, Status.COMPLETED) & base
    try:
        missing = frame.column(frame.objective_column(objective)).presence == Presence.MISSING
    except UnknownColumn:
        missing = np.ones(len(frame), bool)
    return FocusCount(
        matching=int(np.count_nonzero(focus)),
        total=int(np.count_nonzero(base)),
        failed=by_status[Status.ERROR],
        interrupted=by_status[Status.LOST],
        running=by_status[Status.RUNNING],
        without_value=int(np.count_nonzero(completed & missing)),
    )


def _with_status(frame: RunFrame, status: Status) -> Mask:
    mask: Mask = frame.status == tuple(Status).index(status)
    return mask
