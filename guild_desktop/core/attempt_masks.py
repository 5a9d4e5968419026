"""Which runs of a frame are the latest of their trial's repeats, and which took too long, as masks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.core.column import Mask
from guild_desktop.core.field_columns import STATUSES
from guild_desktop.core.run import Status

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame

_TERMINATED = STATUSES.index(Status.TERMINATED)


def latest_mask(frame: RunFrame, batch_id: str) -> Mask:
    """The runs of a batch that count (bool[n]): the latest of each repeat of a trial, as ``latest_attempts`` says."""
    mine = np.flatnonzero(frame.run_batches.mask((batch_id,)))
    trials = frame.column("trial").values[mine]
    # The column has none of runs in the trash.
    unknown = np.flatnonzero(~np.isfinite(trials))
    trials[unknown] = [frame.run(at).trial for at in mine[unknown].tolist()]
    mask = np.zeros(len(frame), bool)
    called_off = (frame.status[mine] == _TERMINATED) & ~_begun(frame)[mine]
    repeats = frame.repeat[mine]
    # Of each repeat the last one in this order: a run that was called off gives way to any other.
    order = np.lexsort((frame.sequence[mine], ~called_off, repeats, trials))
    ordered, numbers = trials[order], repeats[order]
    differ = (ordered[1:] != ordered[:-1]) | (numbers[1:] != numbers[:-1])
    last = np.append(differ, True)[: len(ordered)]
    mask[mine[order[last]]] = True
    return mask


def timed_out_mask(frame: RunFrame, among: Mask) -> Mask:
    """Those of ``among`` that were stopped because they took longer than their time limit (bool[n])."""
    mask = np.zeros(len(frame), bool)
    stopped = np.flatnonzero(among & (frame.status == _TERMINATED) & _begun(frame))
    mask[stopped] = [frame.run(at).timed_out for at in stopped.tolist()]
    return mask


def _begun(frame: RunFrame) -> Mask:
    begun: Mask = np.isfinite(frame.column("started").values)
    return begun
