"""The content of the details dock: the highlighted run from its flags to its last printed line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.core.run import SHORT_ID, Status
from guild_desktop.gui import format as written
from guild_desktop.gui.docks.details_dock.failure import ending, find_failure
from guild_desktop.gui.docks.details_dock.output_view import OutputView
from guild_desktop.gui.docks.details_dock.source_state import SourceState
from guild_desktop.gui.docks.details_dock.value_list import ValueList
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.live.background import Background
from guild_desktop.gui.models.origin_text import origin_sentence
from guild_desktop.gui.models.pinning import PIN_KEY, pin_words, toggle_pins
from guild_desktop.gui.models.run_actions import ActionChip, RunActions, open_path
from guild_desktop.gui.models.status_text import SIGNS, status_word
from guild_desktop.gui.plain_text import breakable, one_line, plain_tooltip, shortened
from guild_desktop.scripts.kept_output import output_path
from guild_desktop.scripts.snapshot import written_files

if TYPE_CHECKING:
    from pathlib import Path

    from guild_desktop.core.run import Run
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes


_LOW = 400
"""Pixels of height below which values and output stand side by side."""

_LEAST_TITLE = 80
"""Pixels that the title gives up last, those of the id; the whole of it is in its tooltip."""

_MOST_FILES = 200
"""Files listed; a run that leaves more is looked at in its folder."""


class DetailsDock(QWidget):
    """Shows the newest highlighted run; owned by the main window's dock, GUI thread.

    While hidden it does nothing. Signal: ``use_flags_requested`` with the run's id.
    """

    use_flags_requested = Signal(str)

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._run: Run | None = None
        self._background = Background(self)
        self._source = SourceState(session.home, self)
        self._source.changed.connect(self._follow)
        self._actions = RunActions(session, lambda: self._run, self)
        self._actions.use_flags_requested.connect(self.use_flags_requested)
        self.setObjectName("runDetails")
        self.setAccessibleName(self.tr("Details of a run"))
        self._title = plain_label(style="title")
        self._title.setObjectName("detailsTitle")
        self._title.setMinimumWidth(_LEAST_TITLE)
        self._state = plain_label()
        self._state.setObjectName("detailsState")
        self._facts = plain_label(style="muted")
        self._facts.setObjectName("detailsFacts")
        self._facts.setWordWrap(True)
        self._failure = self._make_failure()
        self.values = ValueList(self)
        self.output = OutputView(self)
        self.output.caught_up.connect(self._look_for_failure)
        self._pin = QPushButton(self.tr("Pin"), self)
        self._pin.setObjectName("pinRun")
        self._pin.setProperty("chip", True)
        self._pin.setToolTip(
            self.tr("Keep this run in Compare and marked in the plots ({0})").format(PIN_KEY)
        )
        self._pin.clicked.connect(self._toggle_pin)
        self._files = QToolButton(self)
        self._files.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._files.setObjectName("runFiles")
        self._files.setProperty("flat", True)
        self._files.setMenu(QMenu(self._files))
        self._files.hide()
        self._build()
        session.highlight_changed.connect(self._follow)
        session.frame_changed.connect(self._follow)
        session.pins_changed.connect(self._name_pin)
        themes.theme_changed.connect(self._recolour)

    def _make_failure(self) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName("runFailure")
        self._error = plain_label(style="strong")
        self._error.setProperty("error", True)
        self._error.setWordWrap(True)
        self._error.setObjectName("runError")
        self._place = plain_label(style="muted")
        self._place.setObjectName("runErrorPlace")
        self._place.setWordWrap(True)
        row = QHBoxLayout(frame)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        row.addWidget(self._error, 1)
        row.addWidget(self._place)
        frame.hide()
        return frame

    def _build(self) -> None:
        hint = plain_label(style="muted")
        hint.setText(self.tr("Pick a run in the table or in a plot to see its details."))
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._state)
        head.addStretch(1)
        head.addWidget(self._files)
        tools = QHBoxLayout()
        # Together they are as wide as the dock is in a window of 900 pixels.
        tools.setSpacing(4)
        tools.setAlignment(Qt.AlignmentFlag.AlignLeft)
        tools.addWidget(ActionChip(self._actions.copy_command, self))
        tools.addWidget(ActionChip(self._actions.use_flags, self))
        tools.addWidget(self._pin)
        self._parts = QSplitter(Qt.Orientation.Vertical, self)
        self._parts.addWidget(self.values)
        self._parts.addWidget(self.output)
        self._parts.setStretchFactor(0, 2)
        self._parts.setStretchFactor(1, 3)
        self._parts.setChildrenCollapsible(False)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._facts)
        column.addLayout(tools)
        column.addWidget(self._failure)
        column.addWidget(self._parts, 1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(hint)
        self._pages.addWidget(page)

    # Following the session

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: catch up with what was missed while hidden."""
        super().showEvent(event)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: values above the output, or beside it where there is little height."""
        super().resizeEvent(event)
        low = self.height() < _LOW
        wanted = Qt.Orientation.Horizontal if low else Qt.Orientation.Vertical
        if self._parts.orientation() != wanted:
            self._parts.setOrientation(wanted)
            self._parts.setSizes([2, 3])
        self.values.show_extremes(shown=not low)

    def _follow(self, _change: object = None) -> None:
        if not self.isVisible():
            return
        run = self._newest()
        before, self._run = self._run, run
        self._pages.setCurrentIndex(0 if run is None else 1)
        if run is None:
            self.output.show_file(None, grows=False)
            return
        if run is before:
            self._tell_facts(run)
            return
        self._tell(run)
        if before is None or before.id != run.id:
            self._failure.hide()
            self._files.hide()
            path = output_path(self._actions.folder(run))
            known = None if run.origin == "table" else path
            self.output.show_file(known, grows=not run.status.is_finished)
        else:
            self.output.set_growing(grows=not run.status.is_finished)
        self._look_for_failure()
        self._list_files(run)

    def _newest(self) -> Run | None:
        for run_id in reversed(self._session.highlight):
            try:
                position = self._session.frame.position(run_id)
            except KeyError:
                continue
            return self._session.frame.run(position)
        return None

    def _tell(self, run: Run) -> None:
        name = run.label or run.operation
        self._title.setText(f"{run.id[:SHORT_ID]} · {one_line(name)[:80]}")
        self._title.setToolTip(plain_tooltip(f"{run.id}\n{name}"))
        self._state.setText(f"{SIGNS[run.status]} {status_word(run.status)}")
        self.values.show_run(run)
        self._actions.fit(run)
        self._name_pin()
        self._tell_facts(run)
        self._recolour()

    def _toggle_pin(self) -> None:
        if self._run is not None:
            toggle_pins(self._session, (self._run.id,))

    def _name_pin(self, _pins: object = None) -> None:
        if self._run is not None:
            self._pin.setText(pin_words(self._session, (self._run.id,)))

    def _tell_facts(self, run: Run) -> None:
        parts = []
        if text := ending(run):
            parts.append(one_line(text))
        if run.started is not None:
            parts.append(self.tr("started {0}").format(written.clock(run.started)))
        if run.seconds is not None:
            parts.append(self.tr("took {0}").format(written.duration(run.seconds)))
        batch = self._session.frame.batches.get(run.batch)
        if batch is not None and not batch.hidden:
            repeat = self.tr(", repeat {0},").format(run.repeat) if run.repeat > 1 else ""
            words = self.tr("run {0}{1} of {2}")
            parts.append(words.format(run.trial, repeat, one_line(batch.name)))
            if said := origin_sentence(run.origin):
                parts.append(said)
        if text := self._source.words(run, None if batch is None else batch.operation):
            parts.append(text)
        if len(self._session.highlight) > 1:
            picked = written.count(len(self._session.highlight))
            parts.append(self.tr("the last of {0} picked").format(picked))
        self._facts.setText(breakable(" · ".join(parts)))

    def _recolour(self, _theme: object = None) -> None:
        red = self._themes.theme.error_text
        tint = f"rgba({red.red()}, {red.green()}, {red.blue()}, 10%)"
        self._failure.setStyleSheet(
            f"QFrame#runFailure {{ background: {tint}; border: none; border-radius: 8px; }}"
        )
        if self._run is not None:
            theme = self._themes.theme
            colour = theme.status_color(self._run.status)
            self._state.setStyleSheet(f"color: {colour.name()};")

    # Failure and files

    def _look_for_failure(self) -> None:
        run = self._run
        if run is None or run.status is not Status.ERROR:
            self._failure.hide()
            return
        found = find_failure(self.output.lines)
        error = run.reason if found is None else found.error
        self._failure.setVisible(bool(error))
        self._error.setText(breakable(shortened(error)))
        self._error.setToolTip(plain_tooltip(error))
        self._place.setText("" if found is None else breakable(one_line(found.place)))
        self._place.setVisible(bool(self._place.text()))

    def _list_files(self, run: Run) -> None:
        folder = self._actions.folder(run)
        self._background.run(
            lambda: (run.id, written_files(folder, _MOST_FILES)),
            lambda found: self._show_files(*found),
        )

    def _show_files(self, run_id: str, files: list[Path]) -> None:
        if self._run is None or self._run.id != run_id:
            return
        folder = self._actions.folder(self._run)
        count = written.count(len(files)) + ("+" if len(files) == _MOST_FILES else "")
        self._files.setText(self.tr("Files ({0}) ▾").format(count))
        menu = self._files.menu()
        menu.clear()
        for path in files:
            name = str(path.relative_to(folder))
            action = menu.addAction(one_line(name).replace("&", "&&"))
            action.triggered.connect(lambda _on=False, path=path: open_path(path))
        menu.addSeparator()
        menu.addAction(self._actions.open_folder)
        self._files.show()
