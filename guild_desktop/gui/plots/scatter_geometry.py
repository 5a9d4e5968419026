"""Where the cells of the scatter matrix lie, and the rugs beside them, in pixels."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

LEAST_CELL = 84
"""Cells are no narrower than this; with more of them the matrix scrolls."""

LEAST_ROW = 23
"""Rows other than the objective's are no lower than this, apart from their rugs."""

PAD = 7.0
"""Between a cell's data and its border, so that points at the ends are whole."""

RUG = 15.0
"""Height of the strip under, width of the strip beside the data for runs without a value."""

GAP = 8.0
ROW_GAP = 5.0
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
        row, column = _index_at(self.rows, point.y()), _index_at(self.columns, point.x())
        return None if row is None or column is None else (row, column)

    def labels_at(self, point: QPointF) -> tuple[int | None, int | None]:
        """The row whose labels are at the point, or the column whose are; both None elsewhere."""
        if not self.rows or not self.columns:
            return None, None
        if point.x() < self.columns[0].outer[0]:
            return _index_at(self.rows, point.y()), None
        if point.y() > self.rows[-1].outer[1]:
            return None, _index_at(self.columns, point.x())
        return None, None

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
    rugs = RUG * sum(needs.row_rugs)
    unit = (height - needs.below - 6.0 - ROW_GAP * (rows - 1) - rugs) / sum(shares)
    across, left = [], needs.left
    for rug in needs.column_rugs:
        inner = left + PAD + (RUG if rug else 0.0)
        across.append(_stripe(left, left + wide, inner, left + wide - PAD))
        left += wide + GAP
    down, top = [], 6.0
    for share, rug in zip(shares, needs.row_rugs, strict=True):
        tall = unit * share + (RUG if rug else 0.0)
        bottom = top + tall - PAD - (RUG if rug else 0.0)
        down.append(_stripe(top, top + tall, top + PAD, bottom))
        top += tall + ROW_GAP
    return ScatterGeometry(tuple(down), tuple(across))


def _stripe(first: float, last: float, inner: float, inner_last: float) -> Stripe:
    # Whole pixels, so that a point of the widget can lie exactly on the end of an axis.
    start = round(inner)
    return Stripe((first, last), (float(start), float(max(round(inner_last), start + 1))))


def _index_at(stripes: tuple[Stripe, ...], place: float) -> int | None:
    for index, stripe in enumerate(stripes):
        if stripe.outer[0] <= place <= stripe.outer[1]:
            return index
    return None


def size_needed(needs: Needs) -> tuple[int, int]:
    """The least width and height in which every cell can still be read."""
    rows, columns = len(needs.row_rugs), len(needs.column_rugs)
    shares = rows + (TALL - 1.0 if needs.tall_first and rows > 1 else 0.0)
    wide = needs.left + columns * (LEAST_CELL + GAP) + 6.0
    rugs = RUG * sum(needs.row_rugs)
    high = needs.below + LEAST_ROW * shares + ROW_GAP * (rows - 1) + rugs + 6.0
    return int(wide), int(high)
