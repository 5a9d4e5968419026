"""The lanes under an axis as conditions, and back."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from guild_desktop.core.clause import And, Clause, Comparison, Except, OneOf, Undefined, negated
from guild_desktop.core.run import Status
from guild_desktop.gui.plots.axes import Axis
from guild_desktop.gui.plots.placed_runs import Lane

STATUS = "status"
"""The column that lanes of runs without a result are about."""

_STATES: dict[Lane, tuple[str, ...]] = {
    Lane.FAILED: (Status.ERROR.value,),
    Lane.STOPPED: (Status.TERMINATED.value, Status.LOST.value),
    Lane.RUNNING: (Status.RUNNING.value,),
    Lane.PLANNED: (Status.PENDING.value, Status.STAGED.value),
}
_NUMBERS = {
    Lane.NAN: math.nan,
    Lane.NEGATIVE_INFINITY: -math.inf,
    Lane.POSITIVE_INFINITY: math.inf,
}


def lane_clause(axis: Axis, lane: Lane) -> Clause:
    """The condition that the runs in a lane of ``axis`` satisfy.

    Under a result the missing ones are those of completed runs; others are in the lane of their state. Of
    runs that were stopped early most have a result, and lie on the axis.
    """
    if lane in _STATES:
        return OneOf(STATUS, _STATES[lane])
    if lane in _NUMBERS:
        return Comparison(axis.name, "=", _NUMBERS[lane])
    missing = Undefined(axis.name)
    if axis.role == "flag":
        return missing
    status = Status.PRUNED if lane is Lane.PRUNED else Status.COMPLETED
    return And((missing, Comparison(STATUS, "=", status.value)))


def left_out_lane_clause(axis: Axis, lane: Lane) -> Clause:
    """The condition that all runs but those in a lane of ``axis`` satisfy, also those without a value."""
    clause = lane_clause(axis, lane)
    plain = isinstance(clause, OneOf | Undefined)
    return negated(clause) if plain else Except(clause)


def lanes_of(axis: Axis) -> tuple[Lane, ...]:
    """The lanes that runs can take under ``axis``."""
    of_states = {*_STATES, Lane.PRUNED}
    return tuple(lane for lane in Lane if lane and (axis.role != "flag" or lane not in of_states))


def lane_words(lane: Lane) -> str:
    """What the runs in a lane have in common, for people."""
    words = {
        Lane.MISSING: QCoreApplication.translate("Plots", "no value"),
        Lane.NAN: "nan",
        Lane.NEGATIVE_INFINITY: QCoreApplication.translate("Plots", "minus infinity"),
        Lane.POSITIVE_INFINITY: QCoreApplication.translate("Plots", "infinity"),
        Lane.FAILED: QCoreApplication.translate("Plots", "failed"),
        Lane.STOPPED: QCoreApplication.translate("Plots", "stopped"),
        Lane.PRUNED: QCoreApplication.translate("Plots", "stopped early"),
        Lane.RUNNING: QCoreApplication.translate("Plots", "running"),
        Lane.PLANNED: QCoreApplication.translate("Plots", "planned"),
    }
    return words[lane]
