"""The history dock: how the search went, run by run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from guild_desktop.gui.choice_chip import choice_chip
from guild_desktop.gui.format import count, number
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.models.seen_widget import SeenWidget
from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.colour_scale import ColourScale

if TYPE_CHECKING:
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.history_figures import HistoryFigures
    from guild_desktop.gui.plots.history_plot import HistoryPlot
    from guild_desktop.gui.theme import Themes


class HistoryView(SeenWidget):
    """What stands in the dock of the history; made by the main window, on the GUI thread.

    The plot is made when the dock is first seen. Signal: ``export_wanted`` with the plot when somebody
    wants it as a file.
    """

    export_wanted = Signal(object)

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._plot: HistoryPlot | None = None
        self.setObjectName("historyView")
        self.setAccessibleName(self.tr("History"))
        self.colour_scale = ColourScale(themes)
        self._by = QButtonGroup(self)
        self.by_trial = choice_chip(self.tr("Trial"), self.tr("Across: the number of the run"))
        self.by_time = choice_chip(self.tr("Time"), self.tr("Across: when the run started"))
        for chip in (self.by_trial, self.by_time):
            self._by.addButton(chip)
        self.by_trial.setChecked(True)
        self.by_time.toggled.connect(lambda on: self.plot.show_by("time" if on else "trial"))
        self.log = choice_chip(self.tr("Log"), self.tr("Upward: a logarithmic scale"))
        self.log.toggled.connect(self._scale)
        self.log.hide()
        self._words = plain_label(style="muted")
        self._words.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._lay_out()

    @property
    def plot(self) -> HistoryPlot:
        """The plot; made when the dock is first seen, or now."""
        if self._plot is None:
            from guild_desktop.gui.plots.history_plot import HistoryPlot

            self._plot = HistoryPlot(self._session, self._themes)
            self._plot.export_wanted.connect(self.export_wanted)
            self._plot.colours_changed.connect(self.colour_scale.show_key)
            self._plot.figures_changed.connect(self._tell)
            self._column.insertWidget(1, self._plot, 1)
            self.setFocusProxy(self._plot)
        return self._plot

    @property
    def sentence(self) -> str:
        """What is said below the plot."""
        return self._words.text()

    def refresh(self) -> None:
        """Make the plot: the first painting need not wait for it. It looks after itself."""
        _ = self.plot

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(8)
        header.addWidget(self.colour_scale)
        header.addStretch(1)
        for chip in (self.log, self.by_trial, self.by_time):
            header.addWidget(chip)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(4)
        self._column.addLayout(header)
        self._column.addWidget(self._words)

    def _scale(self, log: bool) -> None:  # noqa: FBT001 - a slot of a toggle
        session = self._session
        name = session.frame.objective_column(session.objective)
        arrangement = session.arrangement.scaled(name, "log" if log else "linear")
        session.set_arrangement(arrangement, self.tr("another scale"))

    def _tell(self, figures: HistoryFigures) -> None:
        with QSignalBlocker(self.log):
            self.log.setChecked(figures.is_log)
        self.log.setVisible(figures.can_be_log)
        self._words.setText(self._told(figures))

    def _told(self, figures: HistoryFigures) -> str:
        if not figures.shown:
            return ""
        if figures.in_focus < figures.shown:
            words = self.tr("{0} of {1} runs")
            parts = [words.format(count(figures.in_focus), count(figures.shown))]
        else:
            parts = [self._runs(figures.shown)]
        if figures.repeats:
            points = count(figures.shown)
            words = self.tr("{0} runs in {1} points: repeats as mean ± standard deviation")
            parts = [words.format(count(figures.shown + figures.repeats), points)]
            if figures.in_focus < figures.shown:
                words = self.tr("{0} points in colour, with all their runs")
                parts.append(words.format(count(figures.in_focus)))
        name = one_line(self._session.objective.column, 40)
        for amount, text in (
            (figures.failed, self.tr("{0} failed")),
            (figures.running, self.tr("{0} running")),
            (figures.cut_short, self.tr("{0} stopped, grey")),
            (figures.without_value, self.tr("{0} without {name}")),
            (figures.unstarted, self.tr("{0} not begun, not shown")),
        ):
            if amount:
                parts.append(text.format(count(amount), name=name))
        if figures.has_best:
            parts.append(self.tr("━ best so far"))
        if figures.median is not None:
            axis = self.plot.axes.upward
            median = number(figures.median, None if axis is None else axis.column.values)
            words = self.tr("╍ median of the last {0}: {1}")
            parts.append(words.format(count(figures.recent), median))
        if figures.has_random:
            parts.append(self.tr("▒ random start"))
        return " · ".join(parts)

    def _runs(self, amount: int) -> str:
        return self.tr("1 run") if amount == 1 else self.tr("{0} runs").format(count(amount))
