"""Reads and writes a moment as people do."""

from __future__ import annotations

from datetime import datetime


def read_moment(text: str) -> float | None:
    """``2026-11-23`` or ``2026-11-23 14:30`` in seconds since 1970; None if it is no date.

    A day means its first moment. Without a time zone it is the one of this machine.
    """
    try:
        return datetime.fromisoformat(text.strip()).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def local_time(seconds: float | None) -> str:
    """A moment as people of this place write it, to the second; empty for None."""
    if seconds is None:
        return ""
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M:%S")
