"""What the picked rows of the runs table stand for, and what can be done with them in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex

from guild_desktop.core.batch import Batch
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Run, Status
from guild_desktop.core.values import value_text
from guild_desktop.gui.format import MINUS
from guild_desktop.gui.live.running import can_confirm, can_run_failed_again
from guild_desktop.gui.models.row_order import PickedRows
from guild_desktop.gui.models.run_table_model import RunTableModel
from guild_desktop.gui.models.table_columns import GAIN, TableColumn


@dataclass(frozen=True, slots=True)
class Picked:
    """The runs and sweeps whose own rows are picked; ``run_ids`` includes those below the sweeps.

    A folded trial's row stands for all its repeats; ``is_one_row``: nothing but one row of runs is picked.
    """

    runs: tuple[Run, ...]
    batches: tuple[Batch, ...]
    run_ids: tuple[str, ...]
    is_one_row: bool = False

    @property
    def only_run(self) -> Run | None:
        """The run, or the first repeat of the trial, if one row of these and nothing else is picked."""
        is_one = self.is_one_row or len(self.runs) == 1
        return self.runs[0] if self.runs and is_one and not self.batches else None

    @property
    def is_running(self) -> bool:
        """Whether something picked has not ended."""
        records: tuple[Run | Batch, ...] = (*self.runs, *self.batches)
        return any(record.status in {Status.RUNNING, Status.PENDING} for record in records)


def what_is_picked(model: RunTableModel, rows: PickedRows) -> Picked:
    """What picked ``rows`` stand for."""
    runs = tuple(model.frame.run(position) for position in model.positions_of(rows).tolist())
    is_one = len(rows.positions) == 1
    return Picked(runs, model.batches_of(rows), model.runs_of(rows), is_one)


def batch_to_continue(frame: RunFrame, picked: Picked) -> Batch | None:
    """The one finished sweep that the picked rows belong to, and that can go on; None if there is no such."""
    ids = {batch.id for batch in picked.batches} | {run.batch for run in picked.runs}
    if len(ids) != 1:
        return None
    batch = frame.batches.get(ids.pop())
    if batch is None or batch.hidden or not batch.operation.can_run:
        return None
    return batch if batch.status.is_finished else None


def batch_to_mend(frame: RunFrame, picked: Picked) -> Batch | None:
    """The one finished sweep that the picked rows belong to, if runs of it failed; None else."""
    batch = batch_to_continue(frame, picked)
    return batch if batch is not None and can_run_failed_again(frame, batch) else None


def batch_to_confirm(frame: RunFrame, picked: Picked) -> Batch | None:
    """The one finished sweep that the picked rows belong to, if runs of it have values
    to confirm; None else.
    """
    batch = batch_to_continue(frame, picked)
    return batch if batch is not None and can_confirm(frame, batch) else None


def running_sweeps(frame: RunFrame, picked: Picked) -> list[Batch]:
    """The running sweeps that the picked rows belong to."""
    ids = {batch.id for batch in picked.batches} | {run.batch for run in picked.runs}
    batches = [frame.batches[batch_id] for batch_id in ids if batch_id in frame.batches]
    on = (Status.RUNNING, Status.PENDING)
    return [batch for batch in batches if batch.status in on and not batch.hidden]


def rows_as_table(
    model: RunTableModel, rows: Sequence[QModelIndex], sections: Sequence[int]
) -> str:
    """The rows as tab-separated lines below a line of headings, numbers in full for a spreadsheet.

    ``sections`` are the columns in the order seen.
    """
    columns = [model.columns[section] for section in sections]
    lines = ["\t".join(_cell(column.title) for column in columns)]
    for index in rows:
        run_id = None if model.is_trial(index) else model.run_at(index)
        run = None if run_id is None else model.frame.run(model.frame.position(run_id))
        lines.append(
            "\t".join(
                _cell(_full_text(model, index, run, column, section))
                for column, section in zip(columns, sections, strict=True)
            )
        )
    return "\n".join(lines) + "\n"


def _full_text(
    model: RunTableModel, index: QModelIndex, run: Run | None, column: TableColumn, section: int
) -> str:
    if run is None:
        return str(model.data(index.siblingAtColumn(section)) or "").replace(MINUS, "-")
    match column.kind, column.name:
        case "flag", _:
            return value_text(run.flags[column.title]) if column.title in run.flags else ""
        case "scalar", _:
            return _number(model.frame, run, column)
        case _, "status":
            return run.status.value
        case _, "time":
            return "" if run.seconds is None else repr(run.seconds)
        case _, "run":
            return run.id
        case _, "label":
            return run.label
    return str(model.data(index.siblingAtColumn(section)) or "")


def _number(frame: RunFrame, run: Run, column: TableColumn) -> str:
    summary = None if column.name == GAIN else run.scalars.get(column.title)
    if summary is not None:
        return repr(summary.last)
    values = frame.column(column.name).values
    value = float(values[frame.position(run.id)])
    return "" if math.isnan(value) else repr(value)


def _cell(text: str) -> str:
    """One field of a table: a tab or line break inside would begin another."""
    return " ".join(text.split("\t")).replace("\r", " ").replace("\n", " ")
