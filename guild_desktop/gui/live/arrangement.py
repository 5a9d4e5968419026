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
    """Immutable, one for all plots of a window; names are those of columns."""

    order: tuple[str, ...] = ()
    """Of axes, by hand; columns it does not name keep their usual place."""
    added: tuple[str, ...] = ()
    """Results and unvarying flags that have no axis unasked."""
    left_out: frozenset[str] = frozenset()
    """Columns that have no axis though they would."""
    flipped: frozenset[str] = frozenset()
    """Columns whose low end is on top."""
    scales: tuple[tuple[str, ScaleKind], ...] = ()
    """Pairs of name and kind; other columns have the scale that their values suggest."""
    coloured_by: str | None = None
    """The column that colours runs; None: the objective."""
    enlarged: tuple[str, str] | None = None
    """The row and column of the only cell that the matrix shows; None: all cells."""
    medians: bool = False
    """Whether the matrix shows running medians."""
    model: bool = False
    """Whether the matrix shows what the model expects."""
    folds: bool = True
    """Whether all repeats of a trial are one point, line and row."""

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
