"""The results that a person asked for or left out, those that filters are about, and their order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from guild_desktop.core.batch import SCALAR_PREFIX
from guild_desktop.gui.plots.axes import TIME

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.plots.axes import Axes


class ChosenAxes:
    """Owned by one plot; names are those of columns."""

    def __init__(self) -> None:
        self._asked: dict[str, None] = {}
        self._left_out: set[str] = set()

        self.order: tuple[str, ...] = ()
        """The order that a person gave the axes by hand."""

    def choose(self, name: str, *, shown: bool) -> None:
        """Show the result ``name``, or leave it out."""
        if shown:
            self._asked[name] = None
            self._left_out.discard(name)
        else:
            self._asked.pop(name, None)
            self._left_out.add(name)

    def wanted(self, frame: RunFrame, selection: Selection) -> tuple[str, ...]:
        """What is asked for, and what the selection's clauses are about: a filter can be seen."""
        columns = [name for clause in selection.clauses for name in sorted(clause.columns)]
        return tuple(dict.fromkeys((*self._asked, *(c for c in columns if _is_result(frame, c)))))

    def arranged(self, axes: Axes) -> Axes:
        """The axes without those that were left out, in ``order``; the goal always stays."""
        left_out = self._left_out
        kept = [a for a in axes.shown if a.role != "metric" or a.name not in left_out]
        place = {name: at for at, name in enumerate(self.order)}
        if place:
            kept.sort(key=lambda axis: place.get(axis.name, -1))
        return replace(axes, shown=tuple(kept))


def _is_result(frame: RunFrame, name: str) -> bool:
    scalar = name.removeprefix(SCALAR_PREFIX)
    return name == TIME or (scalar in frame.scalar_names and frame.scalar_column(scalar) == name)
