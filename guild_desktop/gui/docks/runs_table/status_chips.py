"""Chips that count the runs in each unusual state and show only those when pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from guild_desktop.core.clause import Comparison, OneOf
from guild_desktop.core.run import Status
from guild_desktop.gui import format as written
from guild_desktop.gui.models.status_text import SIGNS, status_word

if TYPE_CHECKING:
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes

_ORDER = (
    Status.RUNNING,
    Status.ERROR,
    Status.TERMINATED,
    Status.LOST,
    Status.PRUNED,
    Status.PENDING,
    Status.STAGED,
    Status.COMPLETED,
)


_GAP = 8
_CHIP_PADDING = 22


class StatusChips(QWidget):
    """One chip for each state there is among the runs in view; owned by the runs table.

    Pressing one adds its state to the clause about the status of the selection or takes it out.
    When every run is completed there is nothing to tell and no chip.
    """

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self.setObjectName("statusChips")
        self.setAccessibleName(self.tr("Runs by state"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._told: tuple[object, ...] = ()
        self._about: tuple[object, ...] = ()
        self._counts = np.zeros(len(Status), dtype=np.intp)
        self._texts = dict.fromkeys(_ORDER, ("", ""))
        self._chips = {status: self._make_chip(status) for status in _ORDER}
        for chip in self._chips.values():
            row.addWidget(chip)
        row.addStretch(1)
        session.frame_changed.connect(self._refresh)
        session.selection_changed.connect(self._refresh)
        themes.theme_changed.connect(self._recolour)
        self._recolour()
        self._refresh()

    def chip(self, status: Status) -> QPushButton:
        """The chip of a state."""
        return self._chips[status]

    def _make_chip(self, status: Status) -> QPushButton:
        chip = QPushButton(self)
        chip.setObjectName(f"statusChip_{status.value}")
        chip.setCheckable(True)
        chip.setProperty("chip", True)
        chip.clicked.connect(lambda: self._toggle(status))
        return chip

    def _refresh(self, _change: object = None) -> None:
        session = self._session
        about = session.frame, session.selection.target, session.selection.kept
        if about != self._about:
            # While a brush moves the runs in view stay.
            self._about = about
            self._counts = np.bincount(session.frame.status[session.base], minlength=len(Status))
        counts, chosen = self._counts, self._chosen()
        told = (*counts.tolist(), chosen)
        if told == self._told:
            return
        self._told = told
        usual = int(counts[_code(Status.COMPLETED)])
        unusual = int(counts.sum()) > usual or bool(chosen)
        for status, chip in self._chips.items():
            number = int(counts[_code(status)])
            sign = "" if status is Status.COMPLETED else f"{SIGNS[status]} "
            text = f"{written.count(number)} {status_word(status)}"
            self._texts[status] = f"{sign}{text}", f"{SIGNS[status]} {written.count(number)}"
            chip.setAccessibleName(text)
            chip.setToolTip(self.tr("{0}: show only these").format(text))
            chip.setChecked(status.value in chosen)
            chip.setVisible((number > 0 and unusual) or status.value in chosen)
        self._tell()
        self.updateGeometry()

    # Where there is little room, signs and numbers have to do

    def sizeHint(self) -> QSize:
        """Qt's: room for the words."""
        return QSize(self._width(short=False), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Qt's: room for signs and numbers."""
        return QSize(self._width(short=True), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: choose between words and signs."""
        super().resizeEvent(event)
        self._tell()

    def _tell(self) -> None:
        short = self.width() < self._width(short=False)
        for status, chip in self._chips.items():
            chip.setText(self._texts[status][short])

    def _width(self, *, short: bool) -> int:
        shown = [status for status, chip in self._chips.items() if not chip.isHidden()]
        metrics = self.fontMetrics()
        texts = sum(metrics.horizontalAdvance(self._texts[status][short]) for status in shown)
        return texts + len(shown) * (_CHIP_PADDING + _GAP)

    def _chosen(self) -> tuple[str, ...]:
        for clause in self._session.selection.on("status"):
            if isinstance(clause, OneOf) and not clause.negated:
                return tuple(str(value) for value in clause.values)
            if isinstance(clause, Comparison) and clause.operator == "=":
                return (str(clause.value),)
        return ()

    def _toggle(self, status: Status) -> None:
        chosen = list(self._chosen())
        if status.value in chosen:
            chosen.remove(status.value)
        else:
            chosen.append(status.value)
        clause = OneOf("status", tuple(chosen)) if chosen else None
        selection = self._session.selection.with_column("status", clause)
        self._session.set_selection(selection, self.tr("show by state"))
        # A press has checked the chip or not, whatever has come of it.
        self._told = ()
        self._refresh()

    def _recolour(self, _theme: object = None) -> None:
        theme = self._themes.theme
        for status, chip in self._chips.items():
            if status is not Status.COMPLETED:
                _set_text_colour(chip, theme.status_color(status))


def _code(status: Status) -> int:
    return list(Status).index(status)


def _set_text_colour(chip: QPushButton, colour: QColor) -> None:
    # A rule of its own, as the application's sheet would win over a palette.
    chip.setStyleSheet(f"QPushButton {{ color: {colour.name()}; }}")
    palette = chip.palette()
    palette.setColor(QPalette.ColorRole.ButtonText, colour)
    chip.setPalette(palette)
