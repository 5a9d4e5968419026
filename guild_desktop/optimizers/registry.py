"""Finds optimizers by name, checks their options and creates them; the heavy imports happen on creation."""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

from guild_desktop.core.batch import Option
from guild_desktop.core.errors import UserError
from guild_desktop.core.space import Search
from guild_desktop.optimizers.base import Optimizer, OptimizerInfo
from guild_desktop.optimizers.catalogue import catalogue
from guild_desktop.optimizers.grid import Grid, GridOptimizer
from guild_desktop.optimizers.options import read_options

SpaceKind = Literal["fixed", "list", "range"]


class Resolvable(Protocol):
    """What the flag language's ``parse`` gives: a space that becomes a grid or a search."""

    def resolve(self, optimizer: str, points: int = 5) -> Grid | Search:
        """What ``optimizer`` works on; ``points`` is how many values a grid takes of a range."""


def optimizer_infos() -> tuple[OptimizerInfo, ...]:
    """Every optimizer in the order lists show them; imports nothing heavy."""
    return catalogue()


def optimizer_info(name: str) -> OptimizerInfo:
    """The optimizer called ``name`` or one of its aliases; UserError with the nearest name if none is."""
    infos = catalogue()
    wanted = name.strip().lower()
    for info in infos:
        if wanted == info.name or wanted in info.aliases:
            return info
    names = [info.name for info in infos]
    spelled = {word: info.name for info in infos for word in (info.name, *info.aliases)}
    near = difflib.get_close_matches(wanted, spelled, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Choose one of {', '.join(names)}."
    raise UserError(f"There is no optimizer named {name!r}.", hint)


def check_options(name: str, options: Mapping[str, str | Option]) -> dict[str, Option]:
    """All options of the optimizer ``name``, typed and with defaults filled in, by their dashed names.

    Values may be text as typed after ``-Fo``. Underscores and dashes are the same. One UserError
    names every unknown option and every value that is not allowed, with what is.
    """
    return read_options(optimizer_info(name), options)


def recommended_optimizer(kinds: Iterable[SpaceKind]) -> str:
    """The optimizer to choose for flags of these kinds: ranges are searched, lists are all tried."""
    return "gp" if "range" in kinds else "grid"


def create(
    name: str,
    space: Resolvable | Search | Grid,
    options: Mapping[str, str | Option] | None = None,
    seed: int | None = None,
) -> Optimizer:
    """An optimizer for ``space`` (what ``parse`` gives, or what that resolved to).

    ``seed`` None draws one. Raises UserError for an unknown name, a wrong option, a library that is
    missing or a space the optimizer cannot work on.
    """
    info = optimizer_info(name)
    checked = read_options(info, options or {})
    if not info.available:
        raise UserError(f"The optimizer {info.name!r} cannot be used here.", info.why_not)
    if not isinstance(space, Search) and hasattr(space, "resolve"):
        space = space.resolve(info.name, int(checked.get("points", 5)))
    if seed is None:
        seed = secrets.randbits(31)
    if info.name == "grid":
        return _create_grid(space, seed)
    if not isinstance(space, Search):
        raise UserError(
            f"{info.title} needs ranges or choices to search, not a grid.",
            "Choose the optimizer 'grid' to run every listed combination.",
        )
    if info.name == "random":
        from guild_desktop.optimizers.random import RandomOptimizer

        return RandomOptimizer(space, checked, seed)
    if info.name == "gp":
        from guild_desktop.optimizers.gp import GaussianProcessOptimizer

        return GaussianProcessOptimizer(space, checked, seed)
    if info.name == "forest":
        from guild_desktop.optimizers.forest import ForestOptimizer

        return ForestOptimizer(space, checked, seed)
    from guild_desktop.optimizers.gbrt import GradientBoostingOptimizer

    return GradientBoostingOptimizer(space, checked, seed)


def _create_grid(space: Search | Grid, seed: int) -> Optimizer:
    if isinstance(space, Search):
        raise UserError(
            "A grid needs listed values, not a search space.",
            "Choose another optimizer, or list the values to try.",
        )
    return GridOptimizer(space, seed)
