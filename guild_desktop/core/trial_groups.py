"""Which runs of a frame are repeats of one trial, and what their values say together, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from guild_desktop.core.attempt_masks import latest_of
from guild_desktop.core.batch import Objective
from guild_desktop.core.column import Floats, Mask
from guild_desktop.core.group_means import Means, group_means
from guild_desktop.core.run import Status
from guild_desktop.core.trial_end import Spread

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame

ALONE = -1
"""The number of a run whose trial has no other repeat."""


@dataclass(frozen=True, slots=True, eq=False)
class TrialGroups:
    """The trials of a frame that have several repeats; runs in the trash are in none.

    ``of_run`` (int32[n]) numbers the trial of each run from 0, ``ALONE`` for the others. ``first``
    (int32[trials]) is the position of its first repeat, the latest attempt at it, which stands for all of
    them. ``latest`` (bool[n]) are the runs of these trials that count.
    """

    of_run: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]
    latest: Mask

    def __len__(self) -> int:
        return len(self.first)

    def members(self, number: int) -> npt.NDArray[np.intp]:
        """The positions of all runs of a trial."""
        return np.flatnonzero(self.of_run == number)

    def whole(self, visible: Mask) -> Mask:
        """The trials of which all runs are ``visible`` (bool[trials])."""
        inside = self.of_run >= 0
        hidden = np.bincount(self.of_run[inside & ~visible], minlength=len(self))
        whole: Mask = hidden == 0
        return whole

    def folded(self, visible: Mask) -> Mask:
        """The visible runs (bool[n]) but for those for which the first repeat of their trial stands.

        A trial is folded if all its runs are visible: a mean of some of them would be another one.
        """
        mask = visible.copy()
        whole = self.whole(visible)
        inside = np.flatnonzero(self.of_run >= 0)
        mask[inside[whole[self.of_run[inside]]]] = False
        mask[self.first[whole]] = True
        return mask

    def unfolded(self, positions: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Positions with all runs of a trial for its first repeat."""
        chosen = np.zeros(len(self.of_run), bool)
        chosen[positions] = True
        chosen |= np.append(chosen[self.first], False)[self.of_run]
        return np.flatnonzero(chosen)

    def means(self, frame: RunFrame, values: Floats) -> Means:
        """What the repeats of each trial have in a column, whose ``values`` these are.

        Only completed latest attempts with a finite value count.
        """
        counted = self.latest & frame.with_status(Status.COMPLETED) & np.isfinite(values)
        return group_means(self.of_run[counted], values[counted], len(self))

    def judged(self, frame: RunFrame, values: Floats) -> Floats:
        """The values with the mean of its trial for each run that is one of several (float64[n]).

        nan where a repeat was stopped early: the mean of those that were left would be that of
        the lucky ones.
        """
        inside = self.of_run >= 0
        judged = values.copy()
        mean = self.means(frame, values).mean
        mean[self.of_run[self.latest & frame.with_status(Status.PRUNED)]] = np.nan
        judged[inside] = mean[self.of_run[inside]]
        return judged


def trial_groups(frame: RunFrame) -> TrialGroups | None:
    """The trials with several repeats; None if there are none, which costs next to nothing to find out."""
    several = (frame.repeat > 1) & frame.alive
    if not several.any():
        return None
    codes = frame.run_batches.codes
    mine = np.flatnonzero(frame.alive & np.isin(codes, np.unique(codes[several])))
    trials = np.nan_to_num(frame.column("trial").values[mine]).astype(np.int64)
    place = codes[mine].astype(np.int64) << 32 | trials
    _, trial = np.unique(place, return_inverse=True)
    has_several = np.bincount(trial, several[mine]) > 0
    mine, trial = mine[has_several[trial]], trial[has_several[trial]]
    _, trial = np.unique(trial, return_inverse=True)
    last = latest_of(frame, mine, trial)
    of_run = np.full(len(frame), ALONE, np.int32)
    of_run[mine] = trial
    latest = np.zeros(len(frame), bool)
    latest[mine[last]] = True
    firsts = np.flatnonzero(np.diff(trial[last], prepend=-1))
    return TrialGroups(of_run, mine[last[firsts]].astype(np.int32), latest)


def spread_of(frame: RunFrame, position: int, objective: Objective) -> Spread | None:
    """What the repeats of a run's trial say of the objective;
    None if the run stands alone, or none has a value.
    """
    return spread_in(frame, position, frame.objective_column(objective))


def spread_in(frame: RunFrame, position: int, column: str) -> Spread | None:
    """What they say in a column of numbers."""
    groups = trial_groups(frame)
    if groups is None or groups.of_run[position] == ALONE:
        return None
    return groups.means(frame, frame.column(column).values).spread(int(groups.of_run[position]))
