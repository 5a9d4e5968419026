"""Which trials with repeats have one row in the table, and what its cells say."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from guild_desktop.core.field_columns import STATUSES
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.group_means import Means
from guild_desktop.core.trial_groups import ALONE, TrialGroups, trial_groups
from guild_desktop.gui import format as written
from guild_desktop.gui.models.status_text import status_text, status_word

if TYPE_CHECKING:
    import numpy.typing as npt

    from guild_desktop.core.trial_end import Spread
    from guild_desktop.gui.models.row_order import Mask, Positions

TIMES = "\N{MULTIPLICATION SIGN}"


class TrialRows:
    """Owned by the table's model, GUI thread; knows the trials of one frame and which of them are folded.

    A trial is folded if that is wanted and all its runs are to be seen; the row of its first repeat stands
    for it then. What a person has unfolded stays so.
    """

    def __init__(self) -> None:
        self.groups: TrialGroups | None = None
        self.is_wanted = True
        self._frame = RunFrame.empty()
        self._open: set[str] = set()
        self._members: npt.NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        self._starts: npt.NDArray[np.intp] = np.zeros(1, dtype=np.intp)
        self._folded = np.zeros(0, bool)
        self._means: dict[str, Means] = {}

    def meet(self, frame: RunFrame) -> None:
        """Take over a frame."""
        if frame is not self._frame:
            self._frame = frame
            self.groups = trial_groups(frame)
            self._folded = np.zeros(0 if self.groups is None else len(self.groups), bool)
            self._means.clear()
            if self.groups is not None:
                of_run = self.groups.of_run
                inside = np.flatnonzero(of_run != ALONE)
                self._members = inside[np.argsort(of_run[inside], kind="stable")]
                sizes = np.bincount(of_run[inside], minlength=len(self.groups))
                self._starts = np.concatenate(([0], np.cumsum(sizes)))

    def fold(self, visible: Mask) -> Mask:
        """The runs (bool[n]) that have a row of those that are visible."""
        groups = self.groups
        if groups is None:
            return visible
        self._folded = groups.whole(visible) & self.is_wanted
        for run_id in self._open:
            position = self._frame.find(run_id)
            number = ALONE if position is None else int(groups.of_run[position])
            if number != ALONE:
                self._folded[number] = False
        inside = np.flatnonzero(groups.of_run >= 0)
        rows = visible.copy()
        rows[inside[self._folded[groups.of_run[inside]]]] = False
        rows[groups.first[self._folded]] = True
        return rows

    def number(self, position: int) -> int:
        """The number of the trial whose row stands at a position; ``ALONE`` for that of a single run."""
        groups = self.groups
        if groups is None or position < 0 or position >= len(groups.of_run):
            return ALONE
        number = int(groups.of_run[position])
        is_folded = number != ALONE and self._folded[number]
        return number if is_folded and groups.first[number] == position else ALONE

    def rows_of(self, positions: Positions) -> Positions:
        """The positions whose rows stand for some runs."""
        groups = self.groups
        if groups is None:
            return positions
        numbers = groups.of_run[positions]
        folded = (numbers != ALONE) & np.append(self._folded, False)[numbers]
        rows = np.where(folded, np.append(groups.first, -1)[numbers], positions)
        found: Positions = np.fromiter(dict.fromkeys(rows.tolist()), np.int32)
        return found

    def runs_of(self, positions: Positions) -> Positions:
        """The runs that rows at some positions stand for."""
        parts = []
        for position in positions.tolist():
            number = self.number(position)
            parts.append([position] if number == ALONE else self._runs(number).tolist())
        found: Positions = np.array([at for part in parts for at in part], dtype=np.int32)
        return found

    def toggle(self, position: int) -> bool:
        """Unfold the trial whose row this is, or fold the one whose repeat it is; False if it is neither."""
        if self.groups is None or position < 0:
            return False
        number = int(self.groups.of_run[position])
        if number == ALONE:
            return False
        members = {self._frame.ids[at] for at in self._runs(number).tolist()}
        if members & self._open:
            self._open -= members
        else:
            self._open.add(self._frame.ids[position])
        return True

    def is_unfolded(self, position: int) -> bool:
        """Whether a run is a repeat of a trial that a person has unfolded."""
        if self.groups is None or position < 0:
            return False
        number = int(self.groups.of_run[position])
        if number == ALONE or not self._open:
            return False
        return any(self._frame.ids[at] in self._open for at in self._runs(number).tolist())

    def sort_values(self, values: npt.NDArray[np.float64], name: str) -> npt.NDArray[np.float64]:
        """The same values with their means where the row of a trial stands."""
        if self.groups is None or not self._folded.any():
            return values
        ordered = values.copy()
        ordered[self.groups.first[self._folded]] = self.means(name, values).mean[self._folded]
        return ordered

    def means(self, name: str, values: npt.NDArray[np.float64]) -> Means:
        """Of a column; kept as long as the frame."""
        if name not in self._means and self.groups is not None:
            self._means[name] = self.groups.means(self._frame, values)
        return self._means[name]

    def state(self, number: int) -> str:
        """How the repeats of a trial stand: one status if all are alike, else how many have which."""
        if self.groups is None:
            return ""
        members = self._runs(number)
        counts = np.bincount(
            self._frame.status[members[self.groups.latest[members]]], minlength=len(STATUSES)
        )
        found = [(STATUSES[at], int(counts[at])) for at in np.flatnonzero(counts).tolist()]
        if len(found) == 1:
            return status_text(found[0][0])
        return ", ".join(f"{written.count(amount)} {status_word(it)}" for it, amount in found)

    def repeats(self, number: int) -> int:
        """How many repeats a trial has."""
        if self.groups is None:
            return 0
        return int(np.count_nonzero(self.groups.latest[self._runs(number)]))

    def _runs(self, number: int) -> npt.NDArray[np.intp]:
        """The positions of all runs of a trial, without looking at the others."""
        return self._members[self._starts[number] : self._starts[number + 1]]


def spread_text(spread: Spread, form: written.NumberFormat) -> str:
    """``-0.87 ± 0.05``: a mean and the deviation as their column is written, so that they line up;
    the mean alone of a single value.
    """
    deviation = spread.deviation or 0.0
    if not (form.decimals or form.exponent) and deviation > 0:
        # The mean of whole numbers is seldom one.
        form = written.NumberFormat(max(0, 1 - math.floor(math.log10(deviation))))
    mean = form.text(spread.mean)
    if spread.deviation is None or not math.isfinite(spread.deviation):
        return mean
    if form.exponent or 0 < deviation < 0.5 * 10.0**-form.decimals:
        # With the digits of the mean nothing of it would be seen, or too much.
        return f"{mean} ± {written.number(float(f'{deviation:.2g}'))}"
    return f"{mean} ± {form.text(deviation)}"


def spread_tip(spread: Spread, repeats: int) -> str:
    """How many values a mean is of."""
    words = QCoreApplication.translate("repeats", "mean ± standard deviation of {0} of {1} repeats")
    return words.format(written.count(spread.count), written.count(repeats))
