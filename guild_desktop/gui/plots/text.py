"""Text from people and scripts as it can stand on one line of a picture."""

from __future__ import annotations

import html

LONGEST = 200
"""More characters never fit, and measuring megabytes takes seconds."""


def one_line(text: str, longest: int = LONGEST) -> str:
    """``text`` with line ends and other controls as spaces, cut after ``longest`` characters."""
    return "".join(char if char.isprintable() else " " for char in text[:longest])


def literal_tip(text: str) -> str:
    """A tool tip that says ``text``: tips read markup where a text looks like it."""
    return f"<span>{html.escape(one_line(text, 1000))}</span>" if text else ""
