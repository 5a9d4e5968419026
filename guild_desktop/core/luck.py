"""When a value that was seen is called lucky rather than good."""

from __future__ import annotations

from guild_desktop.core.batch import Objective

_DEVIATIONS = 2.0


def is_lucky(seen: float, expected: float, deviation: float, objective: Objective) -> bool:
    """Whether a run's value is better than a model expects by more than two ``deviation``s of that mean.

    A model that follows every run, because it found no noise, calls none lucky; among many noisy runs the
    best is lucky more often than not.
    """
    return objective.sign * (expected - seen) > _DEVIATIONS * deviation
