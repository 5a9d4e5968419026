"""The results that filters are about, which get an axis so that the filter can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.core.batch import SCALAR_PREFIX
from guild_desktop.gui.plots.axes import TIME

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.selection import Selection


def filtered_results(frame: RunFrame, selection: Selection) -> tuple[str, ...]:
    """The names of the results (scalars and the time) in the conditions of a selection, each once."""
    conditions = (*selection.kept, *selection.clauses)
    columns = [name for clause in conditions for name in sorted(clause.columns)]
    return tuple(dict.fromkeys(name for name in columns if _is_result(frame, name)))


def _is_result(frame: RunFrame, name: str) -> bool:
    scalar = name.removeprefix(SCALAR_PREFIX)
    return name == TIME or (scalar in frame.scalar_names and frame.scalar_column(scalar) == name)
