"""What a person does with TensorBoard: show runs there, open its page again, stop it."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QAction, QDesktopServices

from guild_desktop.gui.live.sent_runs import SentRuns
from guild_desktop.gui.live.shown_runs import ShownRuns
from guild_desktop.gui.live.tensorboard_thread import TensorBoardThread

if TYPE_CHECKING:
    from guild_desktop.core.errors import UserError
    from guild_desktop.core.run import Run
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.runs_page import RunsPage

_REST = 1000
"""Milliseconds between two additions while runs arrive: TensorBoard itself looks every two seconds."""


class TensorBoardActions(QObject):
    """Owned by the main window, GUI thread; asks its own thread, which does the work.

    ``action`` shows the runs that match. While TensorBoard is open, runs are added that match what
    matched then, or belong to sweeps that were picked.
    """

    def __init__(self, session: Session, page: RunsPage, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._bar = page.tensorboard_bar
        self._thread = TensorBoardThread(session.home, self)
        self._shown = ShownRuns()
        self._sent = SentRuns()
        self._address = ""
        self._start = 0
        self._is_on = False
        self._seen = True
        self.action = QAction(self.tr("TensorBoard"), self)
        self.action.triggered.connect(self.show_matching)
        self._clock = QTimer(self, interval=_REST, singleShot=True)
        self._clock.timeout.connect(self._add)
        self._thread.opened.connect(self._opened)
        self._thread.refused.connect(self._refused)
        self._bar.open_requested.connect(self._open)
        self._bar.stop_requested.connect(self.stop)
        page.table.menu.tensorboard_requested.connect(self.show_picked)
        session.frame_changed.connect(self._follow)
        session.selection_changed.connect(self._enable)
        self._enable()

    def show_matching(self) -> None:
        """Show the runs that satisfy all filters, and those that will."""
        self._show(self._base().with_selection(self._session.selection))

    def show_picked(self, run_ids: tuple[str, ...], batches: tuple[str, ...]) -> None:
        """Show picked runs, and all runs of picked sweeps."""
        self._show(self._base().with_picked(run_ids, batches))

    def stop(self) -> None:
        """End TensorBoard."""
        self._thread.stop(self._start)
        self._is_on = False
        self._bar.hide()

    def finish(self) -> None:
        """End TensorBoard and its thread; harmless when they have ended."""
        self._is_on = False
        self._thread.finish()

    def _base(self) -> ShownRuns:
        """What is shown already."""
        if not self._is_on:
            self._start += 1
            self._shown, self._sent, self._address = ShownRuns(), SentRuns(), ""
        return self._shown

    def _show(self, shown: ShownRuns) -> None:
        self._shown, self._is_on = shown, True
        frame = self._session.frame
        runs = compress(reversed(frame.runs), reversed(shown.mask(frame)))
        batches = dict.fromkeys(run.batch for run in runs)
        pythons = [frame.batches[one].operation.python for one in batches]
        self._thread.show(self._start, self._news(), pythons)
        if not self._address:
            self._bar.tell_start()

    def _news(self) -> list[Run]:
        """The runs that are new or have changed since they were sent."""
        return self._sent.news(self._shown, self._session.frame)

    def _follow(self, _frame: object = None) -> None:
        self._enable()
        if self._is_on and not self._clock.isActive():
            self._clock.start()

    def _add(self) -> None:
        news = self._news() if self._is_on else []
        if news:
            self._thread.add(self._start, news)
            self._tell()

    def _enable(self, _selection: object = None) -> None:
        matching = bool(self._session.focus.any())
        self.action.setEnabled(matching)
        self.action.setToolTip(
            self.tr("Show the runs that match in TensorBoard")
            if matching
            else self.tr("There is no run that matches")
        )

    def _is_of_now(self, start: int) -> bool:
        """Whether news are of the TensorBoard that is on, and not late ones of an earlier."""
        return self._is_on and start == self._start

    def _opened(self, start: int, address: str) -> None:
        if self._is_of_now(start):
            self._address = address
            self._open()

    def _open(self) -> None:
        self._seen = QDesktopServices.openUrl(QUrl(f"{self._address}#hparams"))
        self._tell()

    def _tell(self) -> None:
        if self._address:
            self._bar.tell_open(self._sent.begun, self._address, seen=self._seen)

    def _refused(self, start: int, error: UserError) -> None:
        if self._is_of_now(start):
            self._is_on = False
            self._bar.tell_error(error)
