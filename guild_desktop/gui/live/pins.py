"""The numbers of pinned runs, the same in plots and table."""

from __future__ import annotations

MOST_PINS = 8
"""So many runs can be compared side by side."""

_SIGNS = "①②③④⑤⑥⑦⑧"


def pin_sign(pins: tuple[str, ...], run_id: str) -> str:
    """``①`` for the run pinned first, and so on; the empty text for one that is not pinned."""
    return _SIGNS[pins.index(run_id)] if run_id in pins[: len(_SIGNS)] else ""
