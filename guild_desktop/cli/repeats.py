"""Words for trials that have several runs, and the switch that shows these."""

from __future__ import annotations

from argparse import ArgumentParser

from guild_desktop.core.grid import format_count
from guild_desktop.core.trial_end import Spread


def trials_words(trials: int, repeat: int) -> str:
    """How many trials: ``20 trials``; with repeats how many runs that makes, too."""
    words = "1 trial" if trials == 1 else f"{format_count(trials)} trials"
    if repeat == 1:
        return words
    return f"{words} \N{MULTIPLICATION SIGN} {repeat} = {format_count(trials * repeat)} runs"


def spread_text(spread: Spread) -> str:
    """A mean with its standard deviation and how many values it is of: ``-0.87 ± 0.05 (3)``."""
    if spread.deviation is None:
        return f"{spread.mean:.6g} (1)"
    mean = f"{spread.mean:.{spread.digits(6)}g}"
    return f"{mean} ± {spread.deviation:.2g} ({spread.count})"


def add_repeats(parser: ArgumentParser) -> None:
    """Add the switch that shows each run of trials that have several."""
    words = "show each run of trials with repeats, not one row for all of them"
    parser.add_argument("--repeats", action="store_true", help=words)
