"""The runs in view in the order in which they came: what the history's axis across is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.core.batch import Direction
from guild_desktop.core.clause import And, Clause, Comparison, Within
from guild_desktop.core.column import Presence
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.moment import read_moment
from guild_desktop.core.run import NOT_BEGUN, Status

Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Positions: TypeAlias = npt.NDArray[np.intp]
By: TypeAlias = Literal["trial", "time"]
Stretch: TypeAlias = tuple[float, float]

MOST_SWEEPS = 60
"""Of more sweeps the lines between them would hide the runs."""

_WITHOUT_MODEL = {"grid", "random", "sobol"}
_MOST_CANDIDATES = 1000


@dataclass(frozen=True, slots=True, eq=False)
class HistoryOrder:
    """m runs that have begun. ``rows`` are their positions in the frame, in the order of ``xs`` (m).

    ``column`` is the field that the axis across filters: ``trial`` where all runs are of one sweep,
    else ``started``; then ``xs`` count the runs from 1, or are the times themselves. ``unstarted`` runs in
    view have no place. ``seams`` are the places across where another sweep begins, ``random`` the
    stretches in which a method with a model still tried points without it.
    """

    rows: Positions = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    xs: Floats = field(default_factory=lambda: np.zeros(0))
    column: Literal["trial", "started"] = "trial"
    counted: bool = True
    unstarted: int = 0
    seams: tuple[float, ...] = ()
    random: tuple[Stretch, ...] = ()


def order_runs(frame: RunFrame, base: Mask, by: By) -> HistoryOrder:
    """The runs ``base`` (bool[n]) by trial number, or by the time of their start.

    The runs of several sweeps have no trial numbers in common, so they are counted as they began.
    """
    started, trial = frame.column("started"), frame.column("trial")
    has_start = started.presence == Presence.VALUE
    sweeps = frame.column("batch").values
    one = by == "trial" and _are_of_one(sweeps[base])
    if one:
        begun = base & (has_start | ~frame.with_status(*NOT_BEGUN, Status.TERMINATED))
        begun &= trial.presence == Presence.VALUE
    else:
        begun = base & has_start
    rows = np.flatnonzero(begun)
    keys = trial.values[rows] if one else started.values[rows]
    order = np.argsort(keys, kind="stable")
    rows, xs = rows[order], keys[order]
    counted = by == "trial"
    if counted and not one:
        xs = np.arange(1.0, rows.size + 1)
    return HistoryOrder(
        rows,
        xs,
        "trial" if one else "started",
        counted,
        int(np.count_nonzero(base)) - rows.size,
        _seams(sweeps[rows], xs),
        _random_stretches(frame, rows, xs),
    )


def _are_of_one(sweeps: Floats) -> bool:
    return bool(sweeps.size) and bool((sweeps == sweeps[0]).all())


def _seams(sweeps: Floats, xs: Floats) -> tuple[float, ...]:
    """Half-way between the first run of each sweep and the run before it."""
    known = np.flatnonzero(np.isfinite(sweeps))
    firsts = known[np.unique(sweeps[known], return_index=True)[1]]
    firsts = np.sort(firsts[firsts > 0])
    if firsts.size > MOST_SWEEPS:
        return ()
    return tuple(float(xs[at - 1] + xs[at]) / 2 for at in firsts)


def _random_stretches(frame: RunFrame, rows: Positions, xs: Floats) -> tuple[Stretch, ...]:
    """From the first to the last point without a model of each sweep whose method has one."""
    column = frame.column("batch")
    sweeps = column.values[rows]
    found = []
    for code in np.unique(sweeps[np.isfinite(sweeps)]).astype(np.intp).tolist():
        batch = frame.batches.get(str(column.categories[code]))
        if batch is None or batch.optimizer in _WITHOUT_MODEL:
            continue
        own = np.flatnonzero(sweeps == code)
        drawn = [
            at
            for at in own[:_MOST_CANDIDATES].tolist()
            if frame.run(int(rows[at])).origin in {"random", "initial"}
        ]
        if drawn:
            found.append((float(xs[drawn[0]]), float(xs[drawn[-1]])))
    return tuple(found[-MOST_SWEEPS:])


def best_so_far(goal: Floats, direction: Direction) -> Positions:
    """The indexes at which a better value than all before it came;
    ``goal`` (m) is nan where there is none.
    """
    worst = np.inf
    signed = np.where(np.isfinite(goal), goal if direction == "minimize" else -goal, worst)
    lowest = np.minimum.accumulate(signed)
    before = np.concatenate(([worst], lowest[:-1]))
    return np.flatnonzero(lowest < before)


def recent_medians(goal: Floats, width: int, most: int) -> tuple[Positions, Floats]:
    """The median of the last ``width`` values (finite ones of ``goal``), at no more than ``most`` of them.

    Gives the indexes of those values, and the medians there; nothing before there are ``width``.
    """
    known = np.flatnonzero(np.isfinite(goal))
    if known.size < width:
        return known[:0], goal[:0]
    ends = np.arange(width - 1, known.size)
    if ends.size > most:
        ends = np.unique(np.linspace(width - 1, known.size - 1, most).astype(np.intp))
    windows = goal[known[ends[:, None] - np.arange(width)]]
    return known[ends], np.median(windows, axis=1)


def across_clause(order: HistoryOrder, starts: Floats, low: float, high: float) -> Clause | None:
    """The condition that keeps the runs from ``low`` to ``high`` across; None for all, or for none.

    ``starts`` are the times at which the runs of ``order`` started; they are told by dates as short as
    tells them from their neighbours. An end beyond the first or last run is open.
    """
    first, last = np.searchsorted(order.xs, low), np.searchsorted(order.xs, high, side="right")
    if first >= last or (first == 0 and last == order.xs.size):
        return None
    begins, ends = first == 0, last == order.xs.size
    if order.column == "trial":
        return Within(
            "trial",
            None if begins else int(order.xs[first]),
            None if ends else int(order.xs[last - 1]),
        )
    parts: list[Clause] = []
    if not begins:
        after = moment_between(float(starts[first - 1]), float(starts[first]))
        parts.append(Comparison("started", ">=", after))
    if not ends:
        until = moment_between(float(starts[last - 1]), float(starts[last]))
        parts.append(Comparison("started", "<", until))
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def moment_between(earlier: float, later: float) -> str | float:
    """The shortest date that is after ``earlier`` and not after ``later``;
    the number if none tells them apart.
    """
    moment = datetime.fromtimestamp(later)  # noqa: DTZ006 - filters are in the time of this machine
    shortened = (
        moment.replace(hour=0, minute=0, second=0, microsecond=0).date().isoformat(),
        moment.isoformat(" ", "minutes"),
        moment.isoformat(" ", "seconds"),
        moment.isoformat(" ", "milliseconds"),
        moment.isoformat(" ", "microseconds"),
    )
    for text in shortened:
        read = read_moment(text)
        if read is not None and earlier < read <= later:
            return text
    return later


def kept_stretches(kept: Mask, most: int = 20) -> tuple[tuple[int, int], ...]:
    """The first and last index of each unbroken row of runs that ``kept`` (mask of m) holds;
    () beyond ``most``.
    """
    edges = np.diff(np.concatenate(([0], kept.astype(np.int8), [0])))
    firsts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    if firsts.size > most:
        return ()
    return tuple((int(first), int(end) - 1) for first, end in zip(firsts, ends, strict=True))
