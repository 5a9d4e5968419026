"""What a person does with sweeps: start them, stop them, go on with them, run one run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import SHORT_ID
from guild_desktop.core.starts import StartPoint
from guild_desktop.core.values import format_value
from guild_desktop.engine.continuing import CONFIRMED, Continuation
from guild_desktop.engine.launch import call_off_queued, move_queued, start_queued
from guild_desktop.engine.request import BatchRequest, request_again
from guild_desktop.gui.dialogs.continue_dialog import ContinueDialog
from guild_desktop.gui.dialogs.stopping import ask_before_stopping, told
from guild_desktop.gui.live.running import (
    are_paused,
    latest_ended,
    pausable_batches,
    queued_batches,
    running_batches,
    running_in_form,
)
from guild_desktop.gui.live.runs_of import runs_of
from guild_desktop.gui.live.search_here import search_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.values import Value
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.live.sweep_thread import SweepThread


class SweepActions(QObject):
    """Owned by the main window, GUI thread; asks the sweep thread, which does the work.

    Signals: ``flags_wanted(script, texts)`` when flags of runs shall stand in the Run panel; ``script`` is
    empty for operations that are no script; ``start_wanted(script, StartPoint)`` when the next search shall
    try a run's flags first; ``sweep_wanted(batch)`` when a sweep shall be changed in the Run panel before
    it goes on; ``refused(UserError)``.
    """

    flags_wanted = Signal(str, object)
    start_wanted = Signal(str, object)
    sweep_wanted = Signal(str)
    refused = Signal(object)

    def __init__(self, session: Session, thread: SweepThread, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._thread = thread
        self._window = window
        self._launched_at = QElapsedTimer()
        self.script: str | None = None
        """The absolute path of the script in the Run panel, whose sweeps its Stop and *at once* mean."""

    def launch(self, request: BatchRequest, *, queued: bool = False) -> None:
        """Run what was asked for, or queue it; the second click of a double click asks for nothing more."""
        interval = QApplication.doubleClickInterval()
        if self._launched_at.isValid() and not self._launched_at.hasExpired(interval):
            return
        self._launched_at.start()
        self._session.set_objective(request.objective)
        self._thread.launch(request, queued=queued)

    def queue(self, request: BatchRequest) -> None:
        """Run what was asked for when what runs and waits has ended."""
        self.launch(request, queued=True)

    def start_queued(self, batch_id: str) -> None:
        """Start a sweep of the queue now."""
        self._thread.do(lambda store: start_queued(store, batch_id))

    def call_off_queued(self, batch_id: str) -> None:
        """Take a sweep out of the queue for good."""
        self._thread.do(lambda store: call_off_queued(store, batch_id))

    def move_queued(self, batch_id: str, place: int) -> None:
        """Give a sweep of the queue another place, from 1."""
        self._thread.do(lambda store: move_queued(store, batch_id, place))

    def call_off_all(self) -> None:
        """Empty the queue."""
        for batch in queued_batches(self._session.frame):
            self.call_off_queued(batch.id)

    def stop_all(self) -> None:
        """Stop every running sweep; asks first if there are several."""
        frame = self._session.frame
        running = running_batches(frame)
        if len(running) < 2:
            self._stop(running)
            return
        question = ask_before_stopping(self._window, [told(frame, batch) for batch in running])
        # Only those that were named: others may have begun while the question was open.
        question.accepted.connect(lambda: self._stop(running))

    def stop_script(self) -> None:
        """Stop the sweeps of the script in the Run panel, or all while no script is open there."""
        self._stop(running_in_form(self._session.frame, self.script))

    def pause_or_resume(self) -> None:
        """Pause every running sweep; if all of them are paused, let them go on."""
        batches = pausable_batches(self._session.frame)
        paused = not are_paused(batches)
        for batch in batches:
            self.pause_batch(batch.id, paused)

    def pause_batch(self, batch_id: str, paused: bool) -> None:  # noqa: FBT001 - a signal's argument
        """Let a sweep start no runs for now, or start them again; runs that are on go on."""
        self._thread.pause_batch(batch_id, paused=paused)

    def set_workers(self, workers: int) -> None:
        """Run so many trials at once from now on, in the sweeps of the script in the Run panel."""
        for batch in running_in_form(self._session.frame, self.script):
            self._thread.set_workers(batch.id, workers)

    def stop_batch(self, batch_id: str) -> None:
        """Stop a sweep; that it is being stopped is seen at once."""
        self._thread.stop_batch(batch_id)
        self._session.set_stopping(self._session.stopping | {batch_id})

    def _stop(self, batches: Iterable[Batch]) -> None:
        for batch in batches:
            self.stop_batch(batch.id)

    def continue_batch(self, batch_id: str) -> None:
        """Ask how many more trials a sweep shall get, then run them."""
        frame = self._session.frame
        dialog = ContinueDialog(frame.batches[batch_id], runs_of(frame, batch_id), self._window)
        dialog.change_wanted.connect(lambda: self.sweep_wanted.emit(batch_id))
        dialog.accepted.connect(
            lambda: self._thread.continue_batch(batch_id, dialog.continuation())
        )
        dialog.open()

    def continue_latest(self) -> None:
        """Continue the newest sweep in view that has ended."""
        batch = latest_ended(self._session.frame, self._session.selection.target)
        if batch is not None:
            self.continue_batch(batch.id)

    def continue_ten(self, batch_id: str) -> None:
        """Continue a sweep with ten more trials, without asking."""
        self._thread.continue_batch(batch_id, Continuation(more=10))

    def run_failed_again(self, batch_id: str) -> None:
        """Give the trials of a sweep that failed or were lost another attempt."""
        self._thread.continue_batch(batch_id, Continuation(failed=True))

    def confirm_best(self, batch_id: str) -> None:
        """Run the best trials of a sweep some more times, and nothing else of it."""
        self._thread.continue_batch(batch_id, Continuation(confirm=CONFIRMED))

    def confirm_latest(self) -> None:
        """Do so with the newest sweep in view that has ended."""
        batch = latest_ended(self._session.frame, self._session.selection.target)
        if batch is not None:
            self.confirm_best(batch.id)

    def run_again(self, run_id: str) -> None:
        """Run a run's flags once more."""
        run = self._session.frame.run(self._session.frame.position(run_id))
        self.launch(request_again(run, self._session.frame.batches[run.batch]))

    def search_here(self) -> None:
        """Ask for the flags of the runs that match to be put into the Run panel as a search."""
        found = search_here(self._session)
        if found is not None:
            self.flags_wanted.emit(found.script, found.texts)
            return
        self.refused.emit(
            UserError(
                self.tr("No run of a script matches, so there is nothing to search."),
                self.tr("Remove a filter, or run a script first."),
            )
        )

    def use_flags(self, run_id: str) -> None:
        """Ask for a run's flags to be put into the Run panel."""
        run = self._session.frame.run(self._session.frame.position(run_id))
        self.try_flags(run.batch, run.flags)

    def try_flags(self, batch_id: str, flags: Mapping[str, Value]) -> None:
        """Ask for flags of a sweep's script to be put into the Run panel."""
        operation = self._session.frame.batches[batch_id].operation
        script = operation.target if operation.kind == "script" else ""
        texts = {name: format_value(value) for name, value in flags.items()}
        self.flags_wanted.emit(script, texts)

    def use_as_start(self, run_id: str) -> None:
        """Ask for a run's flags to be tried first by the next search in the Run panel."""
        run = self._session.frame.run(self._session.frame.position(run_id))
        operation = self._session.frame.batches[run.batch].operation
        script = operation.target if operation.kind == "script" else ""
        self.start_wanted.emit(script, StartPoint(run.id[:SHORT_ID], run.flags))
