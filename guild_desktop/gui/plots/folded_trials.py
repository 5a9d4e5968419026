"""Trials with repeats as one point or line of a plot, at the mean of their values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from guild_desktop.core.column import Presence, read_only
from guild_desktop.core.run import Status
from guild_desktop.core.trial_groups import ALONE, TrialGroups, trial_groups
from guild_desktop.gui.plots.axes import Axis, Mask

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.placed_runs import Floats


@dataclass(frozen=True, slots=True, eq=False)
class FoldedTrials:
    """The trials of which all runs are in view and all or none in focus, each drawn as one of its runs: a
    completed one if there is any.

    ``rows`` (bool[n]) are the runs to be drawn. ``stands`` (int32[trials]) are the positions that stand for
    the ``folded`` ones (bool[trials]).
    """

    frame: RunFrame
    groups: TrialGroups
    folded: Mask
    stands: npt.NDArray[np.int32]
    rows: Mask

    @property
    def positions(self) -> npt.NDArray[np.int32]:
        """Where the trials are that are folded."""
        return self.stands[self.folded]

    @property
    def stand_of(self) -> npt.NDArray[np.intp]:
        """For each run (n) the position of the one that is drawn for it."""
        stands = np.arange(len(self.frame))
        inside = np.flatnonzero(self.groups.of_run != ALONE)
        folded = inside[self.folded[self.groups.of_run[inside]]]
        stands[folded] = self.stands[self.groups.of_run[folded]]
        return stands

    def axis(self, axis: Axis) -> Axis:
        """The axis with means in the places that stand for trials; flags are the same in all repeats."""
        column = axis.column
        if axis.role == "flag" or column.kind != "number" or column.origin == "flag":
            return axis
        means = self.groups.means(self.frame, column.values)
        mean = means.mean[self.folded]
        known = np.isfinite(mean)
        deviations = np.full(len(self.frame), np.nan)
        deviations[self.positions] = means.deviation[self.folded]
        values, presence = column.values.copy(), column.presence.copy()
        values[self.positions[known]] = mean[known]
        presence[self.positions[known]] = Presence.VALUE
        return replace(
            axis,
            column=replace(column, values=read_only(values), presence=read_only(presence)),
            deviations=deviations,
        )

    def spans(self, axis: Axis) -> tuple[Floats, Floats]:
        """A deviation below and above the mean of each folded trial; nan where there is none."""
        column = axis.column
        told = bool((column.presence == Presence.VALUE).any())
        if not told or axis.role == "flag" or column.kind != "number" or column.origin == "flag":
            # The goal has an axis before any run has reported it, and the frame no column.
            return (np.full(len(self.positions), np.nan),) * 2
        # The axis may have the means already: those of the frame are what lies about them.
        values = self.frame.column(axis.name).values
        means = self.groups.means(self.frame, values)
        mean, deviation = means.mean[self.folded], means.deviation[self.folded]
        return mean - deviation, mean + deviation

    def focus(self, focus: Mask) -> Mask:
        """The runs in focus (bool[n]); a trial is if all its runs are.

        A drag may tell those apart that are folded.
        """
        whole = self.groups.whole(focus)
        found = focus.copy()
        found[self.positions] = whole[self.folded]
        return found

    def repeats_behind(self, rows: npt.NDArray[np.intp]) -> int:
        """How many runs more than points there are behind those of the points ``rows``
        that stand for trials.
        """
        drawn = self.groups.of_run[rows[np.isin(rows, self.positions)]]
        sizes = np.bincount(
            self.groups.of_run[self.groups.of_run != ALONE], minlength=len(self.groups)
        )
        return int(sizes[drawn].sum()) - drawn.size


def fold_trials(session: Session, known: FoldedTrials | None = None) -> FoldedTrials | None:
    """The folded trials of the runs in view; None where there are none, or each repeat is wanted.

    Those that a filter divides are not folded: each run that matches is seen to. ``known`` are
    those of before.
    """
    if not session.arrangement.folds:
        return None
    frame, base = session.frame, session.base
    same = known is not None and known.frame is frame
    groups = known.groups if known is not None and same else trial_groups(frame)
    if groups is None:
        return None
    focus = session.focus
    folded = groups.whole(base) & (groups.whole(focus) | groups.whole(~focus))
    stands = groups.first.copy()
    done = np.flatnonzero(groups.latest & frame.with_status(Status.COMPLETED))[::-1]
    stands[groups.of_run[done]] = done
    inside = np.flatnonzero(groups.of_run != ALONE)
    rows = base.copy()
    rows[inside[folded[groups.of_run[inside]]]] = False
    rows[stands[folded]] = True
    return FoldedTrials(frame, groups, folded, stands, rows)


def fold_key(session: Session, known: FoldedTrials | None) -> bytes:
    """Differs when other trials are folded."""
    trials = fold_trials(session, known)
    return b"" if trials is None else trials.folded.tobytes()
