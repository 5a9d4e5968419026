"""Lengths of time as people write them: ``90``, ``10m``, ``1h30m``."""

from __future__ import annotations

import re

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_PART = r"(?:\d+(?:\.\d*)?|\.\d+)"
_SPAN = re.compile(rf"{_PART}|(?:{_PART}[smhd])+")
_WORDS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))


def read_time_span(text: str) -> float | None:
    """Seconds: a number alone, or numbers with s, m, h or d behind them; None if it is neither."""
    plain = "".join(text.lower().split())
    if not _SPAN.fullmatch(plain):
        return None
    if plain[-1] not in _SECONDS:
        return float(plain)
    return sum(
        float(number) * _SECONDS[unit] for number, unit in re.findall(rf"({_PART})([smhd])", plain)
    )


def format_time_span(seconds: float) -> str:
    """Exactly so long, as in ``10 min``, ``1 h 30 min``, ``0.5 s``."""
    if seconds < 1 or seconds != int(seconds):
        return f"{seconds:g} s"
    parts, left = [], int(seconds)
    for unit, size in _WORDS:
        number, left = divmod(left, size)
        if number:
            parts.append(f"{number} {unit}")
    return " ".join(parts)
