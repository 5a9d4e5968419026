"""What both plots share: a pyqtgraph view that brings itself up to date just before it is painted."""

from __future__ import annotations

import sys
import time
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from guild_desktop.gui.plots.painted_view import PaintedView
from guild_desktop.gui.plots.picture_menu import PictureMenu
from guild_desktop.gui.plots.run_keys import press_run_key

if TYPE_CHECKING:
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.folded_trials import FoldedTrials
    from guild_desktop.gui.theme import Themes

SETTLE_MS = 80
"""So long after the last change of the selection the picture is drawn in full quality."""


_CHEAP = 0.03  # seconds of the processor


class Stale(IntEnum):
    """How much of a plot is out of date; each step includes those below it."""

    NOTHING = 0
    FOCUS = 1
    CONTEXT = 2
    LAYOUT = 3
    RUNS = 4


class PlotView(PaintedView):
    """Base of the plots; lives on the GUI thread, owned by its dock.

    Changes of frame, selection, size and theme only mark it out of date: a hidden plot costs nothing,
    and many changes in one turn of the event loop make one picture. Signal: ``export_wanted`` with the plot
    when somebody asks for it as a file.
    """

    export_wanted = Signal(object)

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(session, themes, parent)
        self._stale = Stale.RUNS
        self._moving = False
        self._held = False
        self._placed_for = self.placed_for()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._on_settled)
        self._ratio = 0.0
        self._cost = 0.0
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(self._follow_runs)
        self.addActions(session.narrowing.actions)
        self.picture_menu = PictureMenu(self)
        session.frame_changed.connect(self._on_runs_changed)
        session.objective_changed.connect(self._on_objective_changed)
        session.arrangement_changed.connect(self._on_arrangement_changed)
        session.selection_changed.connect(self._on_selection_changed)
        session.highlight_changed.connect(self._on_overlay_changed)
        session.hover_changed.connect(self._on_overlay_changed)
        session.pins_changed.connect(self._on_overlay_changed)
        themes.theme_changed.connect(self._on_theme_changed)

    trials: FoldedTrials | None = None
    """The trials that are drawn as one, in plots of runs."""

    @property
    def is_moving(self) -> bool:
        """Whether the selection is changing right now, so that speed counts more than beauty."""
        return self._moving

    def mark(self, stale: Stale) -> None:
        """Note that at least ``stale`` of the plot is out of date and ask for a painting."""
        self._stale = max(self._stale, stale)
        self.viewport().update()

    def hold(self, *, held: bool) -> None:
        """While ``held`` (a drag), neither arriving runs nor new axes change what is under the mouse."""
        self._held = held
        if not held and self._stale:
            self.viewport().update()

    def catch_up(self) -> None:
        """Bring everything up to date, runs too that were left waiting."""
        if self._waiting.isActive():
            self._waiting.stop()
            self.mark(Stale.RUNS)
        self.refresh()

    def picture_area(self) -> QSize:
        """All of the plot, whatever is scrolled out of sight."""
        self.catch_up()
        size: QSize = self.viewport().size()
        return size

    def come_to_rest(self) -> None:
        """Bring everything up to date, and in full quality though the selection was changing a moment ago."""
        if self._moving:
            self._settle.stop()
            self._on_settled()
        self.catch_up()

    def refresh(self) -> None:
        """Bring what is out of date up to date; the parts in the order in which they build on each other."""
        if self._ratio != self.devicePixelRatioF():
            self._ratio = self.devicePixelRatioF()
            self._stale = max(self._stale, Stale.CONTEXT)
        stale, waits = self._stale, self._held and self._stale == Stale.RUNS
        if waits:
            stale = Stale.FOCUS
        self._stale = Stale.RUNS if waits else Stale.NOTHING
        begun = time.thread_time()
        if stale >= Stale.RUNS:
            self.place_runs()
        if stale >= Stale.LAYOUT:
            self.lay_out()
        if stale >= Stale.CONTEXT:
            self.draw_context()
        if stale >= Stale.FOCUS:
            self.draw_focus()
        if stale >= Stale.RUNS:
            self._cost = time.thread_time() - begun

    def place_runs(self) -> None:
        """Take the runs from the session's frame and choose axes for them."""
        raise NotImplementedError

    def lay_out(self) -> None:
        """Find the place of everything for the size now."""
        raise NotImplementedError

    def _on_runs_changed(self, _what: object) -> None:
        # A picture that costs much is drawn afresh less often, so that a running sweep of many runs
        # never takes more than a fifth of the time.
        if self._cost > _CHEAP:
            if not self._waiting.isActive():
                self._waiting.start(int(4000 * self._cost))
        else:
            self._follow_runs()

    def _on_objective_changed(self, _objective: object) -> None:
        self.mark(Stale.RUNS)

    def _on_arrangement_changed(self, _arrangement: object) -> None:
        self.mark(Stale.RUNS)

    def _follow_runs(self) -> None:
        # Out of date at once, whoever looks; painted when it is its turn.
        self._stale = Stale.RUNS
        self.session.turns.ask(self, self.viewport().update)

    def _on_selection_changed(self, _selection: object) -> None:
        self._moving = True
        self._settle.start()
        placed_for, self._placed_for = self._placed_for, self.placed_for()
        self.mark(Stale.FOCUS if placed_for == self._placed_for else Stale.RUNS)

    def placed_for(self) -> tuple[object, ...]:
        """What of the selection decides which runs and axes there are, beside which are in focus."""
        return (self.session.selection.target, self.session.selection.kept)

    def _on_overlay_changed(self, _what: object) -> None:
        self.viewport().update()

    def _on_theme_changed(self, _theme: object) -> None:
        self.mark(Stale.LAYOUT)

    def _on_settled(self) -> None:
        self._moving = False
        self.mark(Stale.FOCUS)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the plot, at the mouse or, by a key, in its corner."""
        self.refresh()
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = QPoint(20, 20) if by_key else event.pos()
        self.picture_menu.show(self.own_menu(None if by_key else place), place)
        event.accept()

    def own_menu(self, _place: QPoint | None) -> QMenu:
        """What this plot alone offers, at a place of the viewport or by a key (None)."""
        return QMenu(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bring the pictures up to date, then paint them on the theme's surface."""
        try:
            self.refresh()
        except Exception:  # noqa: BLE001 - Qt must not see it; the reporter tells of every bug
            sys.excepthook(*sys.exc_info())
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.theme.surface)
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Stretch the layers over the new size and lay out afresh at the next painting."""
        super().resizeEvent(event)
        if event is not None and hasattr(self, "overlay"):
            self.cover()
            self.mark(Stale.LAYOUT)

    def changeEvent(self, event: QEvent) -> None:
        """Lay out afresh when the font changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "overlay"):
            self.mark(Stale.LAYOUT)

    def close(self) -> bool:
        """Close as any widget does: pyqtgraph's way takes the viewport away under a living window."""
        return QWidget.close(self)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        super().leaveEvent(event)
        self.forget_mouse()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """P and N are about single runs in every plot; other keys go on to the window."""
        event.setAccepted(press_run_key(self.session, event))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to whatever scrolls around the plot."""
        event.ignore()


def came_by_tab(event: QFocusEvent) -> bool:
    """Whether a person has come to a plot by the Tab key, and so means to go on by keys."""
    tabs = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
    return event.reason() in tabs
