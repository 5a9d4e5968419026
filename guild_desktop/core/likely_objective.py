"""Which of several scalars a person probably wants to make low or high."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from guild_desktop.core.batch import Direction, Objective

_GOOD_WHEN_HIGH = frozenset(
    {"acc", "accuracy", "auc", "auroc", "bleu", "dice", "f1", "iou", "kappa", "map"}
    | {"precision", "r2", "recall", "return", "reward", "score"}
)

_GOOD_WHEN_LOW = frozenset({"cost", "err", "error", "mae", "mse", "nll", "perplexity", "rmse"})


def likely_direction(name: str) -> Direction:
    """High for names that speak of accuracy, scores and the like, low for all others, losses first."""
    words = _words(name)
    return "maximize" if words & _GOOD_WHEN_HIGH and "loss" not in words else "minimize"


def likely_objective(names: Iterable[str]) -> Objective:
    """The goal to offer for scalars of these names:
    a loss, else one that speaks of a goal, else the first of them.
    """
    found = list(names)
    goal = _told_goal(found)
    if goal is None and found:
        goal = Objective(found[0], likely_direction(found[0]))
    return goal or Objective()


def usual_objective(printed: Iterable[str], patterns: Sequence[str]) -> Objective:
    """The goal where nobody names one, ``loss`` unless what a script seems to print speaks of another.

    Patterns may find anything, also a loss.
    """
    return (None if patterns else _told_goal(list(printed))) or Objective()


def _told_goal(names: Sequence[str]) -> Objective | None:
    """The first loss among the names, else the first with a word such as error or
    accuracy; None without one.
    """
    if "loss" in names:
        return Objective()
    losses = [name for name in names if "loss" in _words(name)]
    others = [name for name in names if _words(name) & (_GOOD_WHEN_LOW | _GOOD_WHEN_HIGH)]
    name = next(iter(losses + others), None)
    return None if name is None else Objective(name, likely_direction(name))


def _words(name: str) -> set[str]:
    return set(re.split(r"[^a-z0-9]+", name.lower()))
