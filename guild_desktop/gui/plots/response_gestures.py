"""Mouse gestures of the response: ranges of the flags and of the goal,
what the model says under the mouse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.gui.plots.brush_clauses import range_clause
from guild_desktop.gui.plots.frame_gestures import FrameGestures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QPointF

    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.response_plot import ResponsePlot


class ResponseGestures(FrameGestures["ResponsePlot"]):
    """Owned by the plot."""

    def __init__(self, plot: ResponsePlot) -> None:
        super().__init__(plot, plot.tr("brush the response"))

    @property
    def is_ready(self) -> bool:
        """Whether there is something of the model to see."""
        return self._plot.axes.across is not None

    def columns(self) -> Iterator[str]:
        """Those of both axes."""
        for axis in (self._plot.axes.across, self._plot.axes.upward):
            if axis is not None:
                yield axis.name

    def across(self, selection: Selection, start: float, end: float) -> Selection:
        """See ``FrameGestures``."""
        width = self._plot.frame_now.width
        return _with_range(selection, self._plot.axes.across, start, end, width)

    def upward(self, selection: Selection, start: float, end: float) -> Selection:
        """See ``FrameGestures``."""
        height = self._plot.frame_now.height
        return _with_range(selection, self._plot.axes.upward, start, end, height)

    def hover(self, at: QPointF) -> None:
        """Besides the cursor and the run under the mouse, where there is none, what the model says there."""
        super().hover(at)
        self._plot.point_at(at)


def _with_range(
    selection: Selection, axis: Axis | None, start: float, end: float, length: float
) -> Selection:
    """The selection with the values between two fractions of an axis."""
    if axis is None:
        return selection
    return selection.with_column(axis.name, range_clause(axis, start, end, length))
