"""What the runs of a plot are coloured by: the goal, or any column a person chose."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from guild_desktop.core.column import Column, Presence
from guild_desktop.core.column_names import UnknownColumn
from guild_desktop.core.run import Status
from guild_desktop.gui.plots.colour import CategoryColours, ColourRange, colour_range
from guild_desktop.gui.plots.colour_levels import ColourLevels
from guild_desktop.gui.plots.placed_runs import Look, PlacedRuns

if TYPE_CHECKING:
    from collections.abc import Callable

    from guild_desktop.core.batch import Direction
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Theme

Floats: TypeAlias = npt.NDArray[np.float64]
Colours: TypeAlias = ColourRange | CategoryColours | None

_LOG_SPREAD = 100.0


@dataclass(frozen=True, slots=True)
class ColourKey:
    """What the colours of a plot mean: the column's ``name`` and which value has which of them."""

    name: str
    by_goal: bool
    colours: Colours


@dataclass(frozen=True, slots=True, eq=False)
class RunTones:
    """The value by which each of the m runs of a plot is coloured, nan where it is not.

    Of a column of texts they are indexes into its labels, and ``categories`` are their colours.
    ``direction``: which end has the strong colours.
    """

    name: str = ""
    by_goal: bool = True
    values: Floats = field(default_factory=lambda: np.zeros(0))
    categories: CategoryColours | None = None
    direction: Direction = "maximize"

    def levels(self, runs: PlacedRuns) -> ColourLevels:
        """The ``runs`` in the order of their values."""
        return ColourLevels.of(self.values, runs.look, self.direction)

    def key(
        self, focus: npt.NDArray[np.bool_], levels: Callable[[], ColourLevels] | None = None
    ) -> ColourKey:
        """The colours for the runs in ``focus`` (mask of m), who share them out among themselves.

        ``levels`` gives those of the runs, if it has them: with them nothing is sorted anew.
        """
        if self.categories is not None:
            return ColourKey(self.name, by_goal=False, colours=self.categories)
        if self.by_goal and levels is not None:
            return ColourKey(self.name, by_goal=True, colours=levels().range_of(focus))
        inside = np.where(focus, self.values, np.nan)
        if self.by_goal:
            colours = colour_range(inside, self.direction)
            return ColourKey(self.name, by_goal=True, colours=colours)
        return ColourKey(self.name, by_goal=False, colours=_plain_range(inside))

    def painted(self, theme: Theme) -> Theme:
        """The theme with the table of colours that suits these values."""
        return theme if self.categories is None else replace(theme, colour_map="categories")


def tones_of(session: Session, runs: PlacedRuns) -> RunTones:
    """What the runs of a plot are coloured by in this session."""
    frame, name = session.frame, session.arrangement.coloured_by
    goal = frame.objective_column(session.objective)
    column = None if name in {None, goal} else _column(session, name or "")
    if column is None:
        direction = session.objective.direction
        return RunTones(goal, by_goal=True, values=runs.goal, direction=direction)
    completed = frame.with_status(Status.COMPLETED)[runs.rows]
    present = completed & (column.presence[runs.rows] == Presence.VALUE)
    values = np.where(present, column.values[runs.rows], np.nan)
    categories = CategoryColours.of(column, values) if column.kind == "category" else None
    return RunTones(column.name, by_goal=False, values=values, categories=categories)


def toned(runs: PlacedRuns, tones: RunTones) -> PlacedRuns:
    """The runs drawn in colour where they have a tone; states keep their own look."""
    look = runs.look.copy()
    look[look == Look.VALUED] = Look.PLAIN
    look[(look == Look.PLAIN) & np.isfinite(tones.values)] = Look.VALUED
    return replace(runs, look=look)


def _column(session: Session, name: str) -> Column | None:
    try:
        return session.frame.column(name)
    except UnknownColumn:
        return None


def _plain_range(values: Floats) -> ColourRange | None:
    """High values have the strong colours; in powers of ten if they spread so far."""
    known = values[np.isfinite(values)]
    if not known.size:
        return None
    low, high = float(known.min()), float(known.max())
    return ColourRange(high, low, log=low > 0.0 and high / low >= _LOG_SPREAD)
