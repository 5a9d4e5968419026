"""Amounts of data as people read them: ``12 kB``."""

from __future__ import annotations

_UNITS = ("kB", "MB", "GB", "TB")
_STEP = 1000.0


def format_bytes(size: int) -> str:
    """About so many bytes, with units of 1000: ``980 bytes``, ``1.2 kB``, ``12 kB``."""
    if size < _STEP:
        return "1 byte" if size == 1 else f"{size} bytes"
    amount = float(size)
    for unit in _UNITS:
        amount /= _STEP
        # What would be rounded to a thousand of a unit is one of the next.
        if amount < _STEP - 0.5 or unit == _UNITS[-1]:
            break
    return f"{amount:.1f} {unit}" if amount < 9.95 else f"{amount:.0f} {unit}"
