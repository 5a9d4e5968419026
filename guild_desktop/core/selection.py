"""Which runs are in view and which of them are in focus, as data: a scope and two lists of clauses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guild_desktop.core.clause import And, Clause, Except, joined, negated
from guild_desktop.core.column import Mask
from guild_desktop.core.frame import RunFrame


@dataclass(frozen=True, slots=True)
class Selection:
    """Immutable; what plots, table and filter bar show and edit.

    ``target`` limits the view to one script's runs, by its path; None shows all scripts. A run is in
    view if all ``kept`` conditions hold for it: the steps by which a person has shown some runs only or
    has hidden some, in their order. A run in view is in focus if all ``clauses`` hold for it but those
    that are ``muted``, which are remembered and do not count. Every method gives another selection or a
    mask (bool, one a run).
    """

    target: str | None = None
    clauses: tuple[Clause, ...] = ()
    muted: frozenset[Clause] = frozenset()
    kept: tuple[Clause, ...] = ()

    def __post_init__(self) -> None:
        if self.muted:
            object.__setattr__(self, "muted", self.muted.intersection(self.clauses))

    @property
    def active(self) -> tuple[Clause, ...]:
        """The clauses that count."""
        if not self.muted:
            return self.clauses
        return tuple(clause for clause in self.clauses if clause not in self.muted)

    # Masks

    def scope(self, frame: RunFrame) -> Mask:
        """The runs that are not in the trash, of the target."""
        if self.target is None:
            return frame.alive
        inside: Mask = frame.alive & frame.targets.mask(self.target)
        return inside

    def base(self, frame: RunFrame) -> Mask:
        """The runs in view."""
        mask = self.scope(frame)
        for clause in self.kept:
            mask = mask & clause.mask(frame)
        return mask

    def focus(self, frame: RunFrame, base: Mask | None = None) -> Mask:
        """The runs in focus; ``base`` if it is known already."""
        mask = (self.base(frame) if base is None else base).copy()
        for clause in self.active:
            mask &= clause.mask(frame)
        return mask

    # Clauses

    def on(self, column: str) -> tuple[Clause, ...]:
        """The clauses that count and are about exactly this column."""
        return tuple(clause for clause in self.active if clause.columns == {column})

    def with_clause(self, clause: Clause) -> Selection:
        """With one more clause that counts; the same one is not added twice."""
        if clause in self.clauses:
            return replace(self, muted=self.muted - {clause}) if clause in self.muted else self
        return replace(self, clauses=(*self.clauses, clause))

    def with_column(self, column: str, clause: Clause | None) -> Selection:
        """With what was said about exactly this column, muted or not, replaced (None: said nothing)."""
        others: list[Clause] = []
        placed = clause is None
        for each in self.clauses:
            if each.columns != {column}:
                others.append(each)
            elif not placed and clause is not None:
                others.append(clause)
                placed = True
        if not placed and clause is not None:
            others.append(clause)
        muted = frozenset(each for each in self.muted if each.columns != {column})
        return replace(self, clauses=tuple(others), muted=muted)

    def replaced(self, index: int, *clauses: Clause) -> Selection:
        """With other clauses in the place of one, which count; none of them is there twice."""
        others = self.clauses[:index] + self.clauses[index + 1 :]
        new = tuple(clause for clause in dict.fromkeys(clauses) if clause not in others)
        now = (*self.clauses[:index], *new, *self.clauses[index + 1 :])
        return replace(self, clauses=now, muted=self.muted.difference(clauses))

    def without(self, index: int) -> Selection:
        """Without the clause at an index."""
        return self.replaced(index)

    def cleared(self) -> Selection:
        """Without clauses; the runs in view stay."""
        return replace(self, clauses=(), muted=frozenset())

    def muting(self, index: int) -> Selection:
        """With the clause at an index muted, or no longer muted."""
        return replace(self, muted=self.muted ^ {self.clauses[index]})

    def negating(self, index: int) -> Selection:
        """With the opposite of the clause at an index in its place, muted if that was."""
        clause = self.clauses[index]
        opposite = negated(clause)
        now = self.replaced(index, opposite)
        return replace(now, muted=now.muted | {opposite}) if clause in self.muted else now

    def inverted(self) -> Selection:
        """With all other runs in view in focus; twice gives back the clauses."""
        active = self.active
        if not active:
            return self
        turned: tuple[Clause, ...] = (Except(And(active)),)
        if len(active) == 1 and isinstance(active[0], Except):
            inner = active[0].clause
            turned = inner.clauses if isinstance(inner, And) else (inner,)
        at = self.clauses.index(active[0])
        behind = (clause for clause in self.clauses[at:] if clause in self.muted)
        now = dict.fromkeys((*self.clauses[:at], *turned, *behind))
        return replace(self, clauses=tuple(now), muted=self.muted.difference(turned))

    # Which runs are in view

    def showing_only(self, these: Clause | None = None) -> Selection:
        """With nothing but ``these`` in view; None for the runs in focus, whose clauses then move there."""
        if these is not None:
            return replace(self, kept=(*self.kept, these))
        return self._left(joined(self.active)) if self.active else self

    def hiding(self, these: Clause | None = None) -> Selection:
        """With all but ``these`` in view; None for the runs in focus, whose clauses go."""
        if these is not None:
            return replace(self, kept=(*self.kept, _all_but(these)))
        return self._left(_all_but(joined(self.active))) if self.active else self

    def _left(self, condition: Clause) -> Selection:
        left = tuple(clause for clause in self.clauses if clause in self.muted)
        return replace(self, clauses=left, kept=(*self.kept, condition))

    def keeping(self, index: int, *conditions: Clause) -> Selection:
        """With these conditions in the place of one by which runs are in view;
        without any: that step back.
        """
        now = (*self.kept[:index], *conditions, *self.kept[index + 1 :])
        return replace(self, kept=now)

    def with_all_back(self) -> Selection:
        """With every run of the target in view."""
        return replace(self, kept=())

    @property
    def text(self) -> str:
        """What holds for the runs in focus beside their target, as ``-F`` takes it."""
        conditions = (*self.kept, *self.active)
        return joined(conditions).text if conditions else ""


def _all_but(clause: Clause) -> Clause:
    return clause.clause if isinstance(clause, Except) else Except(clause)
