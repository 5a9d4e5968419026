"""What docks say of an analysis: why there is nothing to see, and which runs it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from guild_desktop.analysis.words import used_words

if TYPE_CHECKING:
    from guild_desktop.gui.live.analyses import Analyzed


def empty_sentence(now: Analyzed, refusal: str) -> str:
    """Why a part of the analysis is not there; an empty text if it is. ``refusal`` is the part's own."""
    translate = QCoreApplication.translate
    if now.analysis is not None:
        return refusal
    if now.error is not None:
        return str(now.error)
    if now.batch is None:
        return translate("Analysis", "No sweep in view yet: what its runs say will be shown here.")
    return translate("Analysis", "Looking at the runs…")


def used_sentence(now: Analyzed) -> str:
    """Which runs were used and why not the others, whether it is up to date,
    and what is wrong if it is not.
    """
    if now.analysis is None:
        return ""
    parts = [used_words(now.analysis.runs), *(note.rstrip(".") for note in now.analysis.notes)]
    if now.error is not None:
        parts.append(str(now.error))
    elif not now.is_current:
        words = QCoreApplication.translate("Analysis", "newer results are being looked at")
        parts.append(words)
    return " · ".join(parts)
