"""The rules of early stopping: what each does and which options it takes;
how commands and records spell them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guild_desktop.core.batch import EarlyStopping, Objective, Option
from guild_desktop.core.errors import UserError
from guild_desktop.core.values import format_value
from guild_desktop.optimizers.base import OptionInfo
from guild_desktop.optimizers.options import read_described

OFF = "off"
"""How commands spell that no rule stops anything."""


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What is known of a rule: the window's form, the commands and the guide say it from here."""

    name: str
    title: str
    summary: str
    options: tuple[OptionInfo, ...]


_MEDIAN = RuleInfo(
    name="median",
    title="Median rule",
    summary="Stops a run whose best value so far is worse than what half of the completed runs had by the same step.",
    options=(
        OptionInfo(
            name="startup-trials",
            label="Runs needed",
            kind="int",
            default=5,
            help="How many runs must have completed before any is stopped.",
            low=1,
            high=10_000,
        ),
        OptionInfo(
            name="warmup-steps",
            label="Warm-up steps",
            kind="int",
            default=0,
            help="No run is stopped before this step.",
            low=0,
        ),
        OptionInfo(
            name="interval",
            label="Every so many steps",
            kind="int",
            default=1,
            help="A run is judged once in so many steps; its first step after the warm-up is judged.",
            low=1,
        ),
    ),
)

_HALVING = RuleInfo(
    name="asha",
    title="Successive halving",
    summary="Compares runs at a step, at a multiple of it and so on; each time only the best part goes on.",
    options=(
        OptionInfo(
            name="min-steps",
            label="First step",
            kind="int",
            default=1,
            help="The step at which runs are compared first.",
            low=1,
        ),
        OptionInfo(
            name="factor",
            label="Factor",
            kind="int",
            default=2,
            help="One in so many runs goes on, and is compared again at so many times the step.",
            low=2,
            high=100,
        ),
        OptionInfo(
            name="startup-trials",
            label="Runs needed",
            kind="int",
            default=5,
            help="How many runs must have come as far before one is stopped there.",
            low=0,
            high=10_000,
        ),
    ),
)

_ALIASES = {"halving": "asha"}


def rule_infos() -> tuple[RuleInfo, ...]:
    """Every rule, in the order lists show them."""
    return (_MEDIAN, _HALVING)


def rule_info(name: str) -> RuleInfo:
    """The rule of that name; ``UserError`` if there is none."""
    wanted = name.strip().lower()
    for info in rule_infos():
        if info.name == _ALIASES.get(wanted, wanted):
            return info
    names = ", ".join(info.name for info in rule_infos())
    raise UserError(
        f"There is no rule of early stopping called {name.strip()!r}.",
        f"Choose {names} or {OFF}.",
    )


def early_stopping(rule: str, options: Mapping[str, str | Option]) -> EarlyStopping:
    """The rule with all its options, those given over the defaults; ``UserError`` naming every problem."""
    info = rule_info(rule)
    return EarlyStopping(
        info.name, read_described(f"The rule {info.name!r}", info.options, options)
    )


def check_that_steps_count(chosen: EarlyStopping | None, objective: Objective) -> None:
    """``UserError`` if trials are to be stopped early by a goal that is known at their first step."""
    if chosen is not None and objective.aggregate == "first":
        raise UserError(
            f"{objective.column} is known at the first step, so nothing later can tell which runs to stop.",
            f"Turn early stopping off, or choose {objective.name} or min {objective.name} as the goal.",
        )


def read_early_stopping(text: str) -> EarlyStopping | None:
    """What ``median`` or ``asha,factor=4`` says; None for ``off``. ``UserError`` if it makes no sense."""
    rule, *words = text.split(",")
    if rule.strip().lower() == OFF:
        if words:
            raise UserError(
                f"Early stopping that is {OFF} has no options.",
                "Leave them out, or name a rule, as in: asha,factor=4,min-steps=2",
            )
        return None
    options: dict[str, str] = {}
    rule_info(rule)
    for word in words:
        name, equals, value = map(str.strip, word.partition("="))
        if not equals:
            raise UserError(
                f"The option {name!r} of early stopping has no value.",
                "Write it as in: asha,factor=4,min-steps=2",
            )
        if name in options:
            raise UserError(
                f"The option {name} of early stopping is given twice.",
                f"Write it once: {name}={value}",
            )
        options[name] = value
    return early_stopping(rule, options)


def format_early_stopping(chosen: EarlyStopping | None) -> str:
    """The text that ``read_early_stopping`` reads, without what is usual anyway."""
    if chosen is None:
        return OFF
    usual = early_stopping(chosen.rule, {}).options
    differing = (
        f"{name}={format_value(value)}"
        for name, value in chosen.options.items()
        if value != usual.get(name)
    )
    return ",".join((chosen.rule, *differing))
