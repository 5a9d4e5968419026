"""What the cells of the runs table say, for one frame: formatted when asked for and then kept."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication

from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.best import best_runs
from guild_desktop.core.column import Column, Presence
from guild_desktop.core.column_names import UnknownColumn
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import SHORT_ID, Run, Status
from guild_desktop.core.trial_groups import ALONE
from guild_desktop.core.values import value_text
from guild_desktop.gui import format as written
from guild_desktop.gui.live.pins import pin_sign
from guild_desktop.gui.live.running import queued_batches
from guild_desktop.gui.models.origin_text import origin_word
from guild_desktop.gui.models.row_order import Mask, Positions
from guild_desktop.gui.models.status_text import status_text, sweep_text
from guild_desktop.gui.models.sweep_counts import SweepCounts
from guild_desktop.gui.models.table_columns import GAIN, TableColumn
from guild_desktop.gui.models.trial_rows import TIMES, TrialRows, spread_text, spread_tip
from guild_desktop.gui.plain_text import one_line

MARK = "★"
"""Stands behind the id of what a person has marked."""


class RunCells:
    """The texts of one frame's runs and sweeps; thrown away with the frame. GUI thread only.

    ``numbers`` (int32[n]) counts runs from the newest; ``base`` (bool[n]) are the runs whose values
    decide how the numbers of a column are written. ``pins`` are the ids of pinned runs, ``trials`` knows
    which rows stand for all repeats of a trial. ``best`` is the
    position of the best run in focus, None without one; who owns the cells sets it.
    """

    def __init__(
        self,
        frame: RunFrame,
        objective: Objective,
        numbers: Positions,
        base: Mask,
        pins: tuple[str, ...] = (),
        trials: TrialRows | None = None,
    ) -> None:
        self._frame = frame
        self._objective = objective
        self._titles = frame.targets.titles()
        self.goal = frame.objective_column(objective)
        self._numbers = numbers
        self._base = base
        self._pins = pins
        self._trials = TrialRows() if trials is None else trials
        self._formats: dict[str, written.NumberFormat] = {}
        self._texts: dict[tuple[int, str], str] = {}
        self._sweeps: dict[str, SweepCounts] = {}
        self.best: int | None = None

    def _best_of(self, mask: Mask) -> int | None:
        """The position of the best completed run in ``mask``; None if none has the objective."""
        found = best_runs(self._frame, mask, self._objective, count=1)
        return int(found[0]) if len(found) else None

    def status(self, position: int) -> Status:
        """The state of a run."""
        return self._frame.run(position).status

    @property
    def has_folded(self) -> bool:
        """Whether some rows stand for several repeats of a trial."""
        return self._trials.groups is not None

    def is_number(self, column: TableColumn) -> bool:
        """Whether a flag's or scalar's column holds numbers, to be aligned on the right."""
        found = self._column(column.name)
        return found is not None and found.kind == "number"

    def sort_values(self, name: str) -> npt.NDArray[np.float64]:
        """What runs are ordered by, float64[n]; nan where there is nothing to compare."""
        column = self._column(name)
        if column is None:
            return np.full(len(self._frame), np.nan)
        is_flag = column.origin == "flag" or column.kind != "number"
        return column.values if is_flag else self._trials.sort_values(column.values, name)

    def text(self, position: int, column: TableColumn, now: float) -> str:
        """What a run's cell says; ``now`` (seconds since 1970) is for what still runs."""
        run = self._frame.run(position)
        number = self._trials.number(position)
        if number != ALONE:
            return self._trial_text(run, number, position, column)
        if column.name == "time" and run.status is Status.RUNNING and run.started is not None:
            return _whole_seconds(now - run.started)
        key = position, column.name
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = one_line(self._written(run, position, column))
        return text

    def _trial_text(self, run: Run, number: int, position: int, column: TableColumn) -> str:
        """What the row of a trial with repeats says: what they have in common, and means of the rest."""
        # Rows of trials have their texts apart from those of their first repeats.
        key = -2 - position, column.name
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = one_line(self._of_trial(run, number, position, column))
        return text

    def _of_trial(self, run: Run, number: int, position: int, column: TableColumn) -> str:
        match column.name:
            case "run" if column.kind == "field":
                return f"{run.id[:SHORT_ID]} {TIMES}{self._trials.repeats(number)}"
            case "status" if column.kind == "field":
                return self._trials.state(number)
        values = self._column(column.name)
        is_mean = column.kind == "scalar" or column.name in {"time", GAIN}
        if not is_mean or values is None or values.kind != "number":
            return self._written(run, position, column)
        spread = self._trials.means(column.name, values.values).spread(number)
        if column.name == "time" and column.kind == "field":
            return "" if spread is None else written.duration(spread.mean)
        if spread is None:
            return written.NO_VALUE
        return spread_text(spread, self._format(column.name))

    def _written(self, run: Run, position: int, column: TableColumn) -> str:
        if column.kind != "field":
            return self._value(run, position, column)
        match column.name:
            case "#":
                # Planned ones are newer than what runs, and would be 1, 2, 3 below it.
                planned = run.status is Status.PENDING
                return "" if planned else written.count(int(self._numbers[position]))
            case "run":
                signs = (MARK if run.marked else "", pin_sign(self._pins, run.id))
                return " ".join((run.id[:SHORT_ID], *filter(None, signs)))
            case "operation":
                return self._titles[self._frame.targets.target(position)]
            case "started":
                return written.clock(run.started)
            case "time":
                return written.duration(run.seconds)
            case "status":
                return status_text(run.status)
            case "origin":
                return origin_word(run.origin)
            case _:
                return run.label

    def _value(self, run: Run, position: int, column: TableColumn) -> str:
        values = self._column(column.name)
        if values is None or values.presence[position] == Presence.MISSING:
            return written.NO_VALUE
        if values.kind == "number":
            return self._number(column.name, position)
        return value_text(run.flags[column.title])

    def _column(self, name: str) -> Column | None:
        """A column of the frame; None when the last run that had it is gone."""
        try:
            return self._frame.column(name)
        except UnknownColumn:
            return None

    def _number(self, name: str, position: int) -> str:
        values = self._frame.column(name)
        return self._format(name).text(float(values.values[position]))

    def _format(self, name: str) -> written.NumberFormat:
        if name not in self._formats:
            values = self._frame.column(name).values
            self._formats[name] = written.number_format(values[self._base])
        return self._formats[name]

    def tooltip(self, position: int, column: TableColumn) -> str:
        """What a run's cell says at length, where there is more to say."""
        run = self._frame.run(position)
        number = self._trials.number(position)
        if number != ALONE and column.kind == "scalar":
            values = self._column(column.name)
            spread = values and self._trials.means(column.name, values.values).spread(number)
            return spread_tip(spread, self._trials.repeats(number)) if spread else ""
        match column.name:
            case "run":
                return f"{run.id}\n{self._frame.targets.target(position)}"
            case "status":
                return run.reason
            case "label":
                return run.label
        if column.kind == "flag" and column.title in run.flags:
            return value_text(run.flags[column.title])
        return ""

    # Sweeps

    def batch_text(self, batch: Batch, column: TableColumn, now: float) -> str:
        """What a sweep's cell says: its name, progress and best value."""
        match column.name:
            case "run":
                return one_line(f"{batch.name} {MARK}" if batch.marked else batch.name)
            case "operation":
                title = self._titles.get(batch.operation.target, batch.operation.name)
                return one_line(title)
            case "started":
                return written.clock(batch.started) if batch.started is not None else ""
            case "time":
                return _elapsed(batch, now)
            case "status" if batch.is_waiting:
                return self._queued_text(batch)
            case "status":
                return self._counts(batch).short(batch)
            case "label":
                return one_line(batch.label)
            case name if name == self.goal:
                return self._best_text(batch)
        return ""

    def _queued_text(self, batch: Batch) -> str:
        place = [each.id for each in queued_batches(self._frame)].index(batch.id) + 1
        words = QCoreApplication.translate("sweep", "{0}, place {1}, {2} runs")
        return words.format(sweep_text(batch), place, written.count(batch.planned_runs))

    def _counts(self, batch: Batch) -> SweepCounts:
        counts = self._sweeps.get(batch.id)
        if counts is None:
            counts = self._sweeps[batch.id] = SweepCounts.of(batch, self._frame)
        return counts

    def _best_text(self, batch: Batch) -> str:
        key = -1, batch.id
        text = self._texts.get(key)
        if text is None:
            best = self._best_of(self._frame.run_batches.mask((batch.id,)))
            text = "" if best is None else self._judged_text(best)
            self._texts[key] = text
        return text

    def _judged_text(self, position: int) -> str:
        """What a run is judged by: its value, or the mean of the trial whose repeat it is."""
        groups = self._trials.groups
        if groups is None or groups.of_run[position] == ALONE:
            return self._number(self.goal, position)
        values = self._frame.column(self.goal).values
        spread = self._trials.means(self.goal, values).spread(int(groups.of_run[position]))
        return "" if spread is None else spread_text(spread, self._format(self.goal))

    def batch_tooltip(self, batch: Batch, column: TableColumn) -> str:
        """What a sweep's cell says at length, where there is more to say."""
        match column.name:
            case "run":
                translate = QCoreApplication.translate
                flags = "\n".join(f"{name} = {text}" for name, text in batch.flags.items())
                sweep = f"{translate('runs table', 'Sweep')} {batch.id[:SHORT_ID]}"
                return f"{sweep}\n{batch.operation.target}\n{flags}"
            case "status":
                words = self._counts(batch).words()
                return f"{words}\n{batch.reason}" if batch.reason else words
            case "label":
                return batch.label
        return ""


def _elapsed(batch: Batch, now: float) -> str:
    seconds = batch.lasted(now)
    if seconds is None:
        return ""
    return _whole_seconds(seconds) if batch.stopped is None else written.duration(seconds)


def _whole_seconds(seconds: float) -> str:
    """A time that still grows: no fractions, which would only flicker."""
    whole = max(0, int(seconds))
    return f"{whole} s" if whole < 10 else written.duration(float(whole))
