"""Which columns become axes, in which order and on which scale."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.core.batch import Direction, Objective
from guild_desktop.core.column import Column, Floats, Presence
from guild_desktop.core.column_names import UnknownColumn
from guild_desktop.core.flag_order import MOST_EXAMINED, MOST_FLAGS, ordered_flags
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.leading_scalars import leading_scalars
from guild_desktop.gui.format import short_number
from guild_desktop.gui.live.arrangement import Arrangement, ScaleKind
from guild_desktop.gui.plots.axis_scale import AxisScale, NumberScale
from guild_desktop.gui.plots.scale_choice import Role, choose_scale, scale_refusal

Mask: TypeAlias = npt.NDArray[np.bool_]

TIME = "time"
"""The duration, a field of every run, is a result too."""

MOST_AXES = 12
"""So many fit beside each other; more of them are for those who ask."""

FEWEST_SCALARS = 3
"""Scalars that get an axis however many flags vary."""

_AS_USUAL = Arrangement()
_LOG_WORDS = ("loguniform", "logspace", "geomspace")


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """One axis of a plot: a column of the frame, its scale, and what it is to the sweep.

    ``present`` (mask of n, the frame's runs) are those in view that have a value there. Where the column
    has means of repeats, ``deviations`` (float64[n]) tell how far these lie apart; nan elsewhere.
    """

    column: Column
    scale: AxisScale
    role: Role
    direction: Direction | None = None
    present: Mask = field(default_factory=lambda: np.zeros(0, dtype=bool))
    deviations: Floats | None = None

    @property
    def flipped(self) -> bool:
        """Whether it is the other way up than usual: numbers fall, categories begin below."""
        scale = self.scale
        return scale.flipped if isinstance(scale, NumberScale) else not scale.from_top

    def refusal(self, kind: ScaleKind) -> str:
        """Why it cannot have a scale of this kind, "" if it can."""
        return scale_refusal(self.column, self.present, kind)

    @property
    def name(self) -> str:
        """The column's name, as in filters."""
        return self.column.name


@dataclass(frozen=True, slots=True, eq=False)
class Axes:
    """All axes that are worth drawing, flags first, the objective last; and what is the same in all runs.

    ``left_out`` are axes that a person did not want. ``more``: whether there are flags or scalars without an
    axis only because there are so many.
    """

    shown: tuple[Axis, ...] = ()
    left_out: tuple[Axis, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    more: bool = False

    @property
    def names_left_out(self) -> tuple[str, ...]:
        """The names of the axes that a person did not want."""
        return tuple(axis.name for axis in self.left_out)

    @property
    def objective(self) -> Axis | None:
        """The axis of the objective, unless there are no runs at all."""
        return next((axis for axis in self.shown if axis.role == "objective"), None)


def choose_axes(
    frame: RunFrame,
    base: Mask,
    objective: Objective,
    arrangement: Arrangement = _AS_USUAL,
    extra: Collection[str] = (),
) -> Axes:
    """The axes for the runs ``base`` of ``frame``: flags that vary, scalars that vary, the objective.

    What a person has chosen by ``arrangement`` stands above that: flags that were added are shown even
    if they do not vary, results if they do. ``extra`` names further columns (fields such as ``time``,
    those that filters are about) to show if they vary. Of a single run nothing can vary: its flags are
    shown. Of flags that nobody asked for at most ``MOST_FLAGS`` get an axis, the first; of scalars as many
    as make ``MOST_AXES`` of all, and always ``FEWEST_SCALARS``. The objective always has its axis.
    """
    if not base.any():
        return Axes()
    flags, constants, more_flags = _flag_axes(frame, base, arrangement, extra)
    goal = frame.objective_column(objective)
    names = leading_scalars(frame, base, MOST_EXAMINED)
    room = max(MOST_AXES - len(flags) - 1, FEWEST_SCALARS)
    flag_columns = {*map(frame.flag_column, frame.flag_names)}
    wanted = [name for name in arrangement.added if name not in flag_columns]
    asked = [name for name in dict.fromkeys((*wanted, *extra)) if _tells(frame, base, name, goal)]
    offered = (
        name
        for name in map(frame.scalar_column, names)
        if name not in asked and _tells(frame, base, name, goal)
    )
    metrics = [
        _metric_axis(frame, base, name, arrangement) for name in (*islice(offered, room), *asked)
    ]
    more = next(offered, None) is not None or len(names) < len(frame.scalar_names) or more_flags
    column = frame.column(goal) if _known(frame, [goal]) else _nothing(goal, len(frame))
    present = base & (column.presence == Presence.VALUE)
    scale = _scale(column, present, "objective", arrangement)
    last = Axis(column, scale, "objective", objective.direction, present)
    return _arranged((*flags, *metrics, last), arrangement, tuple(constants), more=more)


def _flag_axes(
    frame: RunFrame, base: Mask, arrangement: Arrangement, extra: Collection[str]
) -> tuple[list[Axis], list[tuple[str, str]], bool]:
    """The axes of flags, the flags that are the same in all runs, and whether there are more."""
    alone = np.count_nonzero(base) == 1
    names = {frame.flag_column(name): name for name in ordered_flags(frame, base)}
    # What was hidden by hand waits to be brought back.
    asked = {*arrangement.added, *arrangement.left_out, *extra}
    axes: list[Axis] = []
    constants: list[tuple[str, str]] = []
    for examined, (column_name, name) in enumerate(names.items()):
        if column_name not in asked and (examined >= MOST_EXAMINED or len(axes) >= MOST_FLAGS):
            continue
        column = frame.column(column_name)
        present = base & (column.presence == Presence.VALUE)
        added = alone or column_name in arrangement.added
        if present.any() and (added or _varies(column, base)):
            scale = _scale(column, present, "flag", arrangement, log=_was_log(frame, name))
            axes.append(Axis(column, scale, "flag", present=present))
        elif present.any():
            constants.append((column_name, _text(column, int(np.flatnonzero(present)[0]))))
    return axes, constants, len(axes) + len(constants) < len(names) and len(names) > MOST_FLAGS


def _was_log(frame: RunFrame, flag: str) -> bool:
    """Whether some sweep has searched a flag on a logarithmic scale."""
    texts = (batch.flags.get(flag, "") for batch in frame.batches.values())
    return any(word in text for text in texts for word in _LOG_WORDS)


def _arranged(
    axes: tuple[Axis, ...],
    arrangement: Arrangement,
    constants: tuple[tuple[str, str], ...],
    *,
    more: bool,
) -> Axes:
    """The axes as a person wants them; one that the order does not know comes first."""
    place = {name: at for at, name in enumerate(arrangement.order)}
    ordered = sorted(axes, key=lambda axis: place.get(axis.name, -1)) if place else axes
    away = [
        axis for axis in ordered if axis.name in arrangement.left_out and axis.role != "objective"
    ]
    shown = tuple(axis for axis in ordered if axis not in away)
    return Axes(shown, tuple(away), constants, more)


def _tells(frame: RunFrame, base: Mask, name: str, goal: str) -> bool:
    """Whether a result that is not the ``goal`` differs between the runs."""
    return name != goal and bool(_known(frame, [name])) and _varies(frame.column(name), base)


def _known(frame: RunFrame, names: Iterable[str]) -> list[str]:
    known = []
    for name in names:
        try:
            frame.column(name)
        except UnknownColumn:
            continue
        known.append(name)
    return known


def _nothing(name: str, count: int) -> Column:
    """The column of a scalar that none of ``count`` runs has reported yet: its axis has only lanes."""
    missing = np.full(count, Presence.MISSING, dtype=np.uint8)
    return Column(name, "number", "scalar", np.full(count, np.nan), missing)


def _metric_axis(frame: RunFrame, base: Mask, name: str, arrangement: Arrangement) -> Axis:
    column = frame.column(name)
    present = base & (column.presence == Presence.VALUE)
    return Axis(column, _scale(column, present, "metric", arrangement), "metric", present=present)


def _scale(
    column: Column, present: Mask, role: Role, arrangement: Arrangement, *, log: bool = False
) -> AxisScale:
    """The scale that a person chose for a column, else the one that suits its values."""
    kind, flipped = arrangement.scale_of(column.name), column.name in arrangement.flipped
    return choose_scale(column, present, role, log=log, kind=kind, flipped=flipped)


def _varies(column: Column, base: Mask) -> bool:
    """Whether the runs differ in this column; to have no value differs from having one."""
    presence = column.presence[base]
    if (presence != presence[0]).any():
        return bool((presence == Presence.VALUE).any())
    values = column.values[base]
    return bool(presence[0] == Presence.VALUE and (values != values[0]).any())


def _text(column: Column, position: int) -> str:
    value = column.values[position]
    return column.labels[int(value)] if column.kind == "category" else short_number(float(value))
