"""Brushes as they lie in the cells of the scatter matrix, kept ones as rectangles, left-out ones hatched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from guild_desktop.core.selection import Selection
from guild_desktop.gui.plots.axis_brush import AxisBrush, read_brush
from guild_desktop.gui.plots.axis_scale import AxisScale, CategoryScale
from guild_desktop.gui.plots.brush_paint import tinted
from guild_desktop.gui.plots.cell_rectangles import pairs_of
from guild_desktop.gui.plots.scatter_geometry import ScatterGeometry
from guild_desktop.gui.theme import Theme

if TYPE_CHECKING:
    from guild_desktop.core.clause import Clause
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot

Part: TypeAlias = tuple[float, float]

_ALL: Part = (-1.0, 2.0)


@dataclass(frozen=True, slots=True)
class AxisParts:
    """What a brush means on one axis, in fractions of it; open ends reach far beyond."""

    kept: tuple[Part, ...] = ()
    left_out: tuple[Part, ...] = ()


def axis_parts(scale: AxisScale, brush: AxisBrush) -> AxisParts:
    """The parts of an axis with this ``scale`` that ``brush`` is about."""
    if isinstance(scale, CategoryScale):
        return AxisParts(_bands(scale, brush.kept), _bands(scale, brush.left_out))
    parts: tuple[list[Part], list[Part]] = ([], [])
    for span in brush.spans:
        lies = scale.stretch(span)
        first = _ALL[0] if lies.open_bottom else lies.bottom
        parts[span.left_out].append((first, _ALL[1] if lies.open_top else lies.top))
    return AxisParts(tuple(parts[False]), tuple(parts[True]))


def _bands(scale: CategoryScale, picked: frozenset[str]) -> tuple[Part, ...]:
    half = 0.5 / scale.bands
    bands = [b for b in range(scale.bands) if picked and picked.issuperset(scale.names((b,)))]
    return tuple((scale.place(band) - half, scale.place(band) + half) for band in bands)


def paint_brush(
    painter: QPainter,
    geometry: ScatterGeometry,
    cell: tuple[int, int],
    across: AxisParts,
    upward: AxisParts,
    theme: Theme,
) -> None:
    """What the brushes on a cell's column (``across``) and row (``upward``) keep and leave out."""
    row, column = cell
    for part in across.left_out:
        _hatch(painter, _rect(geometry, cell, part, _ALL), theme)
    for part in upward.left_out:
        _hatch(painter, _rect(geometry, cell, _ALL, part), theme)
    if not across.kept and not upward.kept:
        return
    both = bool(across.kept and upward.kept)
    fill, edge = (
        tinted(theme.accent, 0.16 if both else 0.08),
        tinted(theme.accent, 0.8 if both else 0.4),
    )
    for first, last in across.kept or (_ALL,):
        for low, high in upward.kept or (_ALL,):
            rect = _rect(geometry, (row, column), (first, last), (low, high))
            painter.fillRect(rect, fill)
            painter.setPen(QPen(edge, 1.4))
            # Open ends have no edge.
            if first > _ALL[0]:
                painter.drawLine(rect.topLeft(), rect.bottomLeft())
            if last < _ALL[1]:
                painter.drawLine(rect.topRight(), rect.bottomRight())
            if high < _ALL[1]:
                painter.drawLine(rect.topLeft(), rect.topRight())
            if low > _ALL[0]:
                painter.drawLine(rect.bottomLeft(), rect.bottomRight())


def paint_pairs(painter: QPainter, plot: ScatterPlot, cell: tuple[int, int]) -> None:
    """The rectangles of a cell beside the ranges on its axes: several of them, or one that is left out."""
    row, column = plot.names_of(cell)
    axes = plot.axis_of_column(cell[1]), plot.axis_of_row(cell[0])
    for rectangle in pairs_of(plot.session.selection, column, row):
        across, upward = (
            axis_parts(axis.scale, read_brush(Selection(clauses=clauses), axis))
            for axis, clauses in zip(
                axes, (_listed(rectangle.across), _listed(rectangle.upward)), strict=True
            )
        )
        if not rectangle.left_out:
            paint_brush(painter, plot.geometry_now, cell, across, upward, plot.theme)
            continue
        for part in across.kept or (_ALL,):
            for other in upward.kept or (_ALL,):
                _hatch(painter, _rect(plot.geometry_now, cell, part, other), plot.theme)


def _listed(clause: Clause | None) -> tuple[Clause, ...]:
    return () if clause is None else (clause,)


def paint_focus_ring(painter: QPainter, border: QRectF, theme: Theme) -> None:
    """The ring around the cell that keys are about."""
    painter.setPen(QPen(theme.accent, 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(border.adjusted(-2.0, -2.0, 2.0, 2.0), 5.0, 5.0)


def _rect(geometry: ScatterGeometry, cell: tuple[int, int], across: Part, upward: Part) -> QRectF:
    row, column = cell
    rect = QRectF(
        QPointF(geometry.x(column, across[0]), geometry.y(row, upward[1])),
        QPointF(geometry.x(column, across[1]), geometry.y(row, upward[0])),
    )
    return rect.intersected(geometry.brushed(row, column))


def _hatch(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.fillRect(rect, tinted(theme.failed, 0.08))
    painter.fillRect(rect, QBrush(tinted(theme.failed, 0.5), Qt.BrushStyle.BDiagPattern))
