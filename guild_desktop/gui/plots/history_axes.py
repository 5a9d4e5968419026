"""The two axes of the history: the order of runs across, the objective upward, and each run's place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from guild_desktop.core.column import Column, Presence
from guild_desktop.gui.format import clock
from guild_desktop.gui.plots.axes import Axis, Mask
from guild_desktop.gui.plots.axis_scale import NumberScale
from guild_desktop.gui.plots.chart_frame import ChartFrame, number_ticks, time_ticks, whole_ticks
from guild_desktop.gui.plots.folded_trials import FoldedTrials, fold_trials
from guild_desktop.gui.plots.history_order import By, HistoryOrder, order_runs
from guild_desktop.gui.plots.placed_runs import PlacedRuns, place_runs
from guild_desktop.gui.plots.scale_choice import choose_scale

if TYPE_CHECKING:
    from guild_desktop.core.run import Run
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.axis_paint import Fonts
    from guild_desktop.gui.plots.ticks import Tick


@dataclass(frozen=True, slots=True, eq=False)
class HistoryAxes:
    """``runs`` hold the places on both axes, across first; ``upward`` is None before there are runs."""

    order: HistoryOrder = field(default_factory=HistoryOrder)
    upward: Axis | None = None
    runs: PlacedRuns = field(default_factory=PlacedRuns)
    trials: FoldedTrials | None = None

    @property
    def scale(self) -> NumberScale:
        """The scale upward."""
        axis = self.upward
        return axis.scale if axis and isinstance(axis.scale, NumberScale) else NumberScale(0.0, 1.0)

    @property
    def can_be_log(self) -> bool:
        """Whether all values upward are positive."""
        axis = self.upward
        values = np.zeros(0) if axis is None else axis.column.values[self.runs.rows]
        known = values[np.isfinite(values)]
        return bool(known.size) and float(known.min()) > 0.0

    @property
    def title(self) -> str:
        """What the axis across is."""
        translate = QCoreApplication.translate
        if not self.order.counted:
            return translate("History", "started")
        if self.order.column == "trial":
            return translate("History", "trial")
        return translate("History", "runs, as they began")

    def told(self, run: Run) -> str:
        """Which one a run is on the axis across."""
        if not self.order.counted:
            return clock(run.started)
        return QCoreApplication.translate("History", "trial {number}").format(number=run.trial)

    def place(self, value: float) -> float:
        """The fraction across of a trial number, or of a time."""
        low, high = float(self.order.xs[0]), float(self.order.xs[-1])
        return (value - low) / (high - low) if high > low else 0.5 + (value - low) / 2

    def ticks(self, frame: ChartFrame, fonts: Fonts) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
        """The labels across and upward."""
        low, high = float(self.order.xs[0]), float(self.order.xs[-1])
        line = fonts.label_size
        if self.order.counted:
            gap = line.horizontalAdvance(f"{int(high)}") + 22.0
            across = whole_ticks(low, high, frame.width, gap)
        else:
            across = time_ticks(low, high, frame.width, line.horizontalAdvance("00:00:00") + 16.0)
        return across, number_ticks(self.scale, frame.height, line.height() + 6.0)


def choose_history_axes(
    session: Session, by: By, before: FoldedTrials | None = None
) -> HistoryAxes:
    """The axes for the runs in view, in the order of their trial numbers or of their start."""
    frame = session.frame
    trials = fold_trials(session, before)
    base = session.base if trials is None else trials.rows
    order = order_runs(frame, base, by) if len(frame) else HistoryOrder()
    if not order.rows.size:
        return HistoryAxes(order)
    values = np.full(len(frame), np.nan)
    values[order.rows] = order.xs
    begun = np.isfinite(values)
    known = np.where(begun, Presence.VALUE, Presence.MISSING).astype(np.uint8)
    column = Column(order.column, "number", "field", values, known)
    across = Axis(column, NumberScale(float(order.xs[0]), float(order.xs[-1])), "flag")
    upward = _objective_axis(session, begun)
    if trials is not None:
        upward = trials.axis(upward)
    runs = place_runs(frame, begun, (across, upward), np.zeros(len(frame)))
    if trials is not None:
        runs = replace(runs, stands=trials.stand_of)
    return HistoryAxes(order, upward, runs, trials)


def _objective_axis(session: Session, begun: Mask) -> Axis:
    """The objective on the scale a person has chosen for it, else on that which its values suggest."""
    frame, name = session.frame, session.frame.objective_column(session.objective)
    if session.objective.name in frame.scalar_names:
        column = frame.column(name)
    else:
        missing = np.full(len(frame), Presence.MISSING, dtype=np.uint8)
        column = Column(name, "number", "scalar", np.full(len(frame), np.nan), missing)
    present = begun & (column.presence == Presence.VALUE)
    scale = choose_scale(column, present, "objective", kind=session.arrangement.scale_of(name))
    return Axis(column, scale, "objective", session.objective.direction)
