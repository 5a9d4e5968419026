"""The middle of the window: filter bar, what there is to tell, and runs table, one above the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from guild_desktop.gui.docks.end_banner import EndBanner
from guild_desktop.gui.docks.filter_bar.filter_bar import FilterBar
from guild_desktop.gui.docks.queue_bar import QueueBar
from guild_desktop.gui.docks.runs_table.runs_table import RunsTable
from guild_desktop.gui.docks.tensorboard_bar import TensorBoardBar

if TYPE_CHECKING:
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.live.sweep_thread import SweepThread
    from guild_desktop.gui.sweep_actions import SweepActions
    from guild_desktop.gui.theme import Themes


class RunsPage(QWidget):
    """The central widget once a script is open or runs exist; owned by the main window."""

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filter_bar = FilterBar(session, themes, self)
        self.banner = EndBanner(session, themes, self)
        self.queue_bar = QueueBar(session, themes, self)
        self.tensorboard_bar = TensorBoardBar(themes, self)
        self.table = RunsTable(session, themes, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.filter_bar)
        column.addWidget(self.banner)
        column.addWidget(self.queue_bar)
        column.addWidget(self.tensorboard_bar)
        column.addWidget(self.table, 1)

    def focus_filter(self) -> None:
        """Put the cursor into the filter field."""
        self.filter_bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def clear_filters(self) -> None:
        """Take all filters away; one step of undo."""
        self.filter_bar.clear()

    def serve(self, actions: SweepActions, thread: SweepThread) -> None:
        """Have done what is asked for in the table's menu, the queue and the banner."""
        menu, queue, banner = self.table.menu, self.queue_bar, self.banner
        menu.stop_batch_requested.connect(actions.stop_batch)
        menu.pause_requested.connect(actions.pause_batch)
        menu.stop_runs_requested.connect(thread.stop_runs)
        menu.continue_requested.connect(actions.continue_batch)
        menu.failed_requested.connect(actions.run_failed_again)
        menu.confirm_requested.connect(actions.confirm_best)
        menu.run_again_requested.connect(actions.run_again)
        menu.use_flags_requested.connect(actions.use_flags)
        menu.start_requested.connect(actions.use_as_start)
        menu.edit_requested.connect(thread.do)
        queue.move_requested.connect(actions.move_queued)
        queue.start_requested.connect(actions.start_queued)
        queue.call_off_requested.connect(actions.call_off_queued)
        banner.continue_requested.connect(actions.continue_ten)
        banner.failed_requested.connect(actions.run_failed_again)
        banner.confirm_requested.connect(actions.confirm_best)
