"""The columns that filters are about, which get an axis so that the filter can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.core.batch import SCALAR_PREFIX
from guild_desktop.core.flag_order import MOST_FLAGS
from guild_desktop.gui.plots.axes import TIME

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.selection import Selection


def filtered_columns(frame: RunFrame, selection: Selection) -> tuple[str, ...]:
    """The names of results (scalars and the time) in the conditions of a selection, each once.

    Of flags too, where there are so many that not each has an axis unasked.
    """
    conditions = (*selection.kept, *selection.clauses)
    columns = [name for clause in conditions for name in sorted(clause.columns)]
    return tuple(dict.fromkeys(name for name in columns if _may_need_asking(frame, name)))


def _may_need_asking(frame: RunFrame, name: str) -> bool:
    if len(frame.flag_names) > MOST_FLAGS and name in map(frame.flag_column, frame.flag_names):
        return True
    scalar = name.removeprefix(SCALAR_PREFIX)
    return name == TIME or (scalar in frame.scalar_names and frame.scalar_column(scalar) == name)
