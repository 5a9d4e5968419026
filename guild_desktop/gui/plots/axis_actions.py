"""What can be done with one axis of the parallel plot, whether by mouse, key or menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.gui.plots.axis_scale import NumberScale
from guild_desktop.gui.plots.scale_choice import SCALE_KINDS

if TYPE_CHECKING:
    from guild_desktop.gui.live.arrangement import ScaleKind
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot


class AxisActions:
    """Turns, scales, moves and hides axes, each as one step of undo; owned by the plot."""

    def __init__(self, plot: ParallelPlot) -> None:
        self._plot = plot

    def flip(self, axis: Axis) -> None:
        """Turn an axis round."""
        session = self._plot.session
        text = self._plot.tr("flip an axis")
        session.set_arrangement(session.arrangement.flipping(axis.name), text)

    def set_scale(self, axis: Axis, kind: ScaleKind) -> None:
        """Put an axis of numbers on a scale of another kind, if its values allow that."""
        session = self._plot.session
        if not axis.refusal(kind):
            text = self._plot.tr("change a scale")
            session.set_arrangement(session.arrangement.scaled(axis.name, kind), text)

    def next_scale(self, axis: Axis) -> None:
        """Go on to the next kind of scale that the values allow."""
        if not isinstance(axis.scale, NumberScale):
            return
        at = SCALE_KINDS.index(axis.scale.kind)
        for kind in (*SCALE_KINDS[at + 1 :], *SCALE_KINDS[:at]):
            if not axis.refusal(kind):
                self.set_scale(axis, kind)
                return
