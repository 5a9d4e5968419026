"""Reads a moment as people write it."""

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
