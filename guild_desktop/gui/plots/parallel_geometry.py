"""Where the axes of the parallel plot stand and where their lanes are, in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.gui.plots.placed_runs import Lane, PlacedRuns

Floats: TypeAlias = npt.NDArray[np.float64]

STRIP = 36.0
"""Width of the strip along an axis in which a press belongs to it."""

SPACING = 68.0
"""Axes stand no closer than this; with more of them the plot is wider than its dock and scrolls."""

BEYOND = 9.0
"""How far past an axis' end runs beyond it are drawn."""

LANE_GAP = 24.0
LANE_HEIGHT = 17.0
LANE_SIGN = 46.0
"""How far right of its axis the sign of a lane, with its count, can be clicked."""

_MARGIN = 8.0
_LANE_LEFT = 12.0


@dataclass(frozen=True, slots=True, eq=False)
class ParallelGeometry:
    """The frame of one drawing of the plot: ``xs`` of the axes from left, ``top`` and ``bottom`` of all."""

    width: float
    height: float
    xs: Floats
    top: float
    bottom: float
    lanes: tuple[Lane, ...]

    @property
    def length(self) -> float:
        """The length of every axis in pixels."""
        return self.bottom - self.top

    @property
    def spacing(self) -> float:
        """From one axis to the next, or the width where there is only one."""
        return float(self.xs[1] - self.xs[0]) if self.xs.size > 1 else self.width

    def y(self, fraction: float) -> float:
        """The height of ``fraction`` on every axis."""
        return self.bottom - fraction * self.length

    def fraction(self, y: float) -> float:
        """The inverse of ``y``."""
        return (self.bottom - y) / max(self.length, 1.0)

    def lane_y(self, lane: Lane) -> float:
        """The height of ``lane`` under the axes."""
        return self.bottom + LANE_GAP + LANE_HEIGHT * self.lanes.index(lane) + 0.5

    def heights(self, runs: PlacedRuns) -> Floats:
        """The height of each run on each axis, shape as ``runs.place``."""
        beyond = BEYOND / max(self.length, 1.0)
        heights = self.bottom - np.clip(runs.place, -beyond, 1.0 + beyond) * self.length
        for lane in self.lanes:
            heights[runs.lane == lane] = self.lane_y(lane)
        return heights

    def axis_at(self, x: float, y: float) -> int | None:
        """The axis to whose strip the point belongs, or None between axes, on titles and in lanes."""
        if not self.xs.size or not self.top - 14.0 <= y <= self.bottom + 14.0:
            return None
        nearest = int(np.argmin(np.abs(self.xs - x)))
        return nearest if abs(self.xs[nearest] - x) <= STRIP / 2 else None

    def title_at(self, x: float, y: float) -> int | None:
        """The axis whose title is at the point, or None."""
        if not self.xs.size or not 0.0 <= y < self.top - 14.0:
            return None
        nearest = int(np.argmin(np.abs(self.xs - x)))
        return nearest if abs(self.xs[nearest] - x) <= self.spacing / 2 else None

    def lane_at(self, x: float, y: float) -> tuple[int, Lane] | None:
        """The axis and the lane whose sign may be at the point, or None."""
        for lane in self.lanes:
            if self.xs.size and abs(self.lane_y(lane) - y) <= LANE_HEIGHT / 2:
                right = x - self.xs + _LANE_LEFT
                index = int(np.argmin(np.where(right >= 0.0, right, np.inf)))
                inside = 0.0 <= right[index] <= _LANE_LEFT + LANE_SIGN
                return (index, lane) if inside else None
        return None


def lay_out(
    runs: PlacedRuns, width: float, height: float, line: float, left: float, right: float
) -> ParallelGeometry:
    """The geometry for ``runs`` in a plot of ``width`` by ``height`` pixels.

    ``line`` is the height of a line of text, ``left`` and ``right`` what the first axis' histogram and
    title and the last axis' labels need beside them.
    """
    lanes = runs.lanes_used
    count = len(runs.axes)
    first, last = _MARGIN + left, max(width - _MARGIN - right, _MARGIN + left)
    xs = np.linspace(first, last, count) if count > 1 else np.full(count, (first + last) / 2)
    top = float(round(2 * line + 26.0))
    under = 14.0 if not lanes else LANE_GAP + LANE_HEIGHT * (len(lanes) - 1) + 15.0
    bottom = max(round(height - under), top + 40.0)
    return ParallelGeometry(width, height, np.rint(xs) + 0.5, top, bottom, lanes)


def width_needed(count: int, left: float, right: float) -> int:
    """The least width in which ``count`` axes can be told apart and grabbed."""
    return int(2 * _MARGIN + left + right + SPACING * max(count - 1, 0))
