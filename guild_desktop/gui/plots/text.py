"""Text from people and scripts as it can stand on one line of a picture."""

from __future__ import annotations

LONGEST = 200
"""More characters never fit, and measuring megabytes takes seconds."""


def one_line(text: str, longest: int = LONGEST) -> str:
    """``text`` with line ends and other controls as spaces, cut after ``longest`` characters."""
    return "".join(char if char.isprintable() else " " for char in text[:longest])
