"""Where the parts of the Run panel stand: what scrolls above, and preview and button below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.gui.icons import icon
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.run_panel.continue_strip import ContinueStrip
from guild_desktop.gui.run_panel.error_list import ErrorList
from guild_desktop.gui.run_panel.flag_model import FlagModel
from guild_desktop.gui.run_panel.flag_table import FlagTable
from guild_desktop.gui.run_panel.fold import Fold
from guild_desktop.gui.run_panel.goal_row import GoalRow
from guild_desktop.gui.run_panel.interpreter_row import InterpreterRow
from guild_desktop.gui.run_panel.limits_row import LimitsRow
from guild_desktop.gui.run_panel.method_chooser import MethodChooser
from guild_desktop.gui.run_panel.more_form import MoreForm
from guild_desktop.gui.run_panel.opened_script import OpenedScript
from guild_desktop.gui.run_panel.optimizer_form import OptimizerForm
from guild_desktop.gui.run_panel.preview_card import PreviewCard
from guild_desktop.gui.run_panel.script_row import ScriptRow
from guild_desktop.gui.run_panel.source_row import SourceRow
from guild_desktop.gui.theme import Themes

_SPACE = 6
"""Pixels between the parts."""


class PanelForm(QWidget):
    """Makes and arranges the parts; owned by the panel, which joins them."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.script = ScriptRow(themes, self)
        self.interpreter = InterpreterRow(self)
        self.flags = FlagModel(self)
        self.table = FlagTable(self.flags, themes, self)
        self.source = SourceRow(self)
        self.note = plain_label(parent=self, style="muted", wraps=True)
        self.errors = ErrorList(self)
        self.method = MethodChooser(self)
        self.options = OptimizerForm(self)
        self.goal = GoalRow(self)
        self.limits = LimitsRow(self)
        self.more = MoreForm(self)
        self.strip = ContinueStrip(themes, self)
        self.preview = PreviewCard(themes, self)
        self.message = plain_label(parent=self, style="error", wraps=True)
        self.queue = QCheckBox(self.tr("Start after what runs now"), self)
        self.run = QPushButton(self)
        self.stop = QPushButton(self)
        self._dress()
        self._arrange()
        themes.theme_changed.connect(self._take_colours)
        self._take_colours()

    def _dress(self) -> None:
        self.options.setObjectName("optimizerOptions")
        self.message.setObjectName("runMessage")
        self.message.hide()
        self.note.hide()
        self.run.setObjectName("runButton")
        self.run.setProperty("primary", True)
        self.run.setToolTip(self.tr("Ctrl+Enter"))
        # The reason on a disabled button must not make the panel wider.
        self.run.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.queue.setObjectName("queueBox")
        self.queue.setToolTip(
            self.tr("Wait in the queue until everything that runs, and waits already, has ended")
        )
        self.queue.hide()
        self.stop.setObjectName("stopButton")
        self.show_stop(shown=False)

    def _arrange(self) -> None:
        upper = QWidget(self)
        column = QVBoxLayout(upper)
        column.setContentsMargins(12, 6, 12, 0)
        column.setSpacing(_SPACE)
        top = _grid()
        _add_row(top, 0, self.tr("Script"), self.script)
        _add_row(top, 1, self.tr("Python"), self.interpreter)
        column.addLayout(top)
        column.addWidget(self.source)
        column.addWidget(self.note)
        column.addWidget(self.table)
        column.addWidget(self.errors)
        lower = _grid()
        _add_row(lower, 0, self.tr("Method"), self.method)
        _add_row(lower, 1, self.tr("Goal"), self.goal)
        _add_row(lower, 2, self.tr("Runs"), self.limits)
        column.addLayout(lower)
        folds = QHBoxLayout()
        folds.setSpacing(8)
        for title, content in (
            (self.tr("Method options"), self.options),
            (self.tr("More"), self.more),
        ):
            fold = Fold(title, content, upper)
            fold.opened.connect(self._bring_into_sight)
            folds.addWidget(fold)
        folds.addStretch()
        column.addLayout(folds)
        column.addWidget(self.options)
        column.addWidget(self.more)
        column.addStretch()
        self._upper = _Scroll(upper, self)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.run, 1)
        buttons.addWidget(self.stop)
        self._bottom = QWidget(self)
        self._bottom.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        bottom = QVBoxLayout(self._bottom)
        bottom.setContentsMargins(12, 2, 12, 8)
        bottom.setSpacing(6)
        bottom.addWidget(self.strip)
        bottom.addWidget(self.preview)
        bottom.addWidget(self.message)
        bottom.addWidget(self.queue)
        bottom.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._upper)
        whole.addWidget(self._bottom)
        whole.addStretch()

    def _bring_into_sight(self, content: QWidget) -> None:
        # Its place is known only when the layout has made room.
        QTimer.singleShot(0, content, lambda: self._upper.ensureWidgetVisible(content, 0, 4))

    def event(self, event: QEvent) -> bool:
        """Share the height whenever it, or what the parts want, has changed."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self._share_height()
        return super().event(event)

    def _share_height(self) -> None:
        """The entries come first; what is left is for the trials in the preview, a few rows at least."""
        trials = self.preview.trials
        shown = min(trials.sizeHint().height(), trials.maximumHeight())
        below = self._bottom.sizeHint().height() - (0 if trials.isHidden() else shown)
        spare = self.height() - self._upper.sizeHint().height() - below
        # Only told, and listed at a press: it must not push an entry out of sight.
        line = self.source.height() + _SPACE
        may_vanish = not self.preview.isEnabled()
        least = 0 if trials.isHidden() else trials.fitting_height(0, may_vanish=may_vanish)
        fits = spare + (0 if self.source.isHidden() else line) >= line + least
        if fits == self.source.isHidden():
            spare += -line if fits else line
            self.source.setVisible(fits)
        # What is wrong comes before trials that are greyed because of it.
        told = 0 if self.errors.isHidden() else self.errors.sizeHint().height()
        self.errors.set_room(spare + told)
        # Greyed trials are worth their place only where nobody else needs it.
        trials.setMaximumHeight(trials.fitting_height(spare, may_vanish=may_vanish))

    def show_notes(self, script: OpenedScript | None) -> None:
        """Tell what the flags table alone does not."""
        notes = "" if script is None else " ".join(script.unsure)
        if script is not None and not notes and not self.flags.rows:
            notes = self.tr("No flags were found in this script.")
        self.note.setText(notes)
        self.note.setVisible(bool(notes))

    def show_run(self, text: str, *, can_run: bool) -> None:
        """Write on the button what it does, or why it cannot."""
        self.run.setText(text)
        self.run.setAccessibleName(text)
        self.run.setEnabled(can_run)
        self.run.setIcon(self._run_icon if can_run else QIcon())

    def show_stop(self, *, shown: bool, stopping: bool = False) -> None:
        """Show Stop, or that it was pressed: a script may take seconds to end."""
        text = self.tr("Stopping…") if stopping else self.tr("Stop")
        self.stop.setText(text)
        self.stop.setAccessibleName(text)
        self.stop.setEnabled(shown and not stopping)
        self.stop.setVisible(shown)

    def _take_colours(self) -> None:
        theme = self._themes.theme
        self._run_icon = icon("run", theme.on_accent, theme.muted)
        self.show_run(self.run.text(), can_run=self.run.isEnabled())
        self.stop.setIcon(icon("stop", theme.text))


class _Scroll(QScrollArea):
    """Takes the height its content wants and scrolls only when there is less."""

    def __init__(self, content: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content = content
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        content.installEventFilter(self)

    def sizeHint(self) -> QSize:
        """The whole content."""
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Its width, and enough to work in."""
        return QSize(self._content.minimumSizeHint().width(), 160)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what the content wants."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, 52)
    grid.setColumnStretch(1, 1)
    return grid


def _add_row(grid: QGridLayout, row: int, title: str, part: QWidget) -> None:
    label = plain_label(title, part.parentWidget(), style="muted")
    # Number fields are higher than other entries, and never followed by lines that tell of them.
    if isinstance(part, LimitsRow):
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
    else:
        label.setFixedHeight(26)
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(part, row, 1)
