"""A chip that is on or off, as in the header of a dock."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton


def choice_chip(text: str, tip: str) -> QPushButton:
    """A checkable chip that says in its tool tip, and to a screen reader, what it chooses."""
    chip = QPushButton(text)
    chip.setCheckable(True)
    chip.setProperty("chip", True)
    chip.setToolTip(tip)
    chip.setAccessibleDescription(tip)
    return chip
