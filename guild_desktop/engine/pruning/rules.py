"""Makes the rule that a batch asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.engine.pruning.catalogue import early_stopping
from guild_desktop.engine.pruning.halving import SuccessiveHalving
from guild_desktop.engine.pruning.median import MedianRule

if TYPE_CHECKING:
    from guild_desktop.core.batch import EarlyStopping, Objective
    from guild_desktop.engine.pruning.rule import Rule


def make_rule(chosen: EarlyStopping, objective: Objective) -> Rule:
    """The rule, knowing nothing yet; options that a record of an older program lacks are the usual ones."""
    complete = early_stopping(chosen.rule, chosen.options)
    options = {name: int(value) for name, value in complete.options.items()}
    if complete.rule == "median":
        return MedianRule(
            objective,
            startup_trials=options["startup-trials"],
            warmup_steps=options["warmup-steps"],
            interval=options["interval"],
        )
    return SuccessiveHalving(
        objective,
        min_steps=options["min-steps"],
        factor=options["factor"],
        startup_trials=options["startup-trials"],
    )
