"""Rectangles in a cell of the scatter matrix as clauses:
one is a range on each axis, several are any of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import Enum

from guild_desktop.core.clause import And, Clause, Except, Or, joined, negated
from guild_desktop.core.selection import Selection


class How(Enum):
    """What becomes of the rectangles that a cell has when another one is drawn."""

    REPLACING = "replacing"
    ADDING = "adding"
    LEAVING_OUT = "leaving out"


@dataclass(frozen=True, slots=True)
class Rectangle:
    """What must hold on the column and on the row of a cell; None where all will do.

    ``left_out``: the runs for which both hold are those to leave out.
    """

    across: Clause | None
    upward: Clause | None
    left_out: bool = False

    @property
    def clause(self) -> Clause | None:
        """What holds for the runs in it; None if all are."""
        parts = tuple(part for part in (self.across, self.upward) if part is not None)
        return joined(parts) if parts else None


@dataclass(frozen=True, slots=True)
class CellAxes:
    """The names of a cell's column and row, and those of all others that the matrix shows."""

    column: str
    row: str
    others: Collection[str] = ()


def with_rectangle(
    selection: Selection, cell: CellAxes, rectangle: Rectangle, how: How
) -> Selection:
    """The selection after a rectangle was drawn in a cell.

    One rectangle is a clause on the column and one on the row, as if both axes had been brushed. Several
    of a cell are one clause, of which any part will do. Cells hold together, so a range on one axis that
    belongs to a rectangle of another cell stays as it is.
    """
    if how is How.LEAVING_OUT:
        return _leaving_out(selection, rectangle)
    if how is How.REPLACING:
        cleared = _without_pairs(selection, cell)
        cleared = cleared.with_column(cell.column, rectangle.across)
        return cleared.with_column(cell.row, rectangle.upward)
    if rectangle.clause is None:
        return selection
    own, rest = _own(selection, cell)
    if own:
        return _with_any_of(rest, cell, (*own, rectangle.clause))
    if rest.on(cell.column) or rest.on(cell.row):
        return rest.with_clause(rectangle.clause)
    return with_rectangle(selection, cell, rectangle, How.REPLACING)


def pairs_of(selection: Selection, column: str, row: str) -> tuple[Rectangle, ...]:
    """The rectangles of a cell beside the ranges on its axes: of clauses that count and are about both."""
    found: list[Rectangle] = []
    for clause in selection.active:
        if clause.columns != {column, row}:
            continue
        left_out = isinstance(clause, Except)
        inner = clause.clause if isinstance(clause, Except) else clause
        parts = inner.clauses if isinstance(inner, Or) else (inner,)
        split = [_split(part, column, row) for part in parts]
        if all(part is not None for part in split):
            found += (replace(part, left_out=left_out) for part in split if part is not None)
    return tuple(found)


def without_cell(selection: Selection, column: str, row: str) -> Selection:
    """The selection without anything about the axes of a cell alone, or about both."""
    cleared = _without_pairs(selection, CellAxes(column, row))
    return cleared.with_column(column, None).with_column(row, None)


def _own(selection: Selection, cell: CellAxes) -> tuple[tuple[Clause, ...], Selection]:
    """The rectangles that a cell has, and the selection without them."""
    pairs: list[Clause] = []
    for clause in selection.active:
        if clause.columns == {cell.column, cell.row} and not isinstance(clause, Except):
            pairs += clause.clauses if isinstance(clause, Or) else (clause,)
    if pairs:
        return tuple(pairs), _without_pairs(selection, cell, left_out=False)
    across, upward = selection.on(cell.column), selection.on(cell.row)
    others = any(selection.on(name) for name in cell.others)
    if not (across and upward) and others:
        # Half a rectangle of another cell.
        return (), selection
    if not across and not upward:
        return (), selection
    cleared = selection.with_column(cell.column, None).with_column(cell.row, None)
    return (joined((*across, *upward)),), cleared


def _with_any_of(selection: Selection, cell: CellAxes, parts: Iterable[Clause]) -> Selection:
    """The selection with a clause of which any part will do, on one axis if all of them are about that."""
    different = tuple(dict.fromkeys(parts))
    clause = different[0] if len(different) == 1 else Or(different)
    for name in (cell.column, cell.row):
        if clause.columns == {name}:
            return selection.with_column(name, clause)
    return selection.with_clause(clause)


def _leaving_out(selection: Selection, rectangle: Rectangle) -> Selection:
    clause = rectangle.clause
    if clause is None:
        return selection
    # On one axis it is what leaving out a range there is.
    on_both = rectangle.across is not None and rectangle.upward is not None
    return selection.with_clause(Except(clause) if on_both else negated(clause))


def _without_pairs(selection: Selection, cell: CellAxes, *, left_out: bool = True) -> Selection:
    both = {cell.column, cell.row}
    for clause in selection.clauses:
        if clause.columns == both and (left_out or not isinstance(clause, Except)):
            selection = selection.without(selection.clauses.index(clause))
    return selection


def _split(clause: Clause, column: str, row: str) -> Rectangle | None:
    """The parts of one rectangle; None if it is something else."""
    parts = clause.clauses if isinstance(clause, And) else (clause,)
    across = tuple(part for part in parts if part.columns == {column})
    upward = tuple(part for part in parts if part.columns == {row})
    if len(across) + len(upward) < len(parts):
        return None
    return Rectangle(joined(across) if across else None, joined(upward) if upward else None)
