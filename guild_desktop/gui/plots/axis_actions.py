"""What can be done with one axis of the parallel plot, whether by mouse, key or menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.core.batch import Objective
from guild_desktop.gui.plots.axis_brush import AxisBrush, with_brush
from guild_desktop.gui.plots.axis_order import ordered_names
from guild_desktop.gui.plots.axis_scale import NumberScale
from guild_desktop.gui.plots.best_share import best_span
from guild_desktop.gui.plots.scale_choice import SCALE_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from guild_desktop.core.batch import Direction
    from guild_desktop.gui.live.arrangement import ScaleKind
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.axis_order import OrderKind
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot


class AxisActions:
    """Turns, scales, moves, orders and hides axes, each as one step of undo; owned by the plot.

    ``order_by_importance`` is set by whoever knows the importance of flags.
    """

    def __init__(self, plot: ParallelPlot) -> None:
        self._plot = plot
        self.order_by_importance: Callable[[], None] | None = None

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

    def colour_by(self, axis: Axis) -> None:
        """Colour the runs by an axis; by the goal again if they are, or if it is the goal."""
        session = self._plot.session
        same = axis.role == "objective" or session.arrangement.coloured_by == axis.name
        arrangement = session.arrangement.coloured(None if same else axis.name)
        session.set_arrangement(arrangement, self._plot.tr("colour by a column"))

    def keep_best(self) -> None:
        """Keep the best tenth by the objective of what the other clauses let through, as one step."""
        plot = self._plot
        axis = plot.axes.objective
        if axis is None or axis.direction is None:
            return
        others = with_brush(plot.session.selection, axis, AxisBrush())
        mask = others.focus(plot.session.frame)[plot.runs.rows]
        span = best_span(plot.runs.goal[mask], axis.direction)
        if span is not None:
            plot.brushes.set(axis, AxisBrush((span,)))
            plot.brushed.emit()

    def move(self, axis: Axis, step: int) -> None:
        """Move an axis by ``step`` places to the right, or to the left if that is negative."""
        index = self.place_of(axis)
        to = min(max(index + step, 0), len(self._plot.axes.shown) - 1)
        if to != index:
            self.put(index, to)

    def put(self, index: int, to: int, *, preview: bool = False) -> None:
        """Put the axis at ``index`` to place ``to``; ``preview`` while a drag goes on."""
        plot = self._plot
        plot.refresh()
        names = [axis.name for axis in plot.axes.shown]
        names.insert(to, names.pop(index))
        arrangement = plot.session.arrangement.ordered(tuple(names))
        if preview:
            plot.session.preview_arrangement(arrangement)
        else:
            plot.session.set_arrangement(arrangement, plot.tr("move an axis"))

    def hide(self, axis: Axis) -> None:
        """Leave an axis out of the plots; the objective stays."""
        plot = self._plot
        if axis.role == "objective":
            return
        index = self.place_of(axis)
        plot.gestures.ringed_axis = plot.axes.shown[index + 1 if index == 0 else index - 1].name
        plot.session.show_column(axis.name, shown=False)

    def make_goal(self, axis: Axis, direction: Direction) -> None:
        """Make the scalar of an axis what is best when low or high."""
        self._plot.session.set_objective(Objective.of(axis.name, direction))

    def order(self, kind: OrderKind) -> None:
        """Put all axes in an order of this kind; that of importance perhaps a moment later."""
        plot = self._plot
        if kind == "importance":
            if self.order_by_importance is not None:
                self.order_by_importance()
            return
        plot.refresh()
        arrangement = plot.session.arrangement.ordered(ordered_names(plot.axes.shown, kind))
        plot.session.set_arrangement(arrangement, plot.tr("order the axes"))

    def place_of(self, axis: Axis) -> int:
        """The place of an axis among those shown now; ValueError if it has gone."""
        return [shown.name for shown in self._plot.axes.shown].index(axis.name)
