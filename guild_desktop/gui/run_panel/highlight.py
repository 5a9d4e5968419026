"""Colours of an expression: its parts, and a wave under the characters that are wrong."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QTextCharFormat, QTextLayout

from guild_desktop.flags import FlagError, tokens
from guild_desktop.gui.theme import Theme


def formats(
    text: str, problems: Sequence[FlagError], theme: Theme
) -> list[QTextLayout.FormatRange]:
    """How to draw ``text``: places are in Qt's units (UTF-16), while problems count code points."""
    ranges = []
    for start, end, kind in tokens(text):
        form = QTextCharFormat()
        if kind == "function":
            form.setForeground(theme.accent)
        elif kind in {"quoted", "word"}:
            form.setForeground(theme.completed)
        elif kind in {"bracket", "separator"}:
            form.setForeground(theme.muted)
        else:
            form.setForeground(theme.text)
        ranges.append(_range(text, start, end, form))
    for problem in problems:
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(theme.error_text)
        start = min(problem.start, max(len(text) - 1, 0))
        ranges.append(_range(text, start, max(problem.end, start + 1), wave))
    return ranges


def _range(text: str, start: int, end: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start = _units(text[:start])
    found.length = _units(text[start:end])
    found.format = form
    return found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
