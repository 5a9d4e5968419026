"""The two axes of curves: what lies across, how far they reach upward, and whether by powers of ten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.gui.plots.axis_scale import NumberScale
from guild_desktop.gui.plots.curve_math import suggests_log, value_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guild_desktop.gui.plots.curve_math import Band
    from guild_desktop.gui.plots.curves_paint import Curve


@dataclass(frozen=True, slots=True)
class CurveAxes:
    """The scale of the steps, or of their share, and that of the values; ``positive`` if all of these are."""

    across: NumberScale
    upward: NumberScale
    positive: bool


def axes_of(
    drawn: Sequence[Curve], band: Band | None, *, is_relative: bool, wants_log: bool | None
) -> CurveAxes:
    """Axes on which the curves ``drawn`` and the band fit; ``wants_log`` None lets the values decide."""
    values = [curve.ys for curve in drawn]
    places = [curve.xs[[0, -1]] for curve in drawn]
    if band is not None:
        values += [band.low, band.high]
        places.append(band.xs[[0, -1]])
    every = np.concatenate([*values, np.zeros(0)])
    known = every[np.isfinite(every)]
    positive = bool(known.size) and float(known.min()) > 0.0
    log = positive and (suggests_log(known) if wants_log is None else wants_log)
    ends = value_range(known, log=log)
    upward = NumberScale(*(ends or (0.0, 1.0)), log=log, empty=ends is None)
    steps = np.concatenate([*places, np.zeros(0)])
    low, high = (float(steps.min()), float(steps.max())) if steps.size else (0.0, 1.0)
    across = NumberScale(0.0, 1.0) if is_relative else NumberScale(low, high)
    return CurveAxes(across, upward, positive)
