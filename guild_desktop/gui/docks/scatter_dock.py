"""The scatter matrix dock: header with colour scale, chips for rows and columns, plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.gui.choice_chip import choice_chip
from guild_desktop.gui.flow_layout import FlowLayout
from guild_desktop.gui.models.seen_widget import is_in_sight
from guild_desktop.gui.plain_text import one_line, plain_tooltip
from guild_desktop.gui.plots.analysis_words import empty_sentence
from guild_desktop.gui.plots.colour_scale import ColourScale
from guild_desktop.gui.plots.column_picker import pick_columns
from guild_desktop.gui.plots.model_bands import FEWEST_MODELLED
from guild_desktop.gui.plots.plot_area import PlotArea
from guild_desktop.gui.plots.running_median import FEWEST

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QPaintEvent

    from guild_desktop.gui.live.analyses import Analyses, Analyzed
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.scatter_choices import Choice
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot
    from guild_desktop.gui.theme import Themes

MOST_CHIPS = 9
"""Further columns are in the menu behind the chips."""

LONGEST_CHIP = 18
"""Characters of a name on a chip; the tool tip has all of it."""


class ScatterView(QWidget):
    """What stands in the dock of the scatter matrix; made by the main window, on the GUI thread.

    A chip for each row and column: unchecked it is left out. Chips of flags that are the same in all
    runs begin unchecked. Signal: ``export_wanted`` with the plot when somebody wants it as a file.
    """

    export_wanted = Signal(object)

    def __init__(
        self, session: Session, themes: Themes, analyses: Analyses, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._analyses = analyses
        self._area: PlotArea[ScatterPlot] = PlotArea(session, self._make_plot)
        self.colour_scale = ColourScale(themes)
        self._chips: dict[str, QPushButton] = {}
        self._strip = QWidget()
        self._row = FlowLayout(self._strip)
        self._row.addWidget(self.colour_scale)
        self.back = QPushButton(self.tr("← All cells"))
        self.back.setObjectName("allCells")
        self.back.setProperty("chip", True)
        self.back.setToolTip(self.tr("Show all cells again (Esc, or a double click)"))
        self.back.clicked.connect(self._go_back)
        self.back.hide()
        self.medians = choice_chip(
            self.tr("Medians"),
            self.tr(
                "A line along the medians of the completed runs that match, with the middle half of them (M)"
            ),
        )
        self.medians.setObjectName("mediansChip")
        self.medians.toggled.connect(lambda on: self.plot.views.show_medians(shown=on))
        self.model = choice_chip(
            self.tr("Model"),
            self.tr(
                "What a Gaussian process expects of the goal along each flag, with two deviations to each side (W); "
                "the dock Response chooses what the other flags are"
            ),
        )
        self.model.setObjectName("modelChip")
        self.model.toggled.connect(lambda on: self.plot.views.show_model(shown=on))
        self._more = QToolButton(self._strip)
        self._more.setProperty("chip", True)
        self._more.setText(self.tr("More…"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(QMenu(self._more))
        self._more.hide()
        self._lay_out()
        analyses.changed.connect(self._tell_model)
        analyses.add_viewer(self, self._shows_model)
        session.arrangement_changed.connect(analyses.follow)

    @property
    def plot(self) -> ScatterPlot:
        """The plot; made at the first painting, or now."""
        return self._area.plot

    @property
    def more_actions(self) -> list[QAction]:
        """The columns that have no chip of their own."""
        return self._more.menu().actions()

    def _lay_out(self) -> None:
        corner = QWidget(self._strip)
        beside = QHBoxLayout(corner)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(6)
        beside.addWidget(self.back)
        beside.addWidget(self.medians)
        beside.addWidget(self.model)
        self._row.set_corner(corner)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self._strip)
        column.addWidget(self._area, 1)
        self._strip.hide()

    def _make_plot(self) -> ScatterPlot:
        from guild_desktop.gui.plots.scatter_plot import ScatterPlot

        plot = ScatterPlot(self._session, self._themes)
        plot.export_wanted.connect(self.export_wanted)
        plot.colours_changed.connect(self.colour_scale.show_key)
        plot.choices_changed.connect(self._on_choices_changed)
        plot.views_changed.connect(self._on_views_changed)
        self._tell_model_to(plot, self._analyses.now)
        return plot

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's: what is in sight again may want a newer analysis."""
        super().paintEvent(event)
        if self._session.arrangement.model:
            self._analyses.follow()

    def _shows_model(self) -> bool:
        """Whether somebody can see what the model expects here."""
        wanted = self._session.arrangement.model
        return wanted and is_in_sight(self)

    def _tell_model(self, analyzed: Analyzed) -> None:
        if self._area.is_filled:
            self._tell_model_to(self.plot, analyzed)

    @staticmethod
    def _tell_model_to(plot: ScatterPlot, analyzed: Analyzed) -> None:
        analysis = analyzed.analysis
        refusal = "" if analysis is None else analysis.response.refusal
        plot.bands.tell_model(analysis, empty_sentence(analyzed, refusal))

    def _go_back(self) -> None:
        self.plot.views.go_back()

    def _on_views_changed(self) -> None:
        self.back.setVisible(self.plot.is_enlarged)
        arrangement, runs = self._session.arrangement, self.plot.runs.rows.size
        for chip, shown, fewest in (
            (self.medians, arrangement.medians, FEWEST),
            (self.model, arrangement.model, FEWEST_MODELLED),
        ):
            # Of fewer runs there are none, and the plot needs the room.
            chip.setVisible(shown or runs >= fewest)
            with QSignalBlocker(chip):
                chip.setChecked(shown)
        self._strip.updateGeometry()

    def _on_choices_changed(self, choices: tuple[Choice, ...]) -> None:
        """Make, order and check the chips; those that stay are kept, with their focus."""
        results = [choice for choice in choices if choice.result]
        flags = [choice for choice in choices if not choice.result]
        room = max(MOST_CHIPS - len(results), 4)
        if len(flags) > room:
            # What is the same in all runs is rarely wanted.
            varying = [flag for flag in flags if not flag.same or flag.shown]
            flags = [*varying, *(flag for flag in flags if flag not in varying)]
            room = min(room, len(varying))
        chips = [*flags[:room], *results[:MOST_CHIPS]]
        names = {choice.name for choice in chips}
        for name in [name for name in self._chips if name not in names]:
            chip = self._chips.pop(name)
            self._row.removeWidget(chip)
            chip.deleteLater()
        for place, choice in enumerate(chips, start=1):
            chip = self._chips.get(choice.name) or self._make_chip(choice.name)
            if self._row.indexOf(chip) != place:
                self._row.insert(place, chip)
            with QSignalBlocker(chip):
                chip.setChecked(choice.shown)
            chip.setEnabled(not choice.stays)
            words = (
                self.tr("{name}: the same in all runs")
                if choice.same
                else self.tr("Show or leave out {name}")
            )
            if choice.stays:
                words = self.tr("{name} is the goal and always shown")
            chip.setToolTip(plain_tooltip(words.format(name=one_line(choice.name))))
        self._fill_menu([*flags[room:], *results[MOST_CHIPS:]])
        self._row.insert(len(chips) + 1, self._more)
        self._strip.setVisible(bool(choices))
        self._strip.updateGeometry()

    def _fill_menu(self, choices: list[Choice]) -> None:
        menu = self._more.menu()
        menu.clear()
        for choice in choices:
            action = menu.addAction(one_line(choice.name, 60).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(choice.shown)
            action.triggered.connect(
                lambda shown, name=choice.name: self._session.show_column(name, shown=shown)
            )
        if self.plot.axes.more:
            menu.addSeparator()
            menu.addAction(self.tr("More rows and columns…"), self._pick_rows)
        self._more.setVisible(not menu.isEmpty())

    def _pick_rows(self) -> None:
        pick_columns(self._session, self.plot.axes, self.window())

    def _make_chip(self, name: str) -> QPushButton:
        # A single & would be taken for the mark of a shortcut.
        text = name if len(name) <= LONGEST_CHIP else name[: LONGEST_CHIP - 1] + "…"
        chip = QPushButton(one_line(text).replace("&", "&&"), self._strip)
        chip.setCheckable(True)
        chip.setProperty("chip", True)
        chip.setAccessibleName(self.tr("Column {name}").format(name=one_line(name)))
        # Not clicked: a screen reader toggles without a click.
        chip.toggled.connect(lambda shown: self._session.show_column(name, shown=shown))
        chip.show()
        self._chips[name] = chip
        return chip
