"""Finds optimizers by name, checks their options and creates them; the heavy imports happen on creation."""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from guild_desktop.core.batch import Option
from guild_desktop.core.dimension import points_of
from guild_desktop.core.errors import UserError
from guild_desktop.core.grid import Grid
from guild_desktop.core.space import Search, SearchSpace
from guild_desktop.optimizers.base import Group, MakeOptimizer, Optimizer, OptimizerInfo
from guild_desktop.optimizers.catalogue import catalogue
from guild_desktop.optimizers.options import read_options

SpaceKind = Literal["fixed", "list", "range"]


def optimizer_infos() -> tuple[OptimizerInfo, ...]:
    """Every optimizer in the order lists show them, those of other packages at the end of their groups.

    Imports the descriptions of the latter, at the first call.
    """
    from guild_desktop.optimizers.entry_points import plugins

    infos = (*catalogue(), *(plugin.info for plugin in plugins()))
    groups = get_args(Group)
    return tuple(sorted(infos, key=lambda info: groups.index(info.group)))


def own_optimizer_infos() -> tuple[OptimizerInfo, ...]:
    """The optimizers of the program itself; looks at no other package, so it costs nothing."""
    return catalogue()


def optimizer_info(name: str) -> OptimizerInfo:
    """The optimizer called ``name`` or one of its aliases; UserError with the nearest name if none is."""
    wanted = name.strip().lower()
    # Other packages are looked at only when none of ours is meant.
    for known in (catalogue, optimizer_infos):
        for info in known():
            if wanted == info.name.lower() or wanted in info.aliases:
                return info
    infos = optimizer_infos()
    names = [info.name for info in infos]
    spelled = {word: info.name for info in infos for word in (info.name, *info.aliases)}
    near = difflib.get_close_matches(wanted, spelled, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Choose one of {', '.join(names)}."
    raise UserError(f"There is no optimizer named {name!r}.", hint)


def check_options(name: str, options: Mapping[str, str | Option]) -> dict[str, Option]:
    """All options of the optimizer ``name``, typed and with defaults filled in, by their dashed names.

    Values may be text as typed after ``-Fo``. Underscores and dashes are the same. One UserError
    names every unknown option and every value that is not allowed, with what is, and whose an option is.
    """
    info = optimizer_info(name)
    try:
        return read_options(info, options)
    except UserError as error:
        hints = (error.hint, *_owners(info, options))
        raise UserError(error.message, " ".join(filter(None, hints))) from error


def _owners(info: OptimizerInfo, given: Iterable[str]) -> list[str]:
    """For each option that ``info`` lacks and others of the program have, whose it is."""
    lacking = {each.strip().replace("_", "-") for each in given}
    lacking -= {option.name for option in info.options}
    told = []
    for name in sorted(lacking):
        having = [
            other.name for other in catalogue() if name in {each.name for each in other.options}
        ]
        if having:
            told.append(f"{name} is an option of {', '.join(having)}.")
    return told


def is_usable(name: str) -> bool:
    """Whether there is an optimizer of this name and all it requires; what was chosen once may be gone."""
    try:
        return optimizer_info(name).available
    except UserError:
        return False


def require_usable(info: OptimizerInfo) -> None:
    """UserError with what to do if the optimizer cannot be used."""
    if not info.available:
        raise UserError(f"The optimizer {info.name!r} cannot be used here.", info.why_not)


def recommended_optimizer(kinds: Iterable[SpaceKind]) -> str:
    """The optimizer to choose for flags of these kinds: ranges are searched, lists are all tried."""
    return "bayes" if "range" in kinds else "grid"


def create(
    name: str,
    space: SearchSpace | Search | Grid,
    options: Mapping[str, str | Option] | None = None,
    seed: int | None = None,
    limit: int | None = None,
) -> Optimizer:
    """An optimizer for ``space`` (what ``parse`` gives, or what that resolved to).

    ``seed`` None draws one. ``limit`` concerns the grid alone: of more combinations it proposes a
    subset of so many, drawn by ``seed``. What does not satisfy the space's condition is
    not proposed. Raises UserError for an unknown name, a wrong option, a
    library that is missing or a space the optimizer cannot work on.
    """
    info = optimizer_info(name)
    require_usable(info)
    checked = read_options(info, options or {})
    if isinstance(space, SearchSpace):
        space = space.resolve(info.name, points_of(checked))
    seed = secrets.randbits(31) if seed is None else seed % 2**63
    if info.name == "grid":
        if isinstance(space, Search):
            raise UserError(
                "A grid needs listed values, not a search space.",
                "Choose another optimizer, or list the values to try.",
            )
        from guild_desktop.optimizers.grid import GridOptimizer

        return GridOptimizer(space, seed, limit)
    if isinstance(space, Grid):
        raise UserError(
            f"The optimizer {info.name!r} needs ranges or choices to search, not a grid.",
            "Choose the optimizer 'grid' to run every listed combination.",
        )
    optimizer = _optimizer_class(info.name)(space, checked, seed)
    if space.where is None:
        return optimizer
    from guild_desktop.optimizers.fitting import FittingOptimizer
    from guild_desktop.optimizers.random import RandomOptimizer

    chance = read_options(optimizer_info("random"), {})
    return FittingOptimizer(optimizer, RandomOptimizer(space, chance, seed + 1), space.where)


def _optimizer_class(name: str) -> MakeOptimizer:
    """The class behind a name; all but random import scipy and its kin here."""
    match name:
        case "random":
            from guild_desktop.optimizers.random import RandomOptimizer

            return RandomOptimizer
        case "sobol":
            from guild_desktop.optimizers.sobol import SobolOptimizer

            return SobolOptimizer
        case "bayes":
            from guild_desktop.optimizers.bayes.optimizer import BayesOptimizer

            return BayesOptimizer
        case "gp":
            from guild_desktop.optimizers.gp import GaussianProcessOptimizer

            return GaussianProcessOptimizer
        case "forest":
            from guild_desktop.optimizers.forest import ForestOptimizer

            return ForestOptimizer
        case "gbrt":
            from guild_desktop.optimizers.gbrt import GradientBoostingOptimizer

            return GradientBoostingOptimizer
        case _:
            return _foreign(name)


def _foreign(name: str) -> MakeOptimizer:
    """How to make the optimizer of another package."""
    from guild_desktop.optimizers.entry_points import plugins
    from guild_desktop.optimizers.foreign import ForeignOptimizer

    make = next(plugin.make for plugin in plugins() if plugin.info.name == name)
    if make is None:
        raise UserError(f"The optimizer {name!r} cannot be used here.")

    def made(search: Search, options: Mapping[str, Option], seed: int) -> Optimizer:
        return ForeignOptimizer(make(search, options, seed), search)

    return made
