"""How the plots show columns, as a person has chosen it:
which, in what order, on which scale, what colours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

ScaleKind: TypeAlias = Literal["linear", "log", "quantile"]
"""``quantile`` gives each run the same room, whatever its value."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Immutable, one for all plots of a window; names are those of columns.

    ``order`` is the order of axes by hand, () the usual one; columns it does not name keep their usual
    place. ``added`` are results and unvarying flags that have no axis unasked, ``left_out`` those that have
    none though they would, ``flipped`` those whose low end is on top. ``scales`` are pairs of name and
    kind; other columns have the scale that their values suggest. Runs are ``coloured_by`` a column, or by
    the objective (None). The matrix shows all cells, or only the one of a row and a column (``enlarged``),
    with or without running ``medians`` and what the ``model`` expects. All repeats of a trial are one
    point, line and row if that ``folds`` them.
    """

    order: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    flipped: frozenset[str] = frozenset()
    scales: tuple[tuple[str, ScaleKind], ...] = ()
    coloured_by: str | None = None
    enlarged: tuple[str, str] | None = None
    medians: bool = False
    model: bool = False
    folds: bool = True

    def ordered(self, names: tuple[str, ...]) -> Arrangement:
        """With the axes in the order of ``names``; () for the usual order."""
        return replace(self, order=names)

    def showing(self, name: str) -> Arrangement:
        """With an axis for a column."""
        added = self.added if name in self.added else (*self.added, name)
        return replace(self, added=added, left_out=self.left_out - {name})

    def leaving_out(self, name: str) -> Arrangement:
        """Without an axis for a column."""
        added = tuple(other for other in self.added if other != name)
        return replace(self, added=added, left_out=self.left_out | {name})

    def flipping(self, name: str) -> Arrangement:
        """With a column's axis the other way up."""
        return replace(self, flipped=self.flipped ^ {name})

    def scaled(self, name: str, kind: ScaleKind | None) -> Arrangement:
        """With a column on a scale of this kind; None for the one that its values suggest."""
        scales = [pair for pair in self.scales if pair[0] != name]
        return replace(self, scales=(*scales, *(((name, kind),) if kind is not None else ())))

    def scale_of(self, name: str) -> ScaleKind | None:
        """The kind of scale that was chosen for a column."""
        return dict(self.scales).get(name)

    def coloured(self, name: str | None) -> Arrangement:
        """With runs coloured by a column; None for the objective."""
        return replace(self, coloured_by=name)

    def enlarging(self, cell: tuple[str, str] | None) -> Arrangement:
        """With only the cell of this row and column in the matrix; None for all cells."""
        return replace(self, enlarged=cell)

    def with_medians(self, *, shown: bool) -> Arrangement:
        """With running medians in the matrix, or without."""
        return replace(self, medians=shown)

    def with_model(self, *, shown: bool) -> Arrangement:
        """With what the model expects in the matrix, or without."""
        return replace(self, model=shown)

    def with_folds(self, *, folded: bool) -> Arrangement:
        """With one point, line and row for all repeats of a trial, or with each repeat."""
        return replace(self, folds=folded)
