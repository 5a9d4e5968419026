"""What proposes trials: grid, random search and models that learn from results, behind one protocol."""

from __future__ import annotations

from guild_desktop.optimizers.base import (
    Optimizer,
    OptimizerInfo,
    OptionInfo,
    Recommendation,
    Repeats,
    Revising,
    Suggestion,
)
from guild_desktop.optimizers.registry import (
    check_options,
    create,
    optimizer_info,
    optimizer_infos,
    recommended_optimizer,
)

__all__ = [
    "Optimizer",
    "OptimizerInfo",
    "OptionInfo",
    "Recommendation",
    "Repeats",
    "Revising",
    "Suggestion",
    "check_options",
    "create",
    "optimizer_info",
    "optimizer_infos",
    "recommended_optimizer",
]
