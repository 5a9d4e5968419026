"""What can be done with picked rows: actions with their shortcuts, and the context menu of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from guild_desktop.core.run import Status
from guild_desktop.gui.docks.runs_table.picked_rows import (
    Picked,
    batch_to_confirm,
    batch_to_continue,
    batch_to_mend,
    rows_as_table,
    running_sweeps,
    what_is_picked,
)
from guild_desktop.gui.live.pins import MOST_PINS
from guild_desktop.gui.live.running import are_paused
from guild_desktop.gui.models.pinning import PIN_KEY, pin_words, toggle_pins
from guild_desktop.gui.models.run_actions import RunActions
from guild_desktop.store.edits import Edits

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run
    from guild_desktop.gui.docks.runs_table.runs_view import RunsView
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.models.run_table_model import RunTableModel


class RowMenu(QObject):
    """The actions on picked rows; owned by the runs table, GUI thread.

    What needs an engine or another panel is asked for by signals: ``stop_batch_requested(batch)``,
    ``stop_runs_requested(batch, runs)``, ``pause_requested(batch, paused)``, ``continue_requested(batch)``,
    ``failed_requested(batch)``, ``confirm_requested(batch)``, ``run_again_requested(run)``
    ``use_flags_requested(run)`` and ``start_requested(run)``, all with ids; ``tensorboard_requested`` with
    the ids of all picked runs and those of the picked batches; ``edit_requested`` with a function to be
    called with the store, on a thread that may wait; ``label_column_needed`` before a label is edited;
    ``compare_requested`` once the picked runs are pinned; ``export_requested`` for a table of runs.
    """

    stop_batch_requested = Signal(str)
    stop_runs_requested = Signal(str, object)
    pause_requested = Signal(str, bool)
    continue_requested = Signal(str)
    failed_requested = Signal(str)
    confirm_requested = Signal(str)
    run_again_requested = Signal(str)
    use_flags_requested = Signal(str)
    start_requested = Signal(str)
    tensorboard_requested = Signal(object, object)
    edit_requested = Signal(object)
    label_column_needed = Signal()
    compare_requested = Signal()
    export_requested = Signal()

    def __init__(self, session: Session, model: RunTableModel, view: RunsView) -> None:
        super().__init__(view)
        self._session = session
        self._model = model
        self._view = view
        self.stop = self._action(self.tr("Stop"), self._stop)
        self.pause = self._action(self.tr("Pause"), self._pause)
        self.more = self._action(self.tr("Continue with more runs…"), self._continue)
        self.failed = self._action(self.tr("Run failed again"), self._run_failed_again)
        self.confirm = self._action(self.tr("Confirm the best 5"), self._confirm)
        self.confirm.setToolTip(
            self.tr("Run the five best of the sweep three more times each, to tell luck from merit")
        )
        self.repeats = self._action(self.tr("Show each repeat"), self._toggle_trial)
        self.again = self._action(self.tr("Run again"), self._run_again)
        self._one = RunActions(session, lambda: self.picked().only_run, self)
        self._one.use_flags_requested.connect(self.use_flags_requested)
        self._one.start_requested.connect(self.start_requested)
        self.use_as_start = self._one.use_as_start
        self.use_flags, self.folder = self._one.use_flags, self._one.open_folder
        self.copy_command = self._one.copy_command
        self.tensorboard = self._action(self.tr("TensorBoard"), self._show_in_tensorboard)
        self.copy_rows = self._action(self.tr("Copy rows"), self._copy_rows)
        self.copy_rows.setShortcut(QKeySequence.StandardKey.Copy)
        self.export = self._action(self.tr("Export as CSV…"), self.export_requested.emit)
        self.label = self._action(self.tr("Label"), self._edit_label)
        self.label.setShortcut(QKeySequence(Qt.Key.Key_F2))
        self.mark = self._action(self.tr("Mark"), self._mark)
        self.mark.setShortcut(QKeySequence(Qt.Key.Key_Space))
        self.pin = self._action(self.tr("Pin"), self._toggle_pins)
        self.compare = self._action(self.tr("Compare"), self._compare)
        model.label_typed.connect(self._set_label)
        self.keep = self._action(self.tr("Show only picked runs"), self._keep)
        self.hide = self._action(self.tr("Hide picked runs"), self._hide)
        view.addActions(session.narrowing.actions)
        view.customContextMenuRequested.connect(self._show)

    def _action(self, text: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(slot)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._view.addAction(action)
        return action

    def picked(self) -> Picked:
        """What the picked rows stand for."""
        return what_is_picked(
            self._model, self._model.picked(self._view.selectionModel().selection())
        )

    def refresh(self, *_changes: object) -> None:
        """Enable what makes sense for the picked rows."""
        picked = self.picked()
        run = picked.only_run
        self.stop.setEnabled(picked.is_running)
        pausable = running_sweeps(self._model.frame, picked)
        paused = are_paused(pausable)
        self.pause.setText(self.tr("Resume") if paused else self.tr("Pause"))
        self.pause.setEnabled(bool(pausable))
        self.more.setEnabled(batch_to_continue(self._model.frame, picked) is not None)
        self.failed.setEnabled(batch_to_mend(self._model.frame, picked) is not None)
        self.confirm.setEnabled(batch_to_confirm(self._model.frame, picked) is not None)
        current = self._view.currentIndex()
        is_trial = self._model.is_trial(current)
        self.repeats.setText(
            self.tr("Show each repeat") if is_trial else self.tr("Fold the repeats")
        )
        self.repeats.setVisible(is_trial or self._model.is_unfolded_repeat(current))
        self._one.fit(run)
        self.use_flags.setEnabled(run is not None)
        self.use_as_start.setEnabled(run is not None)
        self.again.setEnabled(self.copy_command.isEnabled())
        self.mark.setText(self.tr("Unmark") if _are_marked(picked) else self.tr("Mark"))
        # The key is that of the window's own action.
        self.pin.setText(f"{pin_words(self._session, picked.run_ids)}\t{PIN_KEY}")
        self.pin.setEnabled(0 < len(picked.run_ids) <= MOST_PINS)
        self.compare.setEnabled(1 < len(picked.run_ids) <= MOST_PINS)
        for action in (self.keep, self.hide, self.label, self.mark, self.tensorboard):
            action.setEnabled(bool(picked.run_ids))
        self.copy_rows.setEnabled(bool(picked.runs or picked.batches))
        if run is not None and not self._one.folder(run).is_dir():
            self.folder.setEnabled(False)

    def menu(self) -> QMenu:
        """The menu as it is now; the caller shows it."""
        self.refresh()
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        # Without filters the picked runs are what the others are about.
        picked = (self.keep, self.hide) if self._session.selection.active else ()
        for group in (
            (self.stop, self.pause, self.more, self.failed, self.confirm, self.repeats),
            (self.again, self.use_flags, self.use_as_start),
            (self.label, self.mark, self.pin, self.compare),
            (*picked, *self._session.narrowing.actions, self._session.narrowing.search_here),
            (self.copy_command, self.copy_rows, self.export, self.folder, self.tensorboard),
        ):
            menu.addActions(list(group))
            menu.addSeparator()
        return menu

    def _show(self, place: QPoint) -> None:
        if self._view.indexAt(place).isValid():
            self.menu().popup(self._view.viewport().mapToGlobal(place))

    def _stop(self) -> None:
        picked = self.picked()
        for batch in picked.batches:
            if batch.status in {Status.RUNNING, Status.PENDING}:
                self.stop_batch_requested.emit(batch.id)
        by_batch: dict[str, list[str]] = {}
        for run in picked.runs:
            if run.status in {Status.RUNNING, Status.PENDING}:
                by_batch.setdefault(run.batch, []).append(run.id)
        for batch_id, run_ids in by_batch.items():
            self.stop_runs_requested.emit(batch_id, tuple(run_ids))

    def _pause(self) -> None:
        sweeps = running_sweeps(self._model.frame, self.picked())
        paused = not are_paused(sweeps)
        for batch in sweeps:
            self.pause_requested.emit(batch.id, paused)

    def _continue(self) -> None:
        batch = batch_to_continue(self._model.frame, self.picked())
        if batch is not None:
            self.continue_requested.emit(batch.id)

    def _run_failed_again(self) -> None:
        batch = batch_to_mend(self._model.frame, self.picked())
        if batch is not None:
            self.failed_requested.emit(batch.id)

    def _confirm(self) -> None:
        batch = batch_to_confirm(self._model.frame, self.picked())
        if batch is not None:
            self.confirm_requested.emit(batch.id)

    def _toggle_trial(self) -> None:
        self._model.toggle_trial(self._view.currentIndex())

    def _run_again(self) -> None:
        run = self.picked().only_run
        if run is not None:
            self.run_again_requested.emit(run.id)

    def _show_in_tensorboard(self) -> None:
        picked = self.picked()
        batches = tuple(batch.id for batch in picked.batches)
        self.tensorboard_requested.emit(picked.run_ids, batches)

    def _copy_rows(self) -> None:
        rows = sorted(
            self._view.selectionModel().selectedRows(0),
            key=lambda index: self._view.visualRect(index).top(),
        )
        header = self._view.header()
        sections = [header.logicalIndex(visual) for visual in range(header.count())]
        seen = [section for section in sections if not self._view.isColumnHidden(section)]
        QGuiApplication.clipboard().setText(rows_as_table(self._model, rows, seen))

    def _keep(self) -> None:
        self._session.narrowing.show_only_runs(self.picked().run_ids)

    def _hide(self) -> None:
        self._session.narrowing.hide_runs(self.picked().run_ids)

    def _edit_label(self) -> None:
        index = self._view.currentIndex()
        if index.isValid() and self.picked().run_ids:
            self.label_column_needed.emit()
            section = next(
                at for at, column in enumerate(self._model.columns) if column.name == "label"
            )
            self._view.edit(index.siblingAtColumn(section))

    def _set_label(self, label: str) -> None:
        ids = _own_ids(self.picked())
        self.edit_requested.emit(lambda store: Edits(store).set_label(ids, label))

    def _mark(self) -> None:
        picked = self.picked()
        ids, marked = _own_ids(picked), not _are_marked(picked)
        self.edit_requested.emit(lambda store: Edits(store).set_marked(ids, marked=marked))

    def _toggle_pins(self) -> None:
        toggle_pins(self._session, self.picked().run_ids)

    def _compare(self) -> None:
        self._session.set_pins(self.picked().run_ids, self.tr("compare runs"))
        self.compare_requested.emit()


def _own_ids(picked: Picked) -> tuple[str, ...]:
    """The ids of the picked rows themselves: a sweep has a label and a mark of its own."""
    return (*(run.id for run in picked.runs), *(batch.id for batch in picked.batches))


def _are_marked(picked: Picked) -> bool:
    records: tuple[Run | Batch, ...] = (*picked.runs, *picked.batches)
    return bool(records) and all(record.marked for record in records)
