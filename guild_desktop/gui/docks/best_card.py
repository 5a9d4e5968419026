"""The Best card: the best value seen, what a model says about it, and what to do with its flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from guild_desktop.core.run import SHORT_ID
from guild_desktop.gui.flow_layout import FlowLayout
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.models.best_words import BestWords, best_words
from guild_desktop.gui.models.expected_best import ExpectedBest
from guild_desktop.gui.models.gain_words import gain_words
from guild_desktop.gui.models.run_actions import ActionChip, DrawnChip, RunActions
from guild_desktop.gui.models.seen_widget import is_in_sight
from guild_desktop.gui.models.told_flags import ToldFlags
from guild_desktop.gui.plots.elided_label import ElidedLabel

if TYPE_CHECKING:
    from guild_desktop.core.run import Run
    from guild_desktop.gui.live.analyses import Analyses
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes

_AFTER = 1000
"""Milliseconds after the start before anything is computed for the card."""

_NARROW = 200
"""Pixels; in less the buttons would stand one below the other, and the card take the others' room."""


class BestCard(QWidget):
    """The content of the Best dock; owned by the main window, GUI thread.

    The best run is that of the focus; the model's best that of the newest sweep in view that has
    one. Signals: ``use_flags_requested``, ``start_requested`` and ``save_requested``, with the run's id.
    """

    use_flags_requested = Signal(str)
    start_requested = Signal(str)
    save_requested = Signal(str)

    def __init__(
        self, session: Session, themes: Themes, analyses: Analyses, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._analyses = analyses
        self._is_followed = False
        self._expected = ExpectedBest(session, analyses)
        self._run: Run | None = None
        self._shown_for: tuple[object, ...] = ()
        self._flags_told = ToldFlags(session.frame, session.base)
        self.setObjectName("bestCard")
        self.setAccessibleName(self.tr("Best run"))
        self._value = plain_label()
        self._value.setObjectName("bestValue")
        self._value.setMinimumWidth(40)
        font = self._value.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        font.setBold(True)
        self._value.setFont(font)
        self._beside = ElidedLabel()
        self._below = ElidedLabel()
        self._gain = ElidedLabel()
        self._gain.hide()
        self._link = QPushButton(self)
        self._link.setObjectName("bestRun")
        self._link.setProperty("chip", True)
        self._link.setToolTip(self.tr("Show this run in the table and the plots"))
        self._link.clicked.connect(self._highlight)
        actions = RunActions(session, lambda: self._run, self)
        actions.use_flags_requested.connect(self.use_flags_requested)
        actions.start_requested.connect(self.start_requested)
        actions.save_requested.connect(self.save_requested)
        self._actions = actions
        self._tools = [
            ActionChip(action, self)
            for action in (actions.copy_command, actions.use_flags, actions.use_as_start)
        ]
        self._of_run = (
            self._link,
            DrawnChip(actions.open_folder, "folder", themes, self),
            DrawnChip(actions.save, "save", themes, self),
        )
        self._joint = ", "
        self._build()
        session.frame_changed.connect(self._refresh)
        session.selection_changed.connect(self._refresh)
        session.objective_changed.connect(self._refresh)
        analyses.changed.connect(self._refresh)

        # The window itself comes first.
        QTimer.singleShot(_AFTER, self, self._follow)
        self._refresh()

    @property
    def sentence(self) -> str:
        """All that the card says, in one line."""
        rest = self._joint.join(part for part in (self._beside.text, self._below.text) if part)
        parts = (self._value.text(), rest, self._gain.text)
        return " · ".join(part for part in parts if part)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._value)
        top.addWidget(self._beside, 1, Qt.AlignmentFlag.AlignBottom)
        below = QHBoxLayout()
        below.setSpacing(8)
        for button in self._of_run:
            below.addWidget(button)
        below.addWidget(self._below, 1)
        # Side by side even where the window is as small as it can be.
        tools = FlowLayout(gap=6)
        for button in self._tools:
            tools.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(below)
        column.addWidget(self._gain)
        column.addLayout(tools)
        column.addStretch(1)

    def event(self, event: QEvent) -> bool:
        """Qt's: keep the height that all buttons need in this width, or they would be cut off."""
        layout = self.layout()
        if event.type() == QEvent.Type.Paint and self._is_followed:
            # It may come from behind another tab.
            self._analyses.follow()
        if layout and event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self.setMinimumHeight(layout.heightForWidth(max(self.width(), _NARROW)))
        return super().event(event)

    def _follow(self) -> None:
        self._is_followed = True
        self._analyses.add_viewer(self, lambda: is_in_sight(self) and self._expected.is_wanted)

    def _refresh(self, _change: object = None) -> None:
        session = self._session
        best, selection = session.best, session.selection
        nothing = best is None and bool(session.focus.any())
        view = selection.target, selection.kept
        expected = self._expected.of(best)
        told = (session.frame, view, session.objective, best, nothing, expected)
        if told == self._shown_for:
            return
        if told[:2] != self._shown_for[:2]:
            self._flags_told = ToldFlags(session.frame, session.base)
        self._shown_for = told
        self._run = None if best is None else session.frame.run(best)
        self._actions.fit(self._run)
        for widget in (*self._tools, self._value, self._below, *self._of_run):
            widget.setVisible(self._run is not None)
        self._tell(best_words(self._run, session, self._flags_told, expected))
        self._gain.set_text("" if best is None else gain_words(session.frame, best))
        self._gain.setVisible(bool(self._gain.text))
        if self._run is not None:
            run_id = self._run.id[:SHORT_ID]
            self._link.setText(run_id)
            self._link.setAccessibleName(self.tr("Show run {0}").format(run_id))

    def _tell(self, words: BestWords) -> None:
        self._value.setText(words.value)
        self._beside.set_text(words.beside)
        self._beside.setToolTip(words.beside_tip)
        self._below.set_text(words.below)
        self._below.setToolTip(words.below_tip)
        self._joint = words.joint

    def _highlight(self) -> None:
        if self._run is not None:
            self._session.set_highlight([self._run.id])
