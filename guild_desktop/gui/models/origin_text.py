"""Says who proposed a run, in the window's words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def origin_word(origin: str) -> str:
    """The cell of the column *Proposed by*; an origin this version does not know stays as it is."""
    translate = QCoreApplication.translate
    words = {
        "typed": translate("origin", "you"),
        "grid": translate("origin", "grid"),
        "default": translate("origin", "defaults"),
        "start": translate("origin", "start point"),
        "initial": translate("origin", "initial values"),
        "random": translate("origin", "sampling"),
        "model": translate("origin", "model"),
        "explore": translate("origin", "exploring"),
        "table": translate("origin", "table"),
    }
    return words.get(origin, origin)


def origin_sentence(origin: str) -> str:
    """The same for Details, as one of its facts; empty where it would tell nothing."""
    translate = QCoreApplication.translate
    words = {
        "grid": translate("origin", "proposed by the grid"),
        "default": translate("origin", "tried the script's defaults"),
        "start": translate("origin", "tried a start point"),
        "initial": translate("origin", "tried the initial values"),
        "random": translate("origin", "proposed by sampling"),
        "model": translate("origin", "proposed by the model"),
        "explore": translate("origin", "proposed to explore"),
    }
    return words.get(origin, "")
