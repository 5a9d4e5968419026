"""Where the parts of the Run panel stand: what scrolls above, and preview and button below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.gui.icons import icon
from guild_desktop.gui.run_panel.error_list import ErrorList
from guild_desktop.gui.run_panel.flag_model import FlagModel
from guild_desktop.gui.run_panel.flag_table import FlagTable
from guild_desktop.gui.run_panel.fold import Fold
from guild_desktop.gui.run_panel.goal_row import GoalRow
from guild_desktop.gui.run_panel.interpreter_row import InterpreterRow
from guild_desktop.gui.run_panel.labels import plain_label
from guild_desktop.gui.run_panel.limits_row import LimitsRow
from guild_desktop.gui.run_panel.method_chooser import MethodChooser
from guild_desktop.gui.run_panel.more_form import MoreForm
from guild_desktop.gui.run_panel.optimizer_form import OptimizerForm
from guild_desktop.gui.run_panel.preview_card import PreviewCard
from guild_desktop.gui.run_panel.script_row import ScriptRow
from guild_desktop.gui.theme import Themes


class PanelForm(QWidget):
    """Makes and arranges the parts; owned by the panel, which joins them."""

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self.script = ScriptRow(themes, self)
        self.interpreter = InterpreterRow(self)
        self.flags = FlagModel(self)
        self.table = FlagTable(self.flags, themes, self)
        self.no_flags = plain_label(parent=self, style="muted", wraps=True)
        self.errors = ErrorList(self)
        self.add_flag = QToolButton(self)
        self.method = MethodChooser(self)
        self.options = OptimizerForm(self)
        self.goal = GoalRow(self)
        self.limits = LimitsRow(self)
        self.more = MoreForm(self)
        self.preview = PreviewCard(themes, self)
        self.message = plain_label(parent=self, style="error", wraps=True)
        self.run = QPushButton(self)
        self.stop = QPushButton(self)
        self._dress()
        self._arrange()
        themes.theme_changed.connect(self._take_colours)
        self._take_colours()

    def _dress(self) -> None:
        self.options.setObjectName("optimizerOptions")
        self.add_flag.setText(self.tr("+ flag"))
        self.add_flag.setObjectName("addFlag")
        self.add_flag.setProperty("chip", True)
        self.add_flag.setAccessibleName(self.tr("Add a flag"))
        self.add_flag.setToolTip(self.tr("Add a flag that was not found in the script"))
        self.message.setObjectName("runMessage")
        self.message.hide()
        self.no_flags.hide()
        self.run.setObjectName("runButton")
        self.run.setProperty("primary", True)
        self.run.setToolTip(self.tr("Ctrl+Enter"))
        # The reason on a disabled button must not make the panel wider.
        self.run.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.stop.setObjectName("stopButton")
        self.stop.setText(self.tr("Stop"))
        self.stop.setAccessibleName(self.tr("Stop"))
        self.stop.hide()

    def _arrange(self) -> None:
        upper = QWidget(self)
        column = QVBoxLayout(upper)
        column.setContentsMargins(12, 8, 12, 4)
        column.setSpacing(8)
        top = _grid()
        _add_row(top, 0, self.tr("Script"), self.script)
        _add_row(top, 1, self.tr("Python"), self.interpreter)
        column.addLayout(top)
        heading = QHBoxLayout()
        heading.addWidget(plain_label(self.tr("Flags"), upper, style="title"))
        heading.addStretch()
        heading.addWidget(self.add_flag)
        column.addLayout(heading)
        column.addWidget(self.no_flags)
        column.addWidget(self.table)
        column.addWidget(self.errors)
        lower = _grid()
        _add_row(lower, 0, self.tr("Method"), self.method)
        _add_row(lower, 1, self.tr("Goal"), self.goal)
        _add_row(lower, 2, self.tr("Runs"), self.limits)
        column.addLayout(lower)
        folds = QHBoxLayout()
        folds.setSpacing(8)
        folds.addWidget(Fold(self.tr("Method options"), self.options, upper))
        folds.addWidget(Fold(self.tr("More"), self.more, upper))
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
        bottom = QVBoxLayout()
        bottom.setContentsMargins(12, 4, 12, 12)
        bottom.setSpacing(8)
        bottom.addWidget(self.preview)
        bottom.addWidget(self.message)
        bottom.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._upper)
        whole.addLayout(bottom)
        whole.addStretch()

    def _take_colours(self) -> None:
        theme = self._themes.theme
        self.run.setIcon(icon("run", theme.on_accent))
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
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, 52)
    grid.setColumnStretch(1, 1)
    return grid


def _add_row(grid: QGridLayout, row: int, title: str, part: QWidget) -> None:
    label = plain_label(title, part.parentWidget(), style="muted")
    label.setFixedHeight(26)
    grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(part, row, 1)
