"""What bounds a batch and its trials, in words; what is as usual is not worth any."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from guild_desktop.core.time_span import format_time_span
from guild_desktop.engine.pruning.catalogue import OFF, format_early_stopping

if TYPE_CHECKING:
    from guild_desktop.core.batch import Limits

_OF_EACH_RUN = ("time limit", "retries", "devices", "start")

_USUAL = {"workers": "1", "early stopping": OFF, "retries": "0", "start": "cold"}
"""What is said of a limit that is not set, where something is; none of the others."""


def limit_words(limits: Limits) -> dict[str, str]:
    """Each limit that is set, by its name."""
    chosen, failures = limits.early_stopping, limits.max_failures
    words = {
        "workers": str(limits.workers) if limits.workers > 1 else "",
        "time limit": _span(limits.timeout),
        "stop after": _span(limits.stop_after),
        "stop after failures": "" if failures is None else str(failures or "never"),
        "first failure": "stops it" if limits.fail_on_trial_error else "",
        "patience": str(limits.patience or ""),
        "early stopping": "" if chosen is None else format_early_stopping(chosen),
        "retries": str(limits.retries or ""),
        "devices": ",".join(limits.devices),
        "start": "" if limits.start == "cold" else limits.start,
    }
    return {name: text for name, text in words.items() if text}


def limit_lines(limits: Limits, *, single: bool) -> list[str]:
    """The limits, one a line; of a single run only those that are of each run."""
    words = limit_words(limits)
    return [
        f"{name.capitalize()}: {text}"
        for name, text in words.items()
        if not single or name in _OF_EACH_RUN
    ]


def changed_limits(before: Limits, now: Limits) -> list[str]:
    """A line for each limit that changes, with what it was."""
    old, new = (
        defaultdict(lambda: "none", {**_USUAL, **limit_words(limits)}) for limits in (before, now)
    )
    return [
        f"{name.capitalize()}: {new[name]} (before: {old[name]})"
        for name in {**old, **new}
        if old[name] != new[name]
    ]


def _span(seconds: float | None) -> str:
    return "" if seconds is None else format_time_span(seconds)
