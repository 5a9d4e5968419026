"""The banner that says how a sweep has ended, and offers what one does then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QToolButton, QWidget

from guild_desktop.core.clause import OneOf
from guild_desktop.core.run import Status
from guild_desktop.gui.flow_layout import FlowLayout
from guild_desktop.gui.icons import icon
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.live.running import can_confirm, can_run_failed_again
from guild_desktop.gui.models.end_words import end_words
from guild_desktop.gui.models.sweep_counts import SweepCounts
from guild_desktop.gui.plain_text import breakable, plain_tooltip

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes


_GAP = 8
_ROOM_FOR_WORDS = 300
"""Pixels that the words have at least beside what is offered."""


class EndBanner(QFrame):
    """Above the runs table; owned by the main window, GUI thread. Hidden until a sweep has ended.

    Tells of sweeps that ended while the window watched, of a single run only if it failed. Signals,
    with a batch's id: ``continue_requested``, for what a grid has left or ten runs more of a search,
    and ``failed_requested``, for other attempts at what failed, and ``confirm_requested``, for more
    repeats of the best.
    """

    continue_requested = Signal(str)
    failed_requested = Signal(str)
    confirm_requested = Signal(str)

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._watched: set[str] | None = None
        self._on: set[str] = set()
        self._batch: Batch | None = None
        self._dismissed = False
        self.setObjectName("endBanner")
        self.setAccessibleName(self.tr("How the sweep ended"))
        self.setProperty("tinted", True)
        self._text = plain_label("", self)
        self._text.setObjectName("endText")
        self._text.setWordWrap(True)
        self._more = QPushButton(self.tr("Continue 10 more"), self)
        self._more.setObjectName("continueTenMore")
        self._more.setProperty("chip", True)
        self._more.clicked.connect(self._continue)
        self._search = QPushButton(self.tr("Search here"), self)
        self._search.setObjectName("searchHere")
        self._search.setProperty("chip", True)
        self._search.setToolTip(
            self.tr("Put the ranges in which the matching runs lie into the Run panel (Ctrl+E)")
        )
        self._search.clicked.connect(session.narrowing.search_here.trigger)
        self._failures = QPushButton(self.tr("Show failures"), self)
        self._failures.setObjectName("showFailures")
        self._failures.setProperty("chip", True)
        self._failures.clicked.connect(self._show_failures)
        self._again = QPushButton(self.tr("Run failed again"), self)
        self._again.setObjectName("runFailedAgain")
        self._again.setProperty("chip", True)
        self._again.clicked.connect(self._run_failed_again)
        self._confirm = QPushButton(self.tr("Confirm the best 5"), self)
        self._confirm.setObjectName("confirmBest")
        self._confirm.setProperty("chip", True)
        self._confirm.setToolTip(
            self.tr("Run the five best three more times each, to tell luck from merit")
        )
        self._confirm.clicked.connect(self._confirm_best)
        self._close = QToolButton(self)
        self._close.setObjectName("dismissBanner")
        self._close.setProperty("flat", True)
        self._close.setIconSize(QSize(12, 12))
        self._close.setToolTip(self.tr("Dismiss"))
        self._close.setAccessibleName(self.tr("Dismiss"))
        self._close.clicked.connect(self._dismiss)
        self._offers = QWidget(self)
        flow = FlowLayout(self._offers, _GAP)
        for offer in (self._failures, self._again, self._search, self._confirm, self._more):
            flow.addWidget(offer)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 6, 8, 6)
        self._grid.setSpacing(_GAP)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self._text, 0, 0)
        self._grid.addWidget(self._close, 0, 2)
        self.hide()
        session.frame_changed.connect(self._follow)
        session.selection_changed.connect(self._show_or_hide)
        themes.theme_changed.connect(self._recolour)
        self._recolour()
        if session.frame.revision:
            self._follow()

    @property
    def sentence(self) -> str:
        """What the banner says."""
        return self._text.text()

    def minimumSizeHint(self) -> QSize:
        """Qt's: what is offered may stand in several lines."""
        widest = max((offer.sizeHint().width() for offer in self._shown_offers()), default=0)
        margins = self._grid.contentsMargins()
        width = widest + margins.left() + margins.right()
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: put what is offered beside the words, or below them where there is little room."""
        super().resizeEvent(event)
        self._arrange()

    def _shown_offers(self) -> list[QPushButton]:
        offers = (self._failures, self._again, self._search, self._confirm, self._more)
        return [offer for offer in offers if not offer.isHidden()]

    def _arrange(self) -> None:
        line = sum(offer.sizeHint().width() + _GAP for offer in self._shown_offers())
        beside = self.width() - line >= _ROOM_FOR_WORDS
        margins = self._grid.contentsMargins()
        below = self.width() - margins.left() - margins.right()
        self._offers.setFixedWidth(max(line if beside else below, 0))
        self._offers.setVisible(line > 0)
        self._grid.removeWidget(self._offers)
        if beside:
            self._grid.addWidget(self._offers, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        else:
            self._grid.addWidget(self._offers, 1, 0, 1, 3)

    def _follow(self, _frame: object = None) -> None:
        """Notice which sweeps have ended since the last look; the newest is told."""
        batches = self._session.frame.batches
        on = {batch_id for batch_id, batch in batches.items() if not batch.status.is_finished}
        if self._watched is None:
            # What had ended before this window looked for the first time is no news.
            self._watched = set(batches)
            self._on = on
            return
        ended = [
            batch
            for batch_id, batch in batches.items()
            if batch.status.is_finished and (batch_id in self._on or batch_id not in self._watched)
        ]
        self._watched |= set(batches)
        self._on = on
        if self._batch is not None and self._batch.id in on:
            # It goes on.
            self._dismiss()
        told = [batch for batch in ended if not batch.hidden or batch.status is Status.ERROR]
        if told:
            self._tell(max(told, key=lambda batch: batch.stopped or 0.0))

    def _tell(self, batch: Batch) -> None:
        self._batch = batch
        self._dismissed = False
        counts = SweepCounts.of(batch, self._session.frame)
        self._text.setText(breakable(end_words(batch, counts, self._session)))
        self._text.setToolTip(plain_tooltip(batch.reason))
        self._text.setProperty("error", batch.status is Status.ERROR)
        self._text.style().unpolish(self._text)
        self._text.style().polish(self._text)
        is_script = batch.operation.kind == "script"
        self._search.setVisible(is_script and not batch.hidden and counts.completed > 0)
        self._failures.setVisible(counts.number(Status.ERROR) + counts.earlier_failed > 0)
        self._again.setVisible(can_run_failed_again(self._session.frame, batch))
        self._confirm.setVisible(can_confirm(self._session.frame, batch))
        self._more.setText(
            self.tr("Continue") if batch.optimizer == "grid" else self.tr("Continue 10 more")
        )
        self._more.setVisible(self._can_go_on(batch, counts))
        self._arrange()
        self._show_or_hide()

    def _show_or_hide(self, _selection: object = None) -> None:
        """A sweep is not told above the runs of another script."""
        batch, scope = self._batch, self._session.selection.target
        told = batch is not None and scope in {None, batch.operation.target}
        self.setVisible(told and not self._dismissed)

    def _dismiss(self) -> None:
        self._dismissed = True
        self.hide()

    @staticmethod
    def _can_go_on(batch: Batch, counts: SweepCounts) -> bool:
        """A grid has nothing left to try once all of it is done; a search always has, a table never."""
        # What a grid has left when nothing but failures is left, is run by the button about failures.
        left = counts.done + counts.number(Status.ERROR) + counts.number(Status.LOST)
        left = batch.optimizer != "grid" or left < counts.planned
        return left and not batch.hidden and batch.operation.can_run

    # What a person does

    def _continue(self) -> None:
        if self._batch is not None:
            self._dismiss()
            self.continue_requested.emit(self._batch.id)

    def _run_failed_again(self) -> None:
        if self._batch is not None:
            self._dismiss()
            self.failed_requested.emit(self._batch.id)

    def _confirm_best(self) -> None:
        if self._batch is not None:
            self._dismiss()
            self.confirm_requested.emit(self._batch.id)

    def _show_failures(self) -> None:
        if self._batch is None:
            return
        failed = OneOf("status", ("error",))
        selection = self._session.selection.with_column("status", failed)
        if not self._batch.hidden:
            selection = selection.with_column("batch", OneOf("batch", (self._batch.id,)))
        frame = self._session.frame
        wanted = frame.run_batches.mask((self._batch.id,)) & failed.mask(frame)
        if (wanted & ~self._session.base).any():
            # Nobody asks to see failures that stay hidden.
            selection = selection.with_all_back()
        self._session.set_selection(selection, self.tr("show failures"))

    def _recolour(self, _theme: object = None) -> None:
        self._close.setIcon(icon("close", self._themes.theme.muted))
