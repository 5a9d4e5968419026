"""What each change of the store, and each script that is opened, means for the window's parts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from guild_desktop.core.run import SHORT_ID
from guild_desktop.gui.live.running import (
    are_paused,
    latest_ended,
    latest_started,
    newest_of,
    pausable_batches,
    queued_batches,
    running_batches,
    running_in_form,
    seconds_per_run,
    sweep_in_form,
)
from guild_desktop.gui.run_panel.earlier_output import EarlierOutput
from guild_desktop.scripts.kept_output import output_path

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.run import Run
    from guild_desktop.core.selection import Selection
    from guild_desktop.gui.actions import Actions
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.run_panel.run_panel import RunPanel
    from guild_desktop.settings.preferences import Preferences
    from guild_desktop.store.store import Changes


class Following(QObject):
    """Has changes folded into the frame and keeps Run panel, actions and scope in step with it.

    Owned by the main window, GUI thread.

    Signals: ``script_wanted`` with a path, where the last window had ended, and ``script_changed``
    with the path of the one that is open now.
    """

    script_wanted = Signal(str)
    script_changed = Signal(str)

    def __init__(
        self, session: Session, panel: RunPanel, actions: Actions, preferences: Preferences
    ) -> None:
        super().__init__(actions)
        self._session = session
        self._panel = panel
        self._actions = actions
        self._preferences = preferences
        self._script: str | None = None
        self._running: set[str] | None = None
        self._scope: str | None = None
        self._untold: list[Changes] = []
        self.is_loaded = False
        session.frame_changed.connect(self._follow_frame)
        session.stopping_changed.connect(lambda: self._follow_frame(session.frame))
        session.selection_changed.connect(self._follow_scope)
        panel.set_home(session.home)
        panel.script_opened.connect(self._script_opened)

    def take_changes(self, changes: Changes) -> None:
        """Show what the store has to tell once all plots show what it told before; at first at once."""
        self._untold.append(changes)
        if self.is_loaded:
            self._session.turns.ask(self, self._tell)
            return
        self.is_loaded = True
        self._tell()
        self._come_back()

    def _tell(self) -> None:
        untold, self._untold = self._untold, []
        self._session.apply(*untold)

    def _follow_frame(self, frame: RunFrame) -> None:
        self._follow_script(frame)
        self._panel.set_known_scalars(frame.scalar_names)
        running = running_batches(frame)
        self._panel.set_busy(busy=bool(running or queued_batches(frame)))
        self._follow_ends(running)
        stopping = self._session.stopping.issuperset(batch.id for batch in running)
        self._actions.set_running(len(running), stopping=stopping)
        self._actions.set_ended(latest_ended(frame, self._scope), frame)
        sweeps = pausable_batches(frame)
        self._actions.set_pausable(len(sweeps), paused=are_paused(sweeps))

    def _follow_ends(self, running: list[Batch]) -> None:
        """Have the Run panel count what is completed when a sweep has ended, and at the very first."""
        ids = {batch.id for batch in running}
        if self._running is None or self._running - ids:
            self._panel.look_at_completed()
        self._running = ids

    def _follow_script(self, frame: RunFrame) -> None:
        """Tell the Run panel of the sweeps of its own script; others are none of its business."""
        script = self._script
        ids = {batch.id for batch in running_in_form(frame, script)}
        stopping = bool(ids) and ids <= self._session.stopping
        self._panel.set_running(sweep_in_form(frame, script), stopping=stopping)
        self._panel.set_seconds_per_run(seconds_per_run(frame, script))
        self._panel.set_earlier_output(self._earlier_output(latest_started(frame, script)))

    def _earlier_output(self, run: Run | None) -> EarlierOutput | None:
        if run is None:
            return None
        path = output_path(self._session.home.run_folder(run.id))
        return EarlierOutput(run.id[:SHORT_ID], path, tuple(run.flags), run.status)

    def _come_back(self) -> None:
        """Go on where the last window ended: its goal, and its script if none was opened yet."""
        if not self._session.frame.batches:
            return
        self._take_goal(self._scope)
        recent = self._preferences.recent_scripts
        if self._script is None and recent and Path(recent[0]).is_file():
            self.script_wanted.emit(recent[0])

    def _follow_scope(self, selection: Selection) -> None:
        """Other runs came into view: their goal is the one that counts, not that of what was seen before."""
        if selection.target != self._scope:
            self._scope = selection.target
            self._take_goal(self._scope)
            self._follow_frame(self._session.frame)

    def _take_goal(self, target: str | None) -> None:
        newest = newest_of(self._session.frame, target)
        if newest is not None:
            self._session.set_objective(newest.objective)

    def _script_opened(self, path: str) -> None:
        self._script = path
        self.script_changed.emit(path)
        self._follow_script(self._session.frame)
        self._actions.set_recent(self._preferences.recent_scripts)
        self._session.settle(replace(self._session.selection, target=path))
