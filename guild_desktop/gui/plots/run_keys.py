"""Keys about single runs, the same in both plots: pin one, go to the next best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from guild_desktop.core.best import best_runs

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from guild_desktop.gui.live.session import Session


def press_run_key(session: Session, event: QKeyEvent) -> bool:
    """P pins the run under the mouse or the one picked last, N goes on by the goal; False for other keys."""
    shift = Qt.KeyboardModifier.ShiftModifier
    if event.modifiers() not in {Qt.KeyboardModifier.NoModifier, shift}:
        return False
    if event.key() == Qt.Key.Key_P:
        run_id = session.hover or (session.highlight[-1] if session.highlight else None)
        if run_id is not None:
            session.toggle_pin(run_id)
        return True
    if event.key() == Qt.Key.Key_N:
        go_on(session, -1 if event.modifiers() == shift else 1)
        return True
    return False


def go_on(session: Session, step: int) -> None:
    """Hover the next run in focus by the goal, or (-1) the one before;
    from nowhere the best, or the worst.
    """
    frame = session.frame
    ordered = best_runs(frame, session.focus, session.objective)
    if not ordered.size:
        return
    ids = [frame.ids[at] for at in ordered.tolist()]
    last = session.hover or (session.highlight[-1] if session.highlight else None)
    before = ids.index(last) if last in ids else (-1 if step > 0 else 0)
    session.set_hover(ids[(before + step) % len(ids)])
