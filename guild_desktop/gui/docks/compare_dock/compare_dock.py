"""The content of the compare dock: a few runs side by side, what differs first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QStackedLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.core.run import SHORT_ID
from guild_desktop.gui.choice_chip import choice_chip
from guild_desktop.gui.docks.compare_dock.compare_table import CompareTable
from guild_desktop.gui.docks.compare_dock.comparison import Group, compare_runs, comparison_text
from guild_desktop.gui.docks.compare_dock.pair_view import PairView
from guild_desktop.gui.docks.compare_dock.run_header import RunHead
from guild_desktop.gui.flow_layout import FlowLayout
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.live.pins import MOST_PINS
from guild_desktop.gui.models.pinning import PIN_KEY
from guild_desktop.gui.models.seen_widget import SeenWidget
from guild_desktop.gui.plain_text import one_line

if TYPE_CHECKING:
    from guild_desktop.core.run import Run
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes


class CompareDock(SeenWidget):
    """Compares the pinned runs, or if fewer than two are pinned, the picked ones; GUI thread.

    Owned by the main window's dock. While hidden it does nothing.
    """

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._heads: tuple[RunHead, ...] = ()
        self._groups: tuple[Group, ...] = ()
        self.setObjectName("compareView")
        self.setAccessibleName(self.tr("Compare"))
        self.table = CompareTable(themes, self)
        self.table.unpin_asked.connect(self._unpin)
        self.table.pick_asked.connect(lambda run_id: session.set_highlight((run_id,)))
        self.pair = PairView(session.home, themes, self)
        self.hint = plain_label(style="muted")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setWordWrap(True)
        self._words = plain_label(style="muted")
        self._views = QButtonGroup(self)
        self.values_chip, self.source_chip, self.output_chip = (
            choice_chip(self.tr("Values"), self.tr("Flags and numbers, what differs first")),
            choice_chip(self.tr("Source"), self.tr("What differs between the scripts of two runs")),
            choice_chip(self.tr("Output"), self.tr("What two runs printed last, side by side")),
        )
        for chip in (self.values_chip, self.source_chip, self.output_chip):
            self._views.addButton(chip)
        self.values_chip.setChecked(True)
        self._views.buttonToggled.connect(lambda _chip, on: self._turn() if on else None)
        self.pin = QPushButton(self.tr("Pin these"))
        self.pin.setProperty("chip", True)
        self.pin.setToolTip(
            self.tr("Keep these runs here whatever is picked ({0})").format(PIN_KEY)
        )
        self.pin.clicked.connect(self._pin)
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.setProperty("chip", True)
        self.copy.setToolTip(self.tr("Copy the comparison as a table"))
        self.copy.clicked.connect(self._copy)
        self._lay_out()
        for signal in (
            session.pins_changed,
            session.highlight_changed,
            session.frame_changed,
            session.objective_changed,
        ):
            signal.connect(self.refresh_when_seen)

    @property
    def sentence(self) -> str:
        """What is said below the table."""
        return self._words.text()

    def _lay_out(self) -> None:
        header = FlowLayout()
        for chip in (self.values_chip, self.source_chip, self.output_chip):
            header.addWidget(chip)
        corner = QWidget(self)
        buttons = QHBoxLayout(corner)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        buttons.addWidget(self.pin)
        buttons.addWidget(self.copy)
        header.set_corner(corner)
        self._bodies = QStackedWidget()
        self._bodies.addWidget(self.table)
        self._bodies.addWidget(self.pair)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(header)
        column.addWidget(self._bodies, 1)
        column.addWidget(self._words)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.hint)
        self._pages.addWidget(page)
        self.hint.setContentsMargins(24, 8, 24, 8)

    # Following the session

    def refresh(self) -> None:
        """Compare the runs that are pinned or picked now."""
        runs, pinned = self._runs()
        self._pages.setCurrentIndex(0 if len(runs) < 2 else 1)
        if len(runs) < 2:
            self.hint.setText(self._reason_for_nothing())
            return
        session = self._session
        numbers = {run_id: at for at, run_id in enumerate(session.pins, start=1)}
        self._heads = tuple(RunHead(run.id, self._title(run), numbers.get(run.id)) for run in runs)
        self._groups = compare_runs(session.frame, runs, session.objective)
        self.table.show_comparison(self._heads, self._groups)
        self.pair.show_runs(self._heads, runs)
        self.pin.setVisible(pinned < len(runs))
        self._words.setText(self._told(len(runs), pinned))

    def _runs(self) -> tuple[list[Run], int]:
        """The runs to compare, and how many of them are pinned."""
        session = self._session
        pins = self._alive(session.pins)
        if len(pins) >= 2:
            return pins, len(pins)
        picked = [run_id for run_id in session.highlight if run_id not in session.pins]
        runs = [*pins, *self._alive(picked[-(MOST_PINS - len(pins)) :])]
        return runs, len(pins)

    def _alive(self, run_ids: tuple[str, ...] | list[str]) -> list[Run]:
        frame = self._session.frame
        found = (frame.find(run_id) for run_id in run_ids)
        return [frame.run(at) for at in found if at is not None and frame.alive[at]]

    def _title(self, run: Run) -> str:
        batch = self._session.frame.batches.get(run.batch)
        if run.label or batch is None or batch.hidden:
            return one_line(run.label or run.operation)
        return self.tr("trial {0}").format(run.trial)

    def _told(self, shown: int, pinned: int) -> str:
        if pinned == shown:
            words = self.tr("{0} pinned runs.")
            more = len(self._session.pins) - pinned
            gone = self.tr(" {0} more are in the trash.").format(more) if more else ""
            return words.format(shown) + gone
        left_out = len(self._session.highlight) + pinned - shown
        words = self.tr("{0} runs, {1} of them pinned.") if pinned else self.tr("{0} picked runs.")
        rest = self.tr(" {0} more are picked; {1} fit here.")
        return words.format(shown, pinned) + (
            rest.format(left_out, MOST_PINS) if shown == MOST_PINS and left_out > 0 else ""
        )

    def _reason_for_nothing(self) -> str:
        if not self._session.base.any():
            return self.tr("No runs yet.")
        return self.tr(
            "Pick two to {0} runs in the table or a plot (Ctrl and click adds one), or pin them with {1}: "
            "pinned runs stay here while you pick others."
        ).format(MOST_PINS, PIN_KEY)

    # What is asked for

    def _turn(self) -> None:
        values = self.values_chip.isChecked()
        self._bodies.setCurrentIndex(0 if values else 1)
        self.copy.setVisible(values)
        if not values:
            self.pair.show_kind("source" if self.source_chip.isChecked() else "output")

    def _unpin(self, run_id: str) -> None:
        if run_id in self._session.pins:
            self._session.toggle_pin(run_id)

    def _pin(self) -> None:
        self._session.set_pins(tuple(head.run_id for head in self._heads), self.tr("pin runs"))

    def _copy(self) -> None:
        titles = [f"{head.run_id[:SHORT_ID]} {head.title}" for head in self._heads]
        QGuiApplication.clipboard().setText(comparison_text(titles, self._groups))
