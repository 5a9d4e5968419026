"""The wheel over a range of the parallel plot: it grows and shrinks, as one step once the wheel rests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QTimer

from guild_desktop.gui.plots.axis_scale import NumberScale
from guild_desktop.gui.plots.brush import Part, grip_at, grown

if TYPE_CHECKING:
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot

STEP = 0.02
"""Of the axis, for each notch and at each end."""

_REST_MS = 400
_NOTCH = 120.0  # what Qt counts for one
_BOTH = (Part.LOW_END, Part.HIGH_END)


class WheelBrush:
    """Grows and shrinks ranges; owned by the gestures of the plot."""

    def __init__(self, plot: ParallelPlot) -> None:
        self._plot = plot
        self._axis: Axis | None = None
        self._rest = QTimer(plot)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.finish)

    def turn(self, at: QPointF, angle: int, *, near_end: bool) -> bool:
        """The wheel turns by ``angle`` (120 a notch, upward grows); False if there is no range at ``at``.

        ``near_end`` moves only the end that is nearer to the mouse.
        """
        plot, geometry = self._plot, self._plot.geometry_now
        index = None if geometry is None else geometry.axis_at(at.x(), at.y())
        if geometry is None or index is None:
            return False
        axis = plot.axes.shown[index]
        scale = axis.scale
        if not isinstance(scale, NumberScale):
            return False
        fraction, spans = geometry.fraction(at.y()), plot.brush_on(axis).spans
        grip = grip_at(scale, spans, fraction, geometry.length)
        if grip.part is Part.FREE:
            return False
        low, high = scale.fractions(spans[grip.index])
        near = Part.LOW_END if abs(fraction - low) < abs(fraction - high) else Part.HIGH_END
        self.grow(axis, grip.index, angle / _NOTCH, (near,) if near_end else _BOTH)
        return True

    def grow(self, axis: Axis, which: int, notches: float, ends: tuple[Part, ...] = _BOTH) -> None:
        """Grow the range number ``which`` of an axis, or shrink it if ``notches`` is negative."""
        plot, geometry, scale = self._plot, self._plot.geometry_now, axis.scale
        if geometry is None or not isinstance(scale, NumberScale):
            return
        if self._axis is not None and self._axis.name != axis.name:
            self.finish()
        brush = plot.brush_on(axis)
        spans = list(brush.spans)
        spans[which] = grown(scale, spans[which], notches * STEP, geometry.length, ends=ends)
        plot.brushes.preview(axis, replace(brush, spans=tuple(spans)))
        self._axis = axis
        self._rest.start()

    def finish(self) -> None:
        """Make one step of what the wheel has done since it last rested."""
        axis, self._axis = self._axis, None
        self._rest.stop()
        if axis is not None:
            self._plot.brushes.settle(axis)
