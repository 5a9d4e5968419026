"""Which of several scalars a person probably wants to make low or high."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guild_desktop.core.batch import Direction, Objective

_GOOD_WHEN_HIGH = frozenset(
    {"acc", "accuracy", "auc", "auroc", "bleu", "dice", "f1", "iou", "kappa", "map"}
    | {"precision", "r2", "recall", "return", "reward", "score"}
)


def likely_direction(name: str) -> Direction:
    """High for names that speak of accuracy, scores and the like, low for all others, losses first."""
    words = _words(name)
    return "maximize" if words & _GOOD_WHEN_HIGH and "loss" not in words else "minimize"


def likely_objective(names: Iterable[str]) -> Objective:
    """The goal to offer for scalars of these names: a loss if there is one, else the first of them."""
    found = list(names)
    losses = [name for name in found if "loss" in _words(name)]
    if not found or "loss" in found:
        return Objective()
    name = (losses or found)[0]
    return Objective(name, likely_direction(name))


def _words(name: str) -> set[str]:
    return set(re.split(r"[^a-z0-9]+", name.lower()))
