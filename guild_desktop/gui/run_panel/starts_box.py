"""What a search tries first: the box for the script's defaults, and a chip for each chosen run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPushButton, QVBoxLayout, QWidget

from guild_desktop.core.earlier_trials import Misfit
from guild_desktop.core.space import Grid
from guild_desktop.core.starts import StartPoint, default_start, not_tried, start_of
from guild_desktop.core.values import format_value
from guild_desktop.gui.flow_layout import FlowLayout
from guild_desktop.gui.format import number
from guild_desktop.gui.icons import icon
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.optimizers.registry import optimizer_info

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guild_desktop.core.batch import Start
    from guild_desktop.core.space import Search
    from guild_desktop.core.values import Value
    from guild_desktop.engine.request import PlannedBatch
    from guild_desktop.gui.theme import Themes


class StartsBox(QWidget):
    """Stands in the preview; owned by it, GUI thread. Signal: ``changed()`` after a person changed something.

    The box follows the method until a person ticks or unticks it. Chips of chosen runs stay when the method
    can make nothing of them, and say so.
    """

    changed = Signal()

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startsBox")
        self._themes = themes
        self._wanted: bool | None = None
        self._usual = False
        self._points: tuple[StartPoint, ...] = ()
        self._told: tuple[str, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.box = QCheckBox(self.tr("Try the script's defaults first"), self)
        self.box.setObjectName("defaultsFirst")
        self.box.setAccessibleName(self.box.text())
        self.box.toggled.connect(self._take_tick)
        self._column.addWidget(self.box)
        self._chips: list[QPushButton] = []
        self._row = QWidget(self)
        self._flow = FlowLayout(self._row, gap=4)
        self._then = plain_label(self.tr("Start points"), self._row, style="muted")
        self._flow.addWidget(self._then)
        self._column.addWidget(self._row)
        self._row.hide()
        self.hide()
        themes.theme_changed.connect(self._take_colours)

    @property
    def defaults_first(self) -> bool | None:
        """What a person ticked or unticked; None leaves it to the method."""
        return self._wanted

    @defaults_first.setter
    def defaults_first(self, wanted: bool | None) -> None:
        self._wanted = wanted
        self._show_tick()

    @property
    def points(self) -> tuple[StartPoint, ...]:
        """The chosen runs, in the order in which they are tried."""
        return self._points

    @points.setter
    def points(self, points: tuple[StartPoint, ...]) -> None:
        self._points = tuple({point.name: point for point in points}.values())
        self._told = ()
        self._show_chips([""] * len(self._points), tried=[True] * len(self._points))
        self.changed.emit()

    def show_plan(self, planned: PlannedBatch, *, goes_on: bool = False) -> None:
        """Say what becomes of them in what would run now;
        where a sweep ``goes_on`` defaults are no matter of course.
        """
        batch = planned.batch
        search = planned.space.resolve(batch.optimizer) if planned.kind == "search" else None
        if isinstance(search, Grid) or search is None:
            self.box.hide()
            why = self.tr("Not tried: only a search tries something first")
            self._show_chips([why] * len(self._points), tried=[False] * len(self._points))
        else:
            self._usual = optimizer_info(batch.optimizer).learns and not goes_on
            self._show_tick()
            self.box.show()
            self._tell_defaults(default_start(search, batch.operation.flags), planned, search)
            found = [start_of(search, point.flags) for point in self._points]
            self._show_chips(
                [self._fate(*pair, search) for pair in zip(self._points, found, strict=True)],
                tried=[not isinstance(start, Misfit) for start in found],
            )
        self.setVisible(not self.box.isHidden() or bool(self._points))

    def _tell_defaults(self, found: Start | Misfit, planned: PlannedBatch, search: Search) -> None:
        self.box.setEnabled(not isinstance(found, Misfit))
        defaults = {flag.name: flag.default for flag in planned.batch.operation.flags}
        if isinstance(found, Misfit):
            told = self.tr("Not possible: {0}").format(not_tried(found, defaults, search))
        else:
            told = self.tr("They count as one of the runs, and show what the search gains: {0}")
            told = told.format(_written(found.flags, search))
        self.box.setToolTip(told)
        self.box.setAccessibleDescription(told)
        self._show_tick(can=not isinstance(found, Misfit))

    def _fate(self, point: StartPoint, found: Start | Misfit, search: Search) -> str:
        if isinstance(found, Misfit):
            return self.tr("Not tried: {0}").format(not_tried(found, point.flags, search))
        return _written(found.flags, search)

    def _show_tick(self, *, can: bool = True) -> None:
        self.box.blockSignals(True)
        self.box.setChecked(can and (self._usual if self._wanted is None else self._wanted))
        self.box.blockSignals(False)

    def _take_tick(self, ticked: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._wanted = None if ticked == self._usual else ticked
        self.changed.emit()

    def _show_chips(self, fates: list[str], *, tried: list[bool]) -> None:
        told = tuple(fates)
        if told == self._told and len(self._chips) == len(told):
            return
        self._told = told
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [
            self._chip(point, fate, is_tried=is_tried)
            for point, fate, is_tried in zip(self._points, fates, tried, strict=True)
        ]
        for chip in self._chips:
            self._flow.addWidget(chip)
            chip.show()
        self._then.setVisible(bool(self._chips))
        self._row.setVisible(bool(self._chips))
        self._take_colours()
        self.updateGeometry()

    def _chip(self, point: StartPoint, fate: str, *, is_tried: bool) -> QPushButton:
        name = point.name if is_tried else self.tr("{0}: not tried").format(point.name)
        chip = QPushButton(name, self._row)
        chip.setObjectName("startPoint")
        chip.setProperty("chip", True)
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setIconSize(QSize(9, 9))
        chip.setToolTip(plain_tooltip(fate, self.tr("Press to take it away")))
        chip.setAccessibleName(self.tr("Take away the start point {0}").format(name))
        chip.setAccessibleDescription(fate)
        chip.clicked.connect(lambda: self._remove(point.name))
        return chip

    def _remove(self, name: str) -> None:
        self.points = tuple(point for point in self._points if point.name != name)

    def _take_colours(self) -> None:
        for chip in self._chips:
            chip.setIcon(icon("close", self._themes.theme.muted))


def _written(flags: Mapping[str, Value], search: Search) -> str:
    """The searched flags in few digits."""
    values = {axis.name: flags[axis.name] for axis in search.dimensions}
    return ", ".join(f"{name} = {_short(value)}" for name, value in values.items())


def _short(value: Value) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(float(value))
    return format_value(value)
