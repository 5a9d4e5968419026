"""The gain of single runs, as ``gain_column`` has it of all; apart from it, for who needs no numpy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from guild_desktop.core.objective_value import objective_value
from guild_desktop.core.trial_end import Spread

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.batch import Objective
    from guild_desktop.core.run import Run


DEFAULT_ORIGIN = "default"
"""The origin of the runs that a search tries with the script's defaults."""


def value_of_defaults(runs: Iterable[Run], objective: Objective) -> float | None:
    """What a batch's runs with the script's defaults, which these are, say together:
    their mean; None without.
    """
    judged = (objective_value(run, objective) for run in runs if run.deleted is None)
    spread = Spread.of([value for value in judged if value is not None])
    return None if spread is None else spread.mean


def gain_of(run: Run, objective: Objective, defaults: float) -> float | None:
    """How much better than the ``defaults`` of its batch a run is, in the objective's unit;
    None if that is not known.
    """
    value = None if run.deleted is not None else objective_value(run, objective)
    if value is None:
        return None
    gain = value - defaults if objective.direction == "maximize" else defaults - value
    return gain if math.isfinite(gain) else None
