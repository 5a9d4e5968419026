"""The Best card: the best value seen, what a model says about it, and what to do with its flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from guild_desktop.analysis.words import luck_words
from guild_desktop.core.trial_groups import spread_of
from guild_desktop.flags import space_of
from guild_desktop.gui import format as written
from guild_desktop.gui.flow_layout import FlowLayout
from guild_desktop.gui.models.cell_text import one_line, plain_tooltip
from guild_desktop.gui.models.expected_best import ExpectedBest, expected_text
from guild_desktop.gui.models.gain_words import gain_words
from guild_desktop.gui.models.modelled_best import is_lucky, modelled_sweep
from guild_desktop.gui.models.run_actions import ActionChip, DrawnChip, RunActions
from guild_desktop.gui.models.seen_widget import is_in_sight
from guild_desktop.gui.models.told_flags import ToldFlags
from guild_desktop.gui.models.trial_rows import spread_text
from guild_desktop.gui.plots.elided_label import ElidedLabel

if TYPE_CHECKING:
    from guild_desktop.analysis.results import SeenBest
    from guild_desktop.core.batch import ModelBest
    from guild_desktop.core.run import Run
    from guild_desktop.core.trial_end import Spread
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
        self._value = _label("bestValue")
        font = self._value.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        font.setBold(True)
        self._value.setFont(font)
        self._where = ElidedLabel()
        self._second = ElidedLabel()
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
        rest = self._joint.join(part for part in (self._where.text, self._second.text) if part)
        parts = (self._value.text(), rest, self._gain.text)
        return " · ".join(part for part in parts if part)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._value)
        top.addWidget(self._where, 1, Qt.AlignmentFlag.AlignBottom)
        second = QHBoxLayout()
        second.setSpacing(8)
        for button in self._of_run:
            second.addWidget(button)
        second.addWidget(self._second, 1)
        # Side by side even where the window is as small as it can be.
        tools = FlowLayout(gap=6)
        for button in self._tools:
            tools.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(second)
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
        for widget in (*self._tools, self._value, self._second, *self._of_run):
            widget.setVisible(self._run is not None)
        if self._run is None:
            self._where.set_text(self._reason_for_nothing())
            self._second.set_text("")
            self._gain.set_text("")
            self._gain.hide()
            return
        if self._spread() is not None:
            # What is expected of a single run says nothing about the mean of several.
            expected = None
        seen = self._value_of(self._run)
        self._link.setText(self._run.id[:8])
        self._link.setAccessibleName(self.tr("Show run {0}").format(self._run.id[:8]))
        batch = modelled_sweep(self._session)
        if batch is None or batch.model_best is None:
            self._tell(self._seen_words(), seen, self._flags_told.text(self._run.flags))
            if expected is not None:
                self._tell_expected(expected)
        elif space_of(batch).holds(self._run.flags):
            self._tell_model(batch.model_best, seen, expected)
        else:
            self._tell(self._seen_words(), seen, self._flags_told.text(self._run.flags))
            self._tell_elsewhere(batch.model_best)
        self._gain.set_text("" if best is None else gain_words(session.frame, best))
        self._gain.setVisible(bool(self._gain.text))

    def _tell(self, words: str, value: float, where: str) -> None:
        # As in its column of the table, so that the same value has the same digits.
        column = self._session.frame.objective_column(self._session.objective)
        form = self._flags_told.format(column)
        spread = self._spread()
        self._value.setText(form.text(value) if spread is None else spread_text(spread, form))
        self._joint = ", "
        self._where.set_text(words)
        self._where.setToolTip("")
        self._second.set_text(self.tr("at {0}").format(where) if where else "")
        self._second.setToolTip(plain_tooltip(self._all_flags()))

    def _tell_expected(self, expected: SeenBest) -> None:
        """Beside the best seen of runs that no model chose: whether it was lucky."""
        words = self.tr("lucky? {0} expected") if expected.is_lucky else self.tr("{0} expected")
        told = (self._where.text, words.format(expected_text(expected)))
        self._where.set_text(" · ".join(told))
        self._where.setToolTip(plain_tooltip(luck_words(expected).format(expected_text(expected))))

    def _tell_model(self, model: ModelBest, seen: float, expected: SeenBest | None) -> None:
        form = written.estimate_format(model.value, model.deviation, seen)
        self._value.setText(written.estimate_text(model.value, model.deviation, form))
        where = self._flags_told.text(model.flags)
        self._where.set_text(self.tr("model's best, at {0}").format(where))
        told = self._flags_told.text(self._run.flags) if self._run is not None else ""
        spread = self._spread()
        value = form.text(seen) if spread is None else spread_text(spread, form)
        words = self.tr("{0} {1}").format(self._seen_words(), value)
        hover = [self._all_flags()]
        if expected is not None:
            doubt = self.tr("{0} (lucky?)") if expected.is_lucky else self.tr("{0} (as expected)")
            words = doubt.format(words)
            hover.insert(0, luck_words(expected).format(expected_text(expected)))
        elif spread is None and is_lucky(model, seen, self._session.objective):
            # The mean of several is not there by luck alone.
            words = self.tr("{0} (lucky?)").format(words)
        self._joint = " · "
        self._second.set_text(self.tr("{0}, at {1}").format(words, told) if told else words)
        self._second.setToolTip(plain_tooltip("\n".join(hover)))

    def _tell_elsewhere(self, model: ModelBest) -> None:
        """Behind the best seen: the model knows only what its sweep's ranges hold, and that run is not there."""
        form = written.estimate_format(model.value, model.deviation)
        value = written.estimate_text(model.value, model.deviation, form)
        where = self._flags_told.text(model.flags)
        words = self.tr("the last sweep, with other ranges: model's best {0}, at {1}")
        self._joint = " · "
        self._second.set_text(
            self.tr("{0} · {1}").format(self._second.text, words.format(value, where))
        )

    def _seen_words(self) -> str:
        spread = self._spread()
        if spread is not None:
            lowest = self._session.objective.direction == "minimize"
            words = self.tr("lowest mean, of {0}") if lowest else self.tr("highest mean, of {0}")
            return words.format(written.count(spread.count))
        if self._session.objective.direction == "minimize":
            return self.tr("lowest seen")
        return self.tr("highest seen")

    def _reason_for_nothing(self) -> str:
        name = one_line(self._session.objective.column)
        if not self._session.base.any():
            return self.tr("No runs yet.")
        if not self._session.focus.any():
            return self.tr("No run matches the filters.")
        return self.tr("No completed run with {0} yet.").format(name)

    def _spread(self) -> Spread | None:
        """What the repeats of the best run's trial say together; None if it has none."""
        if self._run is None:
            return None
        session = self._session
        spread = spread_of(session.frame, session.frame.position(self._run.id), session.objective)
        return spread if spread is not None and spread.count > 1 else None

    def _value_of(self, run: Run) -> float:
        spread = self._spread()
        if spread is not None:
            return spread.mean
        column = self._session.frame.column(
            self._session.frame.objective_column(self._session.objective)
        )
        return float(column.values[self._session.frame.position(run.id)])

    def _all_flags(self) -> str:
        if self._run is None:
            return ""
        return "\n".join(f"{name} = {value}" for name, value in self._run.flags.items())

    def _highlight(self) -> None:
        if self._run is not None:
            self._session.set_highlight([self._run.id])


def _label(name: str, *, muted: bool = False) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("muted", muted)
    label.setMinimumWidth(40)
    return label
