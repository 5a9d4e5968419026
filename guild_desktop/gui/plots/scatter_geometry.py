"""Where the cells of the scatter matrix lie, and the rugs beside them, in pixels."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

LEAST_CELL = 110
"""Cells are no narrower than this; with more of them the matrix scrolls."""

LEAST_ROW = 48
"""Rows other than the objective's are no lower than this."""

PAD = 7.0
"""Between a cell's data and its border, so that points at the ends are whole."""

RUG = 15.0
"""Height of the strip under, width of the strip beside the data for runs without a value."""

GAP = 8.0
TALL = 2.0
"""The objective's row is so many times as high as the others."""


@dataclass(frozen=True, slots=True)
class Stripe:
    """One row or column of cells along one direction: the border's ends and the data's within."""

    outer: tuple[float, float]
    inner: tuple[float, float]

    @property
    def length(self) -> float:
        """The length of the data in pixels."""
        return self.inner[1] - self.inner[0]


@dataclass(frozen=True, slots=True)
class ScatterGeometry:
    """Rows from the top and columns from the left. Data runs upward in rows, to the right in columns."""

    rows: tuple[Stripe, ...] = ()
    columns: tuple[Stripe, ...] = ()

    def cell(self, row: int, column: int) -> QRectF:
        """The data of a cell: its edges are the ends of both axes."""
        (left, right), (top, bottom) = self.columns[column].inner, self.rows[row].inner
        return QRectF(left, top, right - left, bottom - top)

    def border(self, row: int, column: int) -> QRectF:
        """The frame of a cell, with its rugs."""
        (left, right), (top, bottom) = self.columns[column].outer, self.rows[row].outer
        return QRectF(left, top, right - left, bottom - top)

    def brushed(self, row: int, column: int) -> QRectF:
        """Where a brush is drawn: the data with the room around it, without the rugs."""
        return self.cell(row, column).adjusted(1.0 - PAD, 1.0 - PAD, PAD - 1.0, PAD - 1.0)

    def at(self, point: QPointF) -> tuple[int, int] | None:
        """The row and column of the cell whose frame holds the point, or None."""
        for row, stripe in enumerate(self.rows):
            if stripe.outer[0] <= point.y() <= stripe.outer[1]:
                for column, other in enumerate(self.columns):
                    if other.outer[0] <= point.x() <= other.outer[1]:
                        return row, column
        return None

    def x(self, column: int, fraction: float) -> float:
        """The place of ``fraction`` of a column's axis."""
        left, right = self.columns[column].inner
        return left + fraction * (right - left)

    def y(self, row: int, fraction: float) -> float:
        """The place of ``fraction`` of a row's axis."""
        top, bottom = self.rows[row].inner
        return bottom - fraction * (bottom - top)

    def fractions(self, row: int, column: int, point: QPointF) -> tuple[float, float]:
        """Where ``point`` lies on the axes of a column and a row."""
        left, right = self.columns[column].inner
        top, bottom = self.rows[row].inner
        across = (point.x() - left) / max(right - left, 1.0)
        return across, (bottom - point.y()) / max(bottom - top, 1.0)


@dataclass(frozen=True, slots=True)
class Needs:
    """What the matrix must leave room for: labels at its left and below, and which rugs are used."""

    left: float
    below: float
    row_rugs: tuple[bool, ...]
    column_rugs: tuple[bool, ...]
    tall_first: bool = True


def lay_out_cells(width: float, height: float, needs: Needs) -> ScatterGeometry:
    """Cells that fill ``width`` by ``height`` pixels beside the labels."""
    rows, columns = len(needs.row_rugs), len(needs.column_rugs)
    if not rows or not columns:
        return ScatterGeometry()
    wide = (width - needs.left - 6.0 - GAP * (columns - 1)) / columns
    shares = [TALL if needs.tall_first and row == 0 and rows > 1 else 1.0 for row in range(rows)]
    unit = (height - needs.below - 6.0 - GAP * (rows - 1)) / sum(shares)
    across, left = [], needs.left
    for rug in needs.column_rugs:
        inner = left + PAD + (RUG if rug else 0.0)
        across.append(_stripe(left, left + wide, inner, left + wide - PAD))
        left += wide + GAP
    down, top = [], 6.0
    for share, rug in zip(shares, needs.row_rugs, strict=True):
        tall = unit * share
        bottom = top + tall - PAD - (RUG if rug else 0.0)
        down.append(_stripe(top, top + tall, top + PAD, bottom))
        top += tall + GAP
    return ScatterGeometry(tuple(down), tuple(across))


def _stripe(first: float, last: float, inner: float, inner_last: float) -> Stripe:
    # Whole pixels, so that a point of the widget can lie exactly on the end of an axis.
    start = round(inner)
    return Stripe((first, last), (float(start), float(max(round(inner_last), start + 1))))


def size_needed(needs: Needs) -> tuple[int, int]:
    """The least width and height in which every cell can still be read."""
    rows, columns = len(needs.row_rugs), len(needs.column_rugs)
    shares = rows + (TALL - 1.0 if needs.tall_first and rows > 1 else 0.0)
    wide = needs.left + columns * (LEAST_CELL + GAP) + 6.0
    high = needs.below + LEAST_ROW * shares + GAP * rows + 6.0
    return int(wide), int(high)
