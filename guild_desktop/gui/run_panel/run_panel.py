"""The Run panel: what to run, with which values, how, and the button that does it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from guild_desktop.core.batch import Batch
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run
from guild_desktop.core.space import SearchSpace
from guild_desktop.core.starts import StartPoint
from guild_desktop.engine.request import BatchRequest
from guild_desktop.gui.run_panel.command_intake import CommandIntake
from guild_desktop.gui.run_panel.completed_count import Counter
from guild_desktop.gui.run_panel.continued import Continued
from guild_desktop.gui.run_panel.current_script import CurrentScript
from guild_desktop.gui.run_panel.earlier_output import EarlierOutput
from guild_desktop.gui.run_panel.entries import choices, recall, take_command
from guild_desktop.gui.run_panel.incoming import Incoming
from guild_desktop.gui.run_panel.opened_script import OpenedScript
from guild_desktop.gui.run_panel.panel_form import PanelForm
from guild_desktop.gui.run_panel.prospect import Prospect
from guild_desktop.gui.run_panel.run_command import RunCommand
from guild_desktop.gui.theme import Themes
from guild_desktop.settings.preferences import PanelMemory
from guild_desktop.store.home import Home


class RunPanel(QWidget):
    """From a script to a request; owned by the main window, on the GUI thread.

    Signals: ``continue_requested(str, Continuation)`` if a sweep shall go on, with its id;
    ``run_requested(BatchRequest)``, or ``queue_requested(BatchRequest)`` if it shall wait;
    ``stop_requested()``; ``workers_changed(int)`` when a person changes how many run at once while a sweep
    runs; ``script_opened(str)``, its absolute path; ``file_dropped(str)``, whatever it is;
    ``ready_changed(bool, str)``, whether Run can be pressed and what stands on it.
    """

    run_requested = Signal(object)
    continue_requested = Signal(str, object)
    queue_requested = Signal(object)
    stop_requested = Signal()
    workers_changed = Signal(int)
    script_opened = Signal(str)
    file_dropped = Signal(str)
    ready_changed = Signal(bool, str)

    def __init__(
        self, themes: Themes, settings: PanelMemory, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("runPanel")
        self.setAccessibleName(self.tr("Run panel"))
        self._memory = settings
        self._current = CurrentScript(self)
        self._running: Batch | None = None
        self._quiet = 0
        self._runs_of: Callable[[Batch], Sequence[Run]] = lambda _batch: ()
        self._form = PanelForm(themes, self)
        self._prospect = Prospect(self._form, self._current, self)
        self._incoming = Incoming(self)
        self._intake = CommandIntake(
            self._form, self._current, self.open_script, self._one_refresh, self
        )
        self._intake.go_on = self.continue_sweep
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._form)
        self._connect()
        self._form.script.set_recent(settings.recent_scripts)
        self._refresh()

    # --- what the window does with it

    def open_script(self, path: str) -> None:
        """Show a script and its flags as they were left; problems are told beside its name."""
        self._open(path)
        if self._current.script is not None:
            self._form.table.go_to_first()

    def request(self) -> BatchRequest | None:
        """What Run would ask for now; None while something is wrong, which the panel tells."""
        return self._prospect.request()

    def problem(self) -> UserError | None:
        """Why there is no ``request``, None if there is one."""
        return self._prospect.problem()

    def run(self) -> None:
        """Press Run."""
        self._form.table.finish_editing()
        # What went away a moment ago has not been noticed yet.
        self._form.interpreter.look_again()
        self._current.look_again()
        if (going_on := self._prospect.change()) is not None:
            self._form.flags.forget_gone()
            self.continue_sweep(None)
            self.continue_requested.emit(*going_on)
            return
        request = self.request()
        if request is None or self._current.script is None:
            return
        self._memory.remember(str(self._current.script.path), choices(self._form))
        self._form.script.set_recent(self._memory.recent_scripts)
        self._prospect.draw_seed()
        self._form.flags.forget_gone()
        waits = self._form.queue.isVisibleTo(self) and self._form.queue.isChecked()
        (self.queue_requested if waits else self.run_requested).emit(request)
        self._refresh()

    def apply_flags(self, flags: Mapping[str, str]) -> None:
        """Write these expressions into the flags table, the others back to their defaults."""
        self._form.flags.write(flags)

    def continue_sweep(self, batch: Batch | None, said: RunCommand | None = None) -> None:
        """Enter the settings of a sweep, which goes on when Run is pressed.

        What a command has ``said`` comes on top. None makes new sweeps. ``UserError`` for a wrong setting.
        """
        if batch is None:
            with self._one_refresh():
                self._form.more.seed = None
                self._prospect.go_on_with(None)
            return
        if not self._current.is_meant_by(batch.operation.target):
            self.open_script(batch.operation.target)
        if self._current.script is None:
            return
        continued = Continued(batch, lambda: self._runs_of(batch))
        with self._one_refresh():
            take_command(self._form, continued.settings(said))
            self._prospect.go_on_with(continued)

    def add_start(self, point: StartPoint) -> None:
        """Let the next searches of this script try these flags first."""
        starts = self._form.preview.starts
        starts.points = (*starts.points, point)

    def set_library(
        self,
        find_start: Callable[[str], StartPoint | None],
        find_sweep: Callable[[str], Batch | None],
        runs_of: Callable[[Batch], Sequence[Run]],
    ) -> None:
        """Who knows the run and the sweep that a pasted command names, and the runs that a sweep has now."""
        self._intake.find_start, self._intake.find_sweep = find_start, find_sweep
        self._runs_of = runs_of

    def choose_method(
        self, name: str | None, *, max_trials: int | None = None, seed: int | None = None
    ) -> None:
        """Choose method, number of runs and seed as a person would; None lets the window choose."""
        with self._one_refresh():
            self._form.method.choose(name)
            self._form.limits.set_max_trials(max_trials)
            self._form.more.seed = seed

    def fill_in(self, text: str) -> None:
        """Fill everything in from a ``guild run …`` or ``guild-desktop run …`` command."""
        self._intake.fill_in(text)

    def paste_command(self) -> None:
        """Fill everything in from the command on the clipboard; says so if there is none."""
        self._intake.paste()

    def set_running(self, batch: Batch | None, *, stopping: bool = False) -> None:
        """Say which sweep of the open script runs: Stop is there only then, and *at once* changes it."""
        is_new = batch is not None and (self._running is None or self._running.id != batch.id)
        self._running = batch
        self._form.show_stop(shown=batch is not None, stopping=stopping)
        if batch is not None and is_new and not batch.hidden:
            self._form.limits.set_workers(batch.limits.workers)

    def set_busy(self, *, busy: bool) -> None:
        """Say whether something runs or waits, of whatever script: then a sweep can wait for its end."""
        self._form.queue.setVisible(busy)

    def set_known_scalars(self, names: Iterable[str]) -> None:
        """The scalars earlier runs reported, to be offered as goals."""
        self._form.goal.set_known_scalars(names)

    def set_count_inside(self, count_inside: Callable[[SearchSpace], int]) -> None:
        """Who knows how many earlier runs of the open script lie inside a space."""
        self._form.preview.set_count_inside(count_inside)

    def set_home(self, home: Home) -> None:
        """Where runs will be: what of a script's folder holds it, they do not see."""
        self._form.source.set_apart(home.batches)

    def set_earlier_output(self, earlier: EarlierOutput | None) -> None:
        """What the newest run of this script printed, for patterns to be tried on; None if there is none."""
        self._form.more.patterns.set_earlier(earlier)

    def set_count_completed(self, counter: Counter) -> None:
        """Who finds out how many trials of a planned batch are completed."""
        self._prospect.completed.set_counter(counter)
        self.look_at_completed()

    def look_at_completed(self) -> None:
        """Find out again how much of what Run would do is completed: runs have ended."""
        self._prospect.completed.forget()
        self._refresh()

    def set_seconds_per_run(self, seconds: float | None) -> None:
        """How long earlier runs of this script took, for the estimate; None if there were none."""
        self._form.preview.set_seconds_per_run(seconds)

    def show_error(self, error: UserError) -> None:
        """Tell beside the button what could not be done; the next change of a person takes it away."""
        self._prospect.show_error(error)

    # --- inside

    def _connect(self) -> None:
        form = self._form
        form.script.path_entered.connect(self.open_script)
        form.script.command_entered.connect(self.fill_in)
        form.preview.needed.toggled.connect(self._refresh)
        form.preview.starts.changed.connect(self._refresh)
        self._prospect.completed.changed.connect(self._refresh)
        self._prospect.ready_changed.connect(self.ready_changed)
        parts = (form.interpreter, form.method, form.options, form.goal, form.limits, form.more)
        for part in parts:
            part.changed.connect(self._refresh)
        form.flags.edited.connect(self._refresh)
        form.table.command_pasted.connect(self.fill_in)
        form.errors.problem_chosen.connect(form.table.edit_named)
        form.limits.workers_changed.connect(self._pass_workers)
        form.run.clicked.connect(self.run)
        form.strip.left.connect(lambda: self.continue_sweep(None))
        form.stop.clicked.connect(self.stop_requested)
        self._current.reread.connect(self._take_reread)
        self._current.broken.connect(self._refresh)
        self._current.mended.connect(self._open)
        self._incoming.command_received.connect(self.fill_in)
        self._intake.refused.connect(self.show_error)
        self._incoming.file_received.connect(self.file_dropped)
        self._incoming.watch(self)
        form.more.patterns.line_added.connect(self._incoming.watch_field)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.run)

    def _open(self, path: str) -> None:
        script, form = self._current.open(path), self._form
        form.source.look(None)
        if script is None:
            form.script.show_path(path)
            with self._one_refresh():
                form.interpreter.clear()
                form.flags.open(())
                form.goal.set_script_scalars(())
            return
        target = str(script.path)
        memory = self._memory.recall(target)
        self._memory.remember(target, memory)
        # What runs now is another script's, until the window says otherwise.
        self.set_running(None)
        with self._one_refresh():
            self._prospect.go_on_with(None)
            form.script.show_path(target)
            form.script.set_recent(self._memory.recent_scripts)
            form.interpreter.open(script.path, memory.python, script.modules)
            form.flags.open(script.flags, takes_others=script.takes_others)
            form.goal.set_script_scalars(script.scalars)
            recall(form, memory)
        self.script_opened.emit(target)

    @contextlib.contextmanager
    def _one_refresh(self) -> Iterator[None]:
        self._quiet += 1
        try:
            yield
        finally:
            self._quiet -= 1
            self._refresh()

    def _refresh(self) -> None:
        if self._quiet:
            return
        self._quiet += 1
        try:
            self._prospect.show()
        finally:
            self._quiet -= 1

    def _take_reread(self, script: OpenedScript) -> None:
        form = self._form
        with self._one_refresh():
            form.interpreter.check(script.modules)
            form.flags.reread(script.flags, takes_others=script.takes_others)
            form.goal.set_script_scalars(script.scalars)

    def _pass_workers(self, number: int) -> None:
        if self._running is not None:
            self.workers_changed.emit(number)
