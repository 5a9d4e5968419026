"""Pinning runs to compare them, wherever they are picked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from guild_desktop.gui.live.pins import MOST_PINS

if TYPE_CHECKING:
    from guild_desktop.gui.live.session import Session

PIN_KEY = "Ctrl+D"


def are_pinned(session: Session, run_ids: Sequence[str]) -> bool:
    """Whether all of these runs are pinned."""
    return bool(run_ids) and set(session.pins).issuperset(run_ids)


def toggle_pins(session: Session, run_ids: Sequence[str]) -> None:
    """Pin these runs besides the others, or let go of them if all are pinned; one step of undo.

    No more than ``MOST_PINS`` stay, the newest.
    """
    translate = QCoreApplication.translate
    if not run_ids:
        return
    if are_pinned(session, run_ids):
        rest = tuple(pin for pin in session.pins if pin not in set(run_ids))
        session.set_pins(rest, translate("Pins", "unpin runs"))
    else:
        pins = tuple(dict.fromkeys((*session.pins, *run_ids)))
        session.set_pins(pins[-MOST_PINS:], translate("Pins", "pin runs"))


def pin_words(session: Session, run_ids: Sequence[str]) -> str:
    """What an action that pins these runs is called now."""
    translate = QCoreApplication.translate
    return translate("Pins", "Unpin") if are_pinned(session, run_ids) else translate("Pins", "Pin")
