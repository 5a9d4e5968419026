"""Which runs of a frame are the latest of their trial's repeats, and which took too long, as masks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from guild_desktop.core.column import Floats, Mask
from guild_desktop.core.run import Status

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame

Positions = npt.NDArray[np.intp]


def latest_mask(frame: RunFrame, batch_id: str) -> Mask:
    """The runs of a batch that count (bool[n]): the latest attempt at each repeat of a trial."""
    mine = np.flatnonzero(frame.run_batches.mask((batch_id,)))
    mask = np.zeros(len(frame), bool)
    mask[mine[latest_of(frame, mine, trial_numbers(frame, mine))]] = True
    return mask


def latest_of(frame: RunFrame, positions: Positions, trials: npt.NDArray[np.number]) -> Positions:
    """The latest attempt at each repeat of a trial, as ``latest_attempts`` says, ordered by trial and repeat.

    ``trials`` tells the runs at ``positions`` apart by their trial, and has their shape. What is returned are
    indexes into both.
    """
    repeats = frame.repeat[positions]
    called_off = frame.with_status(Status.TERMINATED)[positions] & ~_begun(frame)[positions]
    # Of each repeat the last one in this order: a run that was called off gives way to any other.
    order = np.lexsort((frame.sequence[positions], ~called_off, repeats, trials))
    is_last = np.ones(order.size, bool)
    is_last[:-1] = (np.diff(trials[order]) != 0) | (np.diff(repeats[order]) != 0)
    return order[is_last]


def trial_numbers(frame: RunFrame, positions: Positions) -> Floats:
    """The number of the trial of each run at ``positions``, also where it lies in the trash."""
    trials = frame.column("trial").values[positions]
    unknown = np.flatnonzero(~np.isfinite(trials))
    trials[unknown] = [frame.run(at).trial for at in positions[unknown].tolist()]
    return trials


def timed_out_mask(frame: RunFrame, among: Mask) -> Mask:
    """Those of ``among`` that were stopped because they took longer than their time limit (bool[n])."""
    mask = np.zeros(len(frame), bool)
    stopped = np.flatnonzero(among & frame.with_status(Status.TERMINATED) & _begun(frame))
    mask[stopped] = [frame.run(at).timed_out for at in stopped.tolist()]
    return mask


def _begun(frame: RunFrame) -> Mask:
    begun: Mask = np.isfinite(frame.column("started").values)
    return begun
