"""What a search begins with, out of what a person wants to be tried first; and why not the rest of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.core.batch import Start
from guild_desktop.core.earlier_trials import Cause
from guild_desktop.core.errors import UserError
from guild_desktop.core.starts import (
    StartPoint,
    default_start,
    distinct_starts,
    not_tried,
    start_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from guild_desktop.core.operation import FlagInfo
    from guild_desktop.core.space import Search
    from guild_desktop.optimizers.base import OptimizerInfo


def begins_with_defaults(info: OptimizerInfo, wanted: bool | None) -> bool:  # noqa: FBT001 - None is a third state
    """Whether a search tries the script's defaults first, if nobody said so: one that learns from them does.

    Even and random samples stay what they are.
    """
    return info.learns if wanted is None else wanted


def starts_of(
    search: Search,
    known: Sequence[FlagInfo],
    info: OptimizerInfo,
    wanted: bool | None,  # noqa: FBT001 - None is a third state
    points: Iterable[StartPoint],
) -> tuple[tuple[Start, ...], tuple[str, ...]]:
    """The trials to begin with, and a sentence for each that was wanted and is not tried.

    ``wanted`` says whether the script's defaults are, None that nobody said anything: then a script without
    defaults is not worth a word.
    """
    starts: list[Start] = []
    notes: list[str] = []
    if begins_with_defaults(info, wanted):
        found = default_start(search, known)
        if isinstance(found, Start):
            starts.append(found)
        elif wanted or found.cause is not Cause.WITHOUT:
            defaults = {flag.name: flag.default for flag in known}
            why = not_tried(found, defaults, search)
            notes.append(f"The script's defaults are not tried: {why}.")
    for point in points:
        found = start_of(search, point.flags)
        if isinstance(found, Start):
            starts.append(found)
        else:
            notes.append(f"Run {point.name} is not tried: {not_tried(found, point.flags, search)}.")
    return distinct_starts(starts), tuple(notes)


def check_that_nothing_comes_first(
    wanted: bool | None,  # noqa: FBT001 - None is a third state
    points: Sequence[StartPoint],
) -> None:
    """``UserError`` if something shall be tried first where every combination is tried in order."""
    if wanted or points:
        raise UserError(
            "Only a search can try something first; a grid tries all of its combinations in order.",
            "Leave out what is to be tried first, or choose a search such as bayes.",
        )
