"""The curves dock: which scalar, how it is shown, the curves, and how many runs they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QVBoxLayout, QWidget

from guild_desktop.core.leading_scalars import leading_scalars
from guild_desktop.gui.choice_chip import choice_chip
from guild_desktop.gui.format import count
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.models.seen_widget import SeenWidget
from guild_desktop.gui.plain_text import one_line, plain_tooltip
from guild_desktop.gui.run_panel.fields import QuietCombo

if TYPE_CHECKING:
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.curve_choice import CurveFigures
    from guild_desktop.gui.plots.curves_plot import CurvesPlot
    from guild_desktop.gui.theme import Themes

MOST_SCALARS = 60
"""Names in the list; of more those that most runs report."""


class CurvesView(SeenWidget):
    """What stands in the dock of the curves; made by the main window, on the GUI thread.

    The plot is made when the dock is first seen; while it is hidden nothing is read. Signal:
    ``export_wanted`` with the plot when somebody wants it as a file.
    """

    export_wanted = Signal(object)

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._plot: CurvesPlot | None = None
        self._chosen = False
        self.setObjectName("curvesView")
        self.setAccessibleName(self.tr("Curves"))
        self.scalar = QuietCombo()
        self.scalar.setObjectName("curvesScalar")
        self.scalar.setAccessibleName(self.tr("Scalar"))
        self.scalar.activated.connect(self._choose)
        self.relative = choice_chip(
            self.tr("Relative"), self.tr("Across: the share of each run instead of its steps")
        )
        self.relative.toggled.connect(lambda on: self.plot.show_relative(on=on))
        self.log = choice_chip(self.tr("Log"), self.tr("Upward: a logarithmic scale"))
        self.log.toggled.connect(lambda on: self.plot.show_log(on=on))
        self.log.hide()
        self.smoothing = QSlider(Qt.Orientation.Horizontal)
        self.smoothing.setObjectName("curvesSmoothing")
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self.smoothing.setRange(0, 98)
        self.smoothing.setFixedWidth(72)
        self.smoothing.valueChanged.connect(self._smooth)
        self._smooth_word = plain_label(self.tr("Smooth"), style="muted")
        self._words = plain_label(style="muted")
        self._words.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._lay_out()
        session.frame_changed.connect(self.refresh_when_seen)
        session.selection_changed.connect(self.refresh_when_seen)
        session.objective_changed.connect(self._follow_objective)

    @property
    def plot(self) -> CurvesPlot:
        """The plot; made when the dock is first seen, or now."""
        if self._plot is None:
            from guild_desktop.gui.plots.curves_plot import CurvesPlot

            self._plot = CurvesPlot(self._session, self._themes)
            self._plot.export_wanted.connect(self.export_wanted)
            self._plot.figures_changed.connect(self._tell)
            self._plot.show_scalar(self._wanted)
            self._column.insertWidget(1, self._plot, 1)
            self.setFocusProxy(self._plot)
        return self._plot

    @property
    def sentence(self) -> str:
        """What is said below the plot."""
        return self._words.text()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(8)
        header.addWidget(self.scalar, 1)
        header.addStretch(1)
        header.addWidget(self._smooth_word)
        header.addWidget(self.smoothing)
        header.addWidget(self.log)
        header.addWidget(self.relative)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(4)
        self._column.addLayout(header)
        self._column.addWidget(self._words)

    # Which scalar

    def refresh(self) -> None:
        """List the scalars of the runs in view."""
        session = self._session
        goal = session.objective.name
        names = list(leading_scalars(session.frame, session.base, MOST_SCALARS))
        names = list(dict.fromkeys((goal, *names)))
        shown = [self.scalar.itemData(at) for at in range(self.scalar.count())]
        if names == shown:
            _ = self.plot
            return
        chosen = self.scalar.currentData() if self._chosen else goal
        with QSignalBlocker(self.scalar):
            self.scalar.clear()
            for at, name in enumerate(names):
                self.scalar.addItem(one_line(name, 60), name)
                self.scalar.setItemData(at, plain_tooltip(name), Qt.ItemDataRole.ToolTipRole)
            self.scalar.setCurrentIndex(max(self.scalar.findData(chosen), 0))
        self.plot.show_scalar(self._wanted)

    @property
    def _wanted(self) -> str:
        return str(self.scalar.currentData() or self._session.objective.name)

    def _choose(self) -> None:
        self._chosen = True
        self.plot.show_scalar(self._wanted)

    def _follow_objective(self, _objective: object) -> None:
        """Another goal is what one wants to see next."""
        self._chosen = False
        with QSignalBlocker(self.scalar):
            self.scalar.clear()
        self.refresh_when_seen()

    def _smooth(self, amount: int) -> None:
        self.smoothing.setToolTip(self.tr("Smoothing {0} %").format(amount))
        self.plot.smooth(amount / 100)

    # What is said

    def _tell(self, figures: CurveFigures) -> None:
        with QSignalBlocker(self.log):
            self.log.setChecked(figures.is_log)
        self.log.setVisible(figures.can_be_log)
        self._words.setText(self._told(figures))

    def _told(self, figures: CurveFigures) -> str:
        choice = figures.choice
        used = len(choice.rows) - figures.lost
        if not used:
            return ""
        parts = []
        if len(choice.rows) < choice.with_steps:
            words = self.tr("The best {0} of {1} runs with steps")
            parts.append(words.format(count(used), count(choice.with_steps)))
        else:
            parts.append(self.tr("1 run") if used == 1 else self.tr("{0} runs").format(count(used)))
        if choice.without_steps:
            words = self.tr("{0} without steps of {name}")
            name = one_line(str(self.scalar.currentText()), 40)
            parts.append(words.format(count(choice.without_steps), name=name))
        if figures.lost:
            words = self.tr("{0} whose steps are not in the library")
            parts.append(words.format(count(figures.lost)))
        if figures.waiting:
            parts.append(self.tr("reading {0}").format(count(figures.waiting)))
        if choice.is_band:
            parts.append(self.tr("median and middle 80 %, the best few as lines"))
        if figures.trouble:
            parts.append(figures.trouble)
        return " · ".join(parts)
