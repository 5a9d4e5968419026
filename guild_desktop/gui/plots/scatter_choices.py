"""Which rows and columns the scatter matrix offers, and which of them it shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from guild_desktop.gui.plots.axes import TIME, Axes


@dataclass(frozen=True, slots=True)
class Choice:
    """A flag that can be a column of the matrix, or a ``result`` that can be a row.

    ``same`` if all runs agree in it; ``stays`` if it cannot be left out, as the objective.
    """

    name: str
    shown: bool
    same: bool = False
    result: bool = False
    stays: bool = False


def list_choices(axes: Axes, added: Collection[str]) -> tuple[Choice, ...]:
    """All choices: flags that vary, flags that are the same in all runs, results with the objective first.

    Flags that were ``added`` by hand are shown though they do not vary.
    """
    offered = (*axes.shown, *axes.left_out)
    shown = {axis.name for axis in axes.shown}
    flags = [
        Choice(axis.name, axis.name in shown, axis.name in added)
        for axis in offered
        if axis.role == "flag"
    ]
    flags.sort(key=lambda choice: choice.same)
    same = [Choice(name, shown=False, same=True) for name, _ in axes.constants]
    results = [axis for axis in offered if axis.role != "flag"]
    results.sort(key=lambda axis: (axis.role != "objective", axis.name == TIME))
    rows = [
        Choice(axis.name, axis.name in shown, result=True, stays=axis.role == "objective")
        for axis in results
    ]
    return (*flags, *same, *rows)


class Stripes(NamedTuple):
    """Which of the axes shown are rows and which are columns, by their index; ``alone``: of a single cell."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    alone: bool


def choose_stripes(axes: Axes, enlarged: tuple[str, str] | None) -> Stripes:
    """Results as rows, the objective first, and flags as columns;
    those of the cell that is ``enlarged`` alone.

    That cell is named by its row and its column; if one of them is not shown, all others are.
    """
    shown = list(enumerate(axes.shown))
    flags = {axis.name: index for index, axis in shown if axis.role == "flag"}
    results = sorted(
        (axis.role != "objective", index, axis.name) for index, axis in shown if axis.role != "flag"
    )
    rows = {name: index for _, index, name in results}
    if enlarged is not None and enlarged[0] in rows and enlarged[1] in flags:
        return Stripes((rows[enlarged[0]],), (flags[enlarged[1]],), alone=True)
    return Stripes(tuple(rows.values()), tuple(flags.values()), alone=False)
