"""Which rows and columns the scatter matrix offers, and which of them it shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from guild_desktop.gui.plots.axes import TIME, Axes


@dataclass(frozen=True, slots=True)
class Choice:
    """A flag that can be a column of the matrix, or a ``result`` that can be a row.

    ``same`` if all runs agree in it.
    """

    name: str
    shown: bool
    same: bool = False
    result: bool = False


def list_choices(
    axes: Axes, hidden: Collection[str], forced: Collection[str]
) -> tuple[Choice, ...]:
    """All choices: flags that vary, flags that are the same in all runs, results with the objective first.

    ``hidden`` columns were left out by hand; ``forced`` ones are shown though they do not vary.
    """
    flags = [
        Choice(axis.name, axis.name not in hidden, axis.name in forced)
        for axis in axes.shown
        if axis.role == "flag"
    ]
    flags.sort(key=lambda choice: choice.same)
    same = [Choice(name, shown=False, same=True) for name, _ in axes.constants]
    results = [axis for axis in axes.shown if axis.role != "flag"]
    results.sort(key=lambda axis: (axis.role != "objective", axis.name == TIME))
    rows = [Choice(axis.name, axis.name not in hidden, result=True) for axis in results]
    return (*flags, *same, *rows)
