"""Prints an analysis as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from guild_desktop.analysis.results import Analysis, Guess, Importance, Response, Slice
from guild_desktop.analysis.words import explained_words, luck_words, used_words
from guild_desktop.cli.tables import Table
from guild_desktop.core.run import SHORT_ID
from guild_desktop.core.values import format_value

_BAR = 24
"""Characters of the longest bar."""

_PLACES = 9
"""So many places of each slice are shown; --json has all."""

_LEAST_PAIR = 0.03
"""Pairs that explain less are not worth a line."""


def print_analysis(title: str, analysis: Analysis, file: IO[str]) -> None:
    """Print all of it."""
    print(f"{title}; {used_words(analysis.runs)}", file=file)
    for note in analysis.notes:
        print(note, file=file)
    _print_importance(analysis.importance, file)
    _print_response(analysis, file)


def _print_importance(importance: Importance, file: IO[str]) -> None:
    print("\nImportance of flags", file=file)
    if importance.refusal:
        print(f"  {importance.refusal}", file=file)
        return
    print(
        f"  share of the variance by {importance.method}; {explained_words(importance)}", file=file
    )
    shown = [*importance.flags, *(p for p in importance.pairs if p.value >= _LEAST_PAIR)]
    table = Table(["  flag", "share", "half of trees say", ""], right={1, 2})
    for share in shown:
        bar = "█" * round(share.value * _BAR)
        spread = f"{share.low:.0%} to {share.high:.0%}"
        table.add([f"  {' and '.join(share.flags)}", f"{share.value:.0%}", spread, bar])
    table.print(file)


def _print_response(analysis: Analysis, file: IO[str]) -> None:
    response = analysis.response
    print("\nModel", file=file)
    if response.refusal:
        print(f"  {response.refusal}", file=file)
        return
    best, seen = response.model_best, response.seen_best
    if best is not None:
        print(f"  model's best: {_guess(best)}, at {_flags(best.flags, analysis)}", file=file)
    if seen is not None:
        word = "lowest" if analysis.objective.direction == "minimize" else "highest"
        told = f"{_number(seen.value)} in {seen.run_id[:SHORT_ID]}, at {_flags(seen.guess.flags, analysis)}"
        print(f"  {word} seen: {told}", file=file)
        print(f"    {luck_words(seen).format(_guess(seen.guess))}", file=file)
    print(f"  noise of a single run: ± {_number(response.noise)}", file=file)
    for each in response.slices:
        _print_slice(each, response, file)
    if response.proposals:
        print("\nNext, bayes would try", file=file)
    for proposal in response.proposals:
        flags = _flags(proposal.guess.flags, analysis)
        print(f"  {flags}  ({proposal.origin}; expects {_guess(proposal.guess)})", file=file)


def _print_slice(each: Slice, response: Response, file: IO[str]) -> None:
    kept = "averaged over the runs" if response.context == "average" else "the other flags fixed"
    if response.context_flags is not None and len(response.slices) == 1:
        kept = "the other flags fixed" if len(response.context_flags) > 1 else ""
    print(f"\nAlong {each.flag}" + (f" ({kept})" if kept else ""), file=file)
    table = Table([f"  {each.flag}", "mean", "two deviations about it"], right={1, 2})
    count = len(each.values)
    step = max((count - 1) / (_PLACES - 1), 1.0)
    for place in dict.fromkeys(round(number * step) for number in range(min(count, _PLACES))):
        band = f"{_number(each.low[place])} to {_number(each.high[place])}"
        table.add([f"  {_value(each.values[place])}", _number(each.mean[place]), band])
    table.print(file)


def _guess(guess: Guess) -> str:
    return f"{_number(guess.value)} ± {_number(guess.deviation)}"


def _flags(flags: Mapping[str, Any], analysis: Analysis) -> str:
    """Those that vary; the others are the same everywhere."""
    return " ".join(f"{flag.name}={_value(flags[flag.name])}" for flag in analysis.flags)


def _value(value: Any) -> str:
    return _number(value) if isinstance(value, float) else format_value(value)


def _number(number: float) -> str:
    return f"{number:.4g}"
