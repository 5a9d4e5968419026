"""The sentence that says how a sweep has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication

from guild_desktop.core.best import best_runs
from guild_desktop.core.reasons import ENGINE_GONE, broken_optimizer, is_enough
from guild_desktop.core.run import Status
from guild_desktop.core.trial_groups import spread_of
from guild_desktop.gui import format as written
from guild_desktop.gui.models.status_text import status_word
from guild_desktop.gui.models.told_flags import told_flags
from guild_desktop.gui.models.trial_rows import spread_text
from guild_desktop.gui.plain_text import one_line, shortened

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.models.sweep_counts import SweepCounts

_LONGEST_NAME = 80
"""Characters."""


def end_words(batch: Batch, counts: SweepCounts, session: Session) -> str:
    """How an ended sweep with these ``counts`` went:
    what became of its runs, why it ended, and its best run.
    """
    translate = QCoreApplication.translate
    name = one_line(batch.operation.name if batch.hidden else batch.name)[:_LONGEST_NAME]
    reason = shortened(batch.reason)
    if batch.status is Status.ERROR and batch.hidden:
        return translate("end", "{0} failed: {1}").format(name, reason)
    if batch.status is Status.ERROR:
        return translate("end", "{0} stopped, {1}: {2}").format(name, counts.words(), reason)
    best = _best(batch, session)
    if not batch.operation.can_run:
        table = one_line(batch.operation.name)[:_LONGEST_NAME]
        came = translate("end", "{0}: {1} runs came from this table")
        came = came.format(table, written.count(counts.planned))
        return ", ".join(part for part in (came, *counts.other_words(), best) if part)
    parts = (_why(batch, counts), counts.words(), _silent(batch, session.frame), best)
    return f"{name}: {', '.join(part for part in parts if part)}"


def _why(batch: Batch, counts: SweepCounts) -> str:
    """Why it ended before all of its trials had, or that its method broke;
    empty if the counts say all there is.
    """
    if batch.reason == ENGINE_GONE:
        return QCoreApplication.translate("end", "interrupted because its engine died")
    if is_enough(batch.reason):
        return shortened(batch.reason)
    if optimizer := broken_optimizer(batch.reason):
        broke = QCoreApplication.translate("end", "{0} failed, random values were tried instead")
        return broke.format(optimizer)
    if batch.status is not Status.COMPLETED and not counts.number(batch.status):
        return status_word(batch.status)
    return ""


def _silent(batch: Batch, frame: RunFrame) -> str:
    """How many runs ended well without the goal; empty if all of them reported it."""
    goal = batch.objective.name
    completed = frame.alive & frame.with_status(Status.COMPLETED)
    completed &= frame.run_batches.mask((batch.id,))
    silent = int(np.count_nonzero(completed & (frame.reports(goal) == 0)))
    if not silent:
        return ""
    if silent == np.count_nonzero(completed):
        return QCoreApplication.translate("end", "none reported {0}").format(one_line(goal))
    words = QCoreApplication.translate("end", "{0} reported no {1}")
    return words.format(written.count(silent), one_line(goal))


def _best(batch: Batch, session: Session) -> str:
    """The best run's value, and its flags; empty if no run has a value."""
    frame, objective = session.frame, batch.objective
    mine = frame.run_batches.mask((batch.id,))
    found = best_runs(frame, mine, objective, count=1)
    if not len(found):
        return ""
    position = int(found[0])
    values = frame.column(frame.objective_column(objective)).values
    # As in its column of the table, so that the same value has the same digits.
    in_view = session.base if session.base[position] else mine
    form = written.number_format(values[in_view])
    spread = spread_of(frame, position, objective)
    value = form.text(float(values[position])) if spread is None else spread_text(spread, form)
    where = told_flags(frame, mine, frame.run(position).flags)
    best = QCoreApplication.translate("end", "best {0}").format(value)
    return QCoreApplication.translate("end", "{0} at {1}").format(best, where) if where else best
