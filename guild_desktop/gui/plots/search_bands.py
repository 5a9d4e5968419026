"""What the newest sweep may try on each axis, and what it will try next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from guild_desktop.core.column_names import split_prefix
from guild_desktop.core.dimension import Dimension, LogUniform, Uniform, count_of, values_of
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import NOT_BEGUN
from guild_desktop.core.values import Value, format_value
from guild_desktop.flags import space_of
from guild_desktop.gui.plots.axis_paint import HISTOGRAM
from guild_desktop.gui.plots.axis_scale import AxisScale, CategoryScale, Span
from guild_desktop.gui.plots.brush_paint import tinted
from guild_desktop.gui.plots.placed_runs import Lane

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.space import SearchSpace
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.parallel_geometry import ParallelGeometry
    from guild_desktop.gui.plots.placed_runs import PlacedRuns
    from guild_desktop.gui.theme import Theme

MOST_VALUES = 200
"""Of longer lists only the range is told."""

MOST_PROPOSALS = 40
"""So many different places of planned runs are marked on an axis."""

_LEFT, _RIGHT = HISTOGRAM + 3.0, 1.0  # of the band, from the axis
_THIN = 1.5  # half the height of a single value, in pixels


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a flag expression allows: a range of numbers, or ``values`` one by one."""

    span: Span | None = None
    values: tuple[Value, ...] = ()


class SearchBands:
    """Knows what the newest sweep of a script searches; owned by the plot."""

    def __init__(self) -> None:
        self._batch: Batch | None = None
        self._allowed: Mapping[str, Allowed] = {}

    def follow(self, frame: RunFrame, target: str | None) -> None:
        """Look for the newest sweep of the script with this path; None means any."""
        sweeps = [
            batch
            for batch in frame.batches.values()
            if not batch.hidden
            and batch.deleted is None
            and target in {None, batch.operation.target}
        ]
        newest = max(sweeps, key=lambda batch: batch.sequence, default=None)
        known = self._batch
        if newest is None or known is None or newest.id != known.id or newest.flags != known.flags:
            self._allowed = {} if newest is None else _allowed_by(newest)
        self._batch = newest

    def of(self, axis: Axis) -> Allowed | None:
        """What may be tried on ``axis``; None for results and flags that the sweep does not know."""
        if axis.role != "flag":
            return None
        return self._allowed.get(split_prefix(axis.name)[1])


def _allowed_by(batch: Batch) -> Mapping[str, Allowed]:
    try:
        space = space_of(batch)
    except UserError:
        return {}  # of a script that has changed since, or a file by an older program
    return {name: _joined(dimensions) for name, dimensions in _dimensions(space).items()}


def _dimensions(space: SearchSpace) -> dict[str, list[Dimension]]:
    found: dict[str, list[Dimension]] = {name: [each] for name, each in space.items()}
    for row in space.rows[:MOST_VALUES]:
        for name, dimension in row.items():
            found.setdefault(name, []).append(dimension)
    return found


def _joined(dimensions: list[Dimension]) -> Allowed:
    """What any of some dimensions allows."""
    values: list[Value] = []
    ends: list[float] = []
    for dimension in dimensions:
        if isinstance(dimension, Uniform | LogUniform):
            ends += [float(dimension.low), float(dimension.high)]
        elif count_of(dimension) <= MOST_VALUES:
            values += values_of(dimension)
        else:
            numbers = [v for v in values_of(dimension) if isinstance(v, int | float)]
            ends += [float(min(numbers)), float(max(numbers))] if numbers else []
    span = Span(min(ends), max(ends)) if ends else None
    return Allowed(span, tuple(values))


def band_parts(allowed: Allowed, scale: AxisScale, length: float) -> list[tuple[float, float]]:
    """The parts of an axis ``length`` pixels long that are allowed, as fractions from and to."""
    if isinstance(scale, CategoryScale):
        half = 0.42 / scale.bands
        texts = {format_value(value) for value in allowed.values}
        bands = [band for band in range(scale.bands) if texts.intersection(scale.names((band,)))]
        return [(scale.place(band) - half, scale.place(band) + half) for band in bands]
    parts = []
    if allowed.span is not None:
        lies = scale.stretch(allowed.span)
        parts.append((lies.bottom, lies.top))
    half = max(scale.half_band, _THIN / max(length, 1.0))
    numbers = [
        float(v) for v in allowed.values if isinstance(v, int | float) and not isinstance(v, bool)
    ]
    places = scale.fraction(numbers).tolist() if numbers else []
    parts += [
        (max(place - half, 0.0), min(place + half, 1.0)) for place in places if 0.0 <= place <= 1.0
    ]
    return parts


def paint_band(
    painter: QPainter,
    geometry: ParallelGeometry,
    index: int,
    scale: AxisScale,
    allowed: Allowed,
    theme: Theme,
) -> None:
    """A pale ground behind the axis' histogram wherever the newest sweep may try a value."""
    x = float(geometry.xs[index])
    for first, last in band_parts(allowed, scale, geometry.length):
        top, bottom = geometry.y(last), geometry.y(first)
        band = QRectF(x - _LEFT, top, _LEFT - _RIGHT, max(bottom - top, 2 * _THIN))
        painter.fillRect(band, tinted(theme.accent, 0.16))


def planned_runs(runs: PlacedRuns, frame: RunFrame) -> npt.NDArray[np.intp]:
    """The indexes of those runs of a plot that have not begun."""
    return np.flatnonzero(frame.with_status(*NOT_BEGUN)[runs.rows])


def paint_proposals(
    painter: QPainter,
    geometry: ParallelGeometry,
    index: int,
    runs: PlacedRuns,
    planned: npt.NDArray[np.intp],
    theme: Theme,
) -> None:
    """A hollow mark at the axis for each value of a ``planned`` run: the next proposals."""
    x = float(geometry.xs[index])
    for place in proposals(runs, planned, index, geometry.length):
        y = geometry.y(place)
        corners = [QPointF(x - 10.0, y - 4.5), QPointF(x - 10.0, y + 4.5), QPointF(x - 2.0, y)]
        painter.setPen(QPen(theme.text, 1.2, Qt.PenStyle.SolidLine))
        painter.setBrush(theme.surface)
        painter.drawPolygon(QPolygonF(corners))


def proposals(
    runs: PlacedRuns, planned: npt.NDArray[np.intp], index: int, length: float
) -> list[float]:
    """The different places (fractions, a few pixels apart) of ``planned`` runs on a flag's axis."""
    axis = runs.axes[index]
    if axis.role != "flag" or not planned.size:
        return []
    here = planned[runs.lane[index, planned] == Lane.ON_AXIS]
    places = axis.scale.fraction(np.unique(axis.column.values[runs.rows[here]]))
    pixels = np.unique(np.rint(places * max(length, 1.0) / 3.0)) * 3.0 / max(length, 1.0)
    inside = pixels[(pixels >= -0.02) & (pixels <= 1.02)]
    return [float(place) for place in inside[:MOST_PROPOSALS]]
