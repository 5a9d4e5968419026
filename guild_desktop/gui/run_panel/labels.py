"""Labels that show text of people and scripts as it is, never as markup."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


def plain_label(
    text: str = "", parent: QWidget | None = None, *, style: str = "", wraps: bool = False
) -> QLabel:
    """A label for plain text; ``style`` names a property of the style sheet (``muted``, ``error`` …)."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(wraps)
    if style:
        label.setProperty(style, True)
    return label


def plain_tooltip(*paragraphs: str) -> str:
    """A tooltip that breaks its lines and shows every character as written."""
    return "".join(
        f"<p style='white-space: pre-wrap'>{html.escape(text)}</p>" for text in paragraphs if text
    )
