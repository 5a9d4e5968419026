"""What an analysis says of itself, in the words of commands and window alike."""

from __future__ import annotations

from guild_desktop.analysis.results import Importance, SeenBest, UsedRuns

_SURE = 0.05
"""Trees that predict less of what they have not seen than this have found chance."""


def used_words(runs: UsedRuns) -> str:
    """How many runs were used and why not the others: ``uses 18 of 20 runs: 2 failed``."""
    if not runs.total:
        return "there are no runs"
    if not runs.left_out:
        return "uses the only run" if runs.total == 1 else f"uses all {runs.total:,} runs"
    parts = ", ".join(f"{each.count:,} {each.reason}" for each in runs.left_out)
    return f"uses {runs.used:,} of {runs.total:,} {'run' if runs.total == 1 else 'runs'}: {parts}"


def too_few(used: int, places: int, needed: int, flags: int) -> str:
    """That there are too few runs: ``Too few runs: 12 of the 20 needed for 3 flags.`` as a sentence.

    ``places`` are the different ones among the ``used``, told where repeats make up the number.
    """
    of_flags = "1 flag" if flags == 1 else f"{flags:,} flags"
    told = f"{used:,}" if used < needed else f"{places:,} different ones"
    return f"Too few runs: {told} of the {needed:,} needed for {of_flags}."


def explained_words(importance: Importance) -> str:
    """How much of the differences between runs the flags explain; empty where nothing was computed."""
    if importance.explained is None:
        return ""
    if importance.explained < _SURE:
        return "the flags explain next to nothing of it, so the shares may be chance"
    part = f"{importance.explained:.0%}".replace("%", "\N{NARROW NO-BREAK SPACE}%")
    return f"together the flags explain {part} of it"


def luck_words(best: SeenBest) -> str:
    """Whether the best run was lucky or good; ``{}`` stands where the mean and its deviation belong."""
    if best.is_lucky:
        return "lucky? the model expects only {} there"
    return "no luck needed: the model expects {} there"
