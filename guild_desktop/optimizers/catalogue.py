"""What each optimizer is called, what it does and which options it takes, without importing any of them."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from guild_desktop.core.dimension import DEFAULT_POINTS
from guild_desktop.optimizers.base import OptimizerInfo, OptionInfo

_RANDOM_STARTS = OptionInfo(
    name="random-starts",
    label="Random starts",
    kind="int",
    default=3,
    help="Trials spread over the space before the model proposes any; trials told earlier count.",
    low=0,
    high=10_000,
)

_KAPPA = OptionInfo(
    name="kappa",
    label="Kappa",
    kind="float",
    default=1.96,
    help="How much LCB likes uncertain places: higher explores more.",
    low=0.0,
    high=100.0,
)

_XI = OptionInfo(
    name="xi",
    label="Xi",
    kind="float",
    default=0.05,
    help="How much better EI and PI want a trial to be, in standard deviations of the results seen.",
    low=0.0,
    high=100.0,
)

_GRID = OptimizerInfo(
    name="grid",
    title="Grid",
    summary="Runs every combination of the listed values; ranges are cut into evenly spaced points.",
    group="Try all",
    options=(
        OptionInfo(
            name="points",
            label="Points per range",
            kind="int",
            default=DEFAULT_POINTS,
            help="How many evenly spaced values a range such as [0.0:1.0] becomes.",
            low=1,
            high=10_000,
        ),
    ),
    aliases=("+",),
    lists_all=True,
)

_RANDOM = OptimizerInfo(
    name="random",
    title="Random search",
    summary="Draws each flag by chance from its range; hard to beat when there are many flags.",
    group="Sample",
    options=(
        OptionInfo(
            name="avoid-repeats",
            label="Avoid repeats",
            kind="bool",
            default=True,
            help="Never runs the same combination twice and ends when all of them were tried.",
        ),
    ),
    aliases=("skopt:random",),
)

_SOBOL = OptimizerInfo(
    name="sobol",
    title="Even sampling (Sobol)",
    summary="Spreads runs evenly over all ranges, with fewer gaps than chance leaves; learns nothing.",
    group="Sample",
    options=(
        OptionInfo(
            name="scramble",
            label="Scramble",
            kind="bool",
            default=True,
            help="Shuffles the sequence by the seed; without it every sweep begins in the same corner.",
        ),
    ),
    in_child=True,
    requires=("scipy",),
    install="pip install scipy",
)

_SKOPT = ("scipy", "sklearn", "skopt")
_INSTALL_SKOPT = "pip install scikit-optimize"

_BAYES = OptimizerInfo(
    name="bayes",
    title="Bayesian (recommended)",
    summary="Learns from each trial where low values lie and how noisy they are; few trials suffice.",
    group="Learn from results",
    options=(
        OptionInfo(
            name="initial-trials",
            label="Initial trials",
            kind="text",
            default="auto",
            help="Trials spread over the space before the model proposes any: a number, or auto.",
            choices=("auto",),
            low=0.0,
            high=10_000.0,
        ),
        OptionInfo(
            name="explore",
            label="Explore",
            kind="choice",
            default="auto",
            help="Whether some trials go where the model knows least; auto: while results are noisy.",
            choices=("auto", "always", "never"),
        ),
    ),
    aliases=("bayesian",),
    in_child=True,
    revises=True,
    requires=("scipy",),
    install="pip install scipy",
)

_GP = OptimizerInfo(
    name="gp",
    title="Gaussian process (scikit-optimize)",
    summary="Fits a smooth curve with its uncertainty to the results; best for few, costly trials.",
    group="Learn from results",
    options=(
        _RANDOM_STARTS,
        OptionInfo(
            name="acq-func",
            label="Acquisition",
            kind="choice",
            default="gp_hedge",
            help="How the next trial is chosen: gp_hedge favours whichever of the others has done best.",
            choices=("gp_hedge", "EI", "LCB", "PI"),
        ),
        _KAPPA,
        _XI,
        OptionInfo(
            name="noise",
            label="Noise",
            kind="text",
            default="gaussian",
            help="How much results vary when repeated: gaussian finds out, a number is the variance.",
            choices=("gaussian",),
            low=0.0,
        ),
    ),
    aliases=("skopt:gp", "gaussian"),
    in_child=True,
    requires=_SKOPT,
    install=_INSTALL_SKOPT,
)

_FOREST = OptimizerInfo(
    name="forest",
    title="Extra trees (scikit-optimize)",
    summary="Learns with many randomized trees; copes with choices, jumps and hundreds of trials.",
    group="Learn from results",
    options=(_RANDOM_STARTS, _KAPPA, _XI),
    aliases=("skopt:forest",),
    in_child=True,
    requires=_SKOPT,
    install=_INSTALL_SKOPT,
)

_GBRT = OptimizerInfo(
    name="gbrt",
    title="Gradient boosting (scikit-optimize)",
    summary="Learns with boosted trees for low, middle and high outcomes; here for Guild's users.",
    group="Learn from results",
    options=(_RANDOM_STARTS, _KAPPA, _XI),
    aliases=("skopt:gbrt",),
    in_child=True,
    requires=_SKOPT,
    install=_INSTALL_SKOPT,
)


_ALL = (_GRID, _RANDOM, _SOBOL, _BAYES, _GP, _FOREST, _GBRT)


@cache
def _is_there(find: Callable[[str], object | None], module: str) -> bool:
    """Whether ``find`` finds a module; asked once, as the window asks at every keystroke."""
    return find(module) is not None


def as_installed(info: OptimizerInfo) -> OptimizerInfo:
    """``info``, not available if a module it requires is missing; looks for them without importing any."""
    find = importlib.util.find_spec
    missing = [module for module in info.requires if not _is_there(find, module)]
    if not missing:
        return info
    how = f" Install it with: {info.install}" if info.install else ""
    if how and getattr(sys, "frozen", False):
        # Nothing can be added to the packaged program; what pip installs is another one, beside it.
        how = (
            f" The packaged program cannot take it in; for a Guild Desktop with it: {info.install}"
        )
    return replace(info, available=False, why_not=f"The library {missing[0]} is missing.{how}")


def catalogue() -> tuple[OptimizerInfo, ...]:
    """Every optimizer of the program itself, in the order lists show them."""
    return tuple(as_installed(info) for info in _ALL)
