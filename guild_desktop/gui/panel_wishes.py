"""Brings into the Run panel what other parts of the window want there:
flags, start points, a sweep to be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from guild_desktop.core.errors import UserError
from guild_desktop.gui.live.find_record import find_start, find_sweep
from guild_desktop.gui.live.runs_of import runs_of

if TYPE_CHECKING:
    from guild_desktop.core.batch import Batch
    from guild_desktop.core.starts import StartPoint
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.run_panel.run_panel import RunPanel
    from guild_desktop.gui.sweep_actions import SweepActions


class PanelWishes(QObject):
    """Owned by the main window, GUI thread; ``open_script`` shows a script in the panel."""

    def __init__(
        self,
        session: Session,
        panel: RunPanel,
        actions: SweepActions,
        open_script: Callable[[str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._panel = panel
        self._actions = actions
        self._open_script = open_script
        actions.flags_wanted.connect(self._show_flags)
        actions.start_wanted.connect(self._add_start)
        actions.sweep_wanted.connect(self._change_sweep)
        panel.set_library(
            lambda word: find_start(session.frame, word),
            lambda word: find_sweep(session.frame, word),
            lambda batch: runs_of(session.frame, batch.id),
        )

    def _show_flags(self, script: str, texts: Mapping[str, str]) -> None:
        if script:
            self._open_script(script)
        self._panel.apply_flags(texts)

    def _add_start(self, script: str, point: StartPoint) -> None:
        if script and script != self._actions.script:
            self._open_script(script)
        self._panel.add_start(point)

    def _change_sweep(self, batch_id: str) -> None:
        batch: Batch = self._session.frame.batches[batch_id]
        try:
            self._panel.continue_sweep(batch)
        except UserError as error:
            self._panel.show_error(error)
