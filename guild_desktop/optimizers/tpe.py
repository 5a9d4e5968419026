"""Describes Optuna's TPE and makes it; an example of what an entry point names."""

from __future__ import annotations

from collections.abc import Mapping

from guild_desktop.core.batch import Option
from guild_desktop.core.space import Search
from guild_desktop.optimizers.base import Optimizer, OptimizerInfo, OptionInfo

info = OptimizerInfo(
    name="tpe",
    title="TPE (Optuna)",
    summary="Tells good values from bad ones by how often they come; fast with thousands of runs.",
    group="Learn from results",
    options=(
        OptionInfo(
            name="startup-trials",
            label="Startup trials",
            kind="int",
            default=10,
            help="Trials spread over the space before the model proposes any; trials told earlier count.",
            low=0,
            high=10_000,
        ),
        OptionInfo(
            name="ei-candidates",
            label="Candidates",
            kind="int",
            default=24,
            help="Of so many likely points the most promising is tried: more search closer to the best.",
            low=1,
            high=10_000,
        ),
        OptionInfo(
            name="constant-liar",
            label="Constant liar",
            kind="bool",
            default=True,
            help="Takes runs that are still on for bad ones, so that workers keep apart.",
        ),
    ),
    requires=("optuna",),
    install="pip install 'guild-desktop[optuna]'",
)


def create(search: Search, options: Mapping[str, Option], seed: int) -> Optimizer:
    """The optimizer itself; Optuna is imported here."""
    from guild_desktop.optimizers.parzen import ParzenOptimizer

    return ParzenOptimizer(search, options, seed)
