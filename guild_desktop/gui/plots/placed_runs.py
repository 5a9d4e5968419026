"""Where each run lies on each axis, which lane it takes without a value, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.core.column import Presence
from guild_desktop.core.field_columns import STATUSES
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Status
from guild_desktop.gui.plots.axes import Axis, Mask

Floats: TypeAlias = npt.NDArray[np.float64]
Bytes: TypeAlias = npt.NDArray[np.uint8]


class Lane(IntEnum):
    """The place of a run beside an axis when it has no number there, in the order they are drawn."""

    ON_AXIS = 0
    MISSING = 1
    NAN = 2
    NEGATIVE_INFINITY = 3
    POSITIVE_INFINITY = 4
    FAILED = 5
    STOPPED = 6
    PRUNED = 7
    RUNNING = 8
    PLANNED = 9


LANE_SIGNS: Mapping[Lane, str] = {
    Lane.MISSING: "∅",
    Lane.NAN: "nan",
    Lane.NEGATIVE_INFINITY: "−∞",  # noqa: RUF001 - a true minus, as everywhere in the window
    Lane.POSITIVE_INFINITY: "∞",
    Lane.FAILED: "✕",
    Lane.STOPPED: "■",
    Lane.PRUNED: "◆",
    Lane.RUNNING: "◌",
    Lane.PLANNED: "·",
}


class Look(IntEnum):
    """How the line of a run is drawn: by its objective, by its state, or plainly."""

    VALUED = 0
    FAILED = 1
    RUNNING = 2
    PLAIN = 3


_LANE_OF_STATUS = {
    Status.ERROR: Lane.FAILED,
    Status.TERMINATED: Lane.STOPPED,
    Status.PRUNED: Lane.PRUNED,
    Status.LOST: Lane.STOPPED,
    Status.RUNNING: Lane.RUNNING,
    Status.PENDING: Lane.PLANNED,
    Status.STAGED: Lane.PLANNED,
    Status.COMPLETED: Lane.MISSING,
}
_LANE_OF_PRESENCE = {
    Presence.VALUE: Lane.ON_AXIS,
    Presence.MISSING: Lane.MISSING,
    Presence.NAN: Lane.NAN,
    Presence.NEGATIVE_INFINITY: Lane.NEGATIVE_INFINITY,
    Presence.POSITIVE_INFINITY: Lane.POSITIVE_INFINITY,
}


@dataclass(frozen=True, eq=False)
class PlacedRuns:
    """The runs of a plot, m of them, on its k axes. ``rows`` are their positions in the frame.

    ``place`` (k by m) is the fraction along the axis, with the spread within a band; below 0 and above 1
    for the few values beyond the axis; 0 in a lane. ``lane`` (k by m) holds ``Lane`` codes, ``look`` (m)
    ``Look`` codes, ``goal`` (m) the objective of completed runs, nan for others. ``stands`` (n) has for
    each run of the frame the position of the one that is drawn for it, where repeats are folded.
    """

    axes: tuple[Axis, ...] = ()
    rows: npt.NDArray[np.intp] = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    place: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    lane: Bytes = field(default_factory=lambda: np.zeros((0, 0), dtype=np.uint8))
    look: Bytes = field(default_factory=lambda: np.zeros(0, dtype=np.uint8))
    goal: Floats = field(default_factory=lambda: np.zeros(0))
    stands: npt.NDArray[np.intp] | None = None

    def lane_counts(self, axis: int) -> dict[Lane, int]:
        """How many runs are in each lane that is used beside ``axis``."""
        return self._lane_counts[axis]

    def beyond(self, axis: int) -> tuple[int, int]:
        """How many runs have a value below and above the ends of ``axis``."""
        return self._beyond[axis]

    @property
    def lanes_used(self) -> tuple[Lane, ...]:
        """Every lane some run takes on some axis, in drawing order."""
        used = set[Lane]().union(*self._lane_counts)
        return tuple(sorted(used))

    # Asked for at each painting, and counted but once.

    @cached_property
    def _lane_counts(self) -> list[dict[Lane, int]]:
        counts = [np.bincount(lanes, minlength=len(Lane)) for lanes in self.lane]
        return [{lane: int(each[lane]) for lane in Lane if lane and each[lane]} for each in counts]

    @cached_property
    def _beyond(self) -> list[tuple[int, int]]:
        # Runs in a lane have the place 0.
        return [
            (int(np.count_nonzero(place < 0.0)), int(np.count_nonzero(place > 1.0)))
            for place in self.place
        ]


def place_runs(frame: RunFrame, base: Mask, axes: tuple[Axis, ...], spread: Floats) -> PlacedRuns:
    """All runs ``base`` of ``frame`` on ``axes``; each has a place or a lane on every axis.

    ``spread`` holds a number from -1 to 1 for each run of the frame.
    """
    rows = np.flatnonzero(base)
    status, beside = frame.status[rows], spread[rows]
    place = np.zeros((len(axes), rows.size))
    lane = np.zeros((len(axes), rows.size), dtype=np.uint8)
    by_presence = np.array([_LANE_OF_PRESENCE[presence] for presence in Presence], dtype=np.uint8)
    by_status = np.array([_LANE_OF_STATUS[status] for status in STATUSES], dtype=np.uint8)
    for index, axis in enumerate(axes):
        lanes = by_presence[axis.column.presence[rows]]
        if axis.role != "flag":
            lanes = np.where(lanes == Lane.MISSING, by_status[status], lanes)
        on_axis = lanes == Lane.ON_AXIS
        places = axis.scale.fraction(axis.column.values[rows])
        if axis.scale.half_band:
            places += beside * axis.scale.half_band
        place[index] = np.where(on_axis, places, 0.0)
        lane[index] = lanes
    goal = np.full(rows.size, np.nan)
    for axis in (axis for axis in axes if axis.role == "objective"):
        goal = np.array(axis.column.values[rows])
        goal[status != STATUSES.index(Status.COMPLETED)] = np.nan
    look = np.full(rows.size, Look.PLAIN, dtype=np.uint8)
    look[np.isfinite(goal)] = Look.VALUED
    look[status == STATUSES.index(Status.ERROR)] = Look.FAILED
    look[status == STATUSES.index(Status.RUNNING)] = Look.RUNNING
    return PlacedRuns(axes, rows, place, lane, look, goal)
