"""A tree in which one row may stand for all repeats of a trial, until somebody unfolds it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelection, QObject

from guild_desktop.core.trial_groups import ALONE
from guild_desktop.gui.models.row_order import PickedRows, Positions
from guild_desktop.gui.models.sweep_tree_model import Index, SweepTreeModel
from guild_desktop.gui.models.trial_rows import TrialRows


class TrialTreeModel(SweepTreeModel):
    """Who inherits lays out the rows that ``trials`` leaves, and follows when it is asked to. GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.trials = TrialRows()
        """Which rows stand for all repeats of a trial."""

    def set_folding(self, folding: bool) -> None:  # noqa: FBT001 - a slot of a toggle
        """Have one row for all repeats of a trial, or a row for each."""
        self.trials.is_wanted = folding
        self._follow()

    def toggle_trial(self, index: Index) -> bool:
        """Unfold the trial of a row, or fold the one whose repeat stands there; False if it is neither."""
        toggled = self.trials.toggle(self._position(index))
        if toggled:
            self._follow()
        return toggled

    def is_trial(self, index: Index) -> bool:
        """Whether a row stands for all repeats of a trial."""
        return self.trials.number(self._position(index)) != ALONE

    def is_unfolded_repeat(self, index: Index) -> bool:
        """Whether a row is that of a repeat which a person has unfolded."""
        return self.trials.is_unfolded(self._position(index))

    def selection_of(self, picked: PickedRows) -> QItemSelection:
        """The rows that stand for what was picked; a folded trial's for any of its repeats."""
        return super().selection_of(
            PickedRows(self.trials.rows_of(picked.positions), picked.sweeps)
        )

    def positions_of(self, picked: PickedRows) -> Positions:
        """The positions of the runs whose rows, or whose trials' rows, are picked."""
        return self.trials.runs_of(picked.positions)

    def _row_of(self, position: int) -> int:
        """The position whose row stands for a run."""
        return int(self.trials.rows_of(np.array([position], dtype=np.int32))[0])

    def _follow(self, _change: object = None) -> None:
        """Lay the rows out anew."""
        raise NotImplementedError
