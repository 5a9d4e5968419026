"""The card above the button: what is about to happen, before it happens."""

from __future__ import annotations

import html
import os
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.engine.request import PlannedBatch
from guild_desktop.gui.format import count, duration
from guild_desktop.gui.icons import icon
from guild_desktop.gui.labels import WrappingLabel, plain_label
from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.run_panel.ending import ending_words
from guild_desktop.gui.run_panel.fields import ElidedLine
from guild_desktop.gui.run_panel.starts_box import StartsBox
from guild_desktop.gui.run_panel.summary import (
    sentence,
    sentence_as_markup,
    trial_sample,
    used_words,
)
from guild_desktop.gui.run_panel.trial_table import TrialTable
from guild_desktop.gui.theme import Themes

if TYPE_CHECKING:
    from collections.abc import Callable

    from guild_desktop.core.space import SearchSpace
    from guild_desktop.engine.continuing import PlannedContinuation


class PreviewCard(QFrame):
    """Says what Run would do; owned by the panel, which tells it at every change.

    ``needed`` is ticked to leave out what is completed; it is there if something is.
    ``starts`` holds what a search tries first.
    """

    def __init__(self, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._themes = themes
        self._seconds: float | None = None
        self._count_inside: Callable[[SearchSpace], int] | None = None
        self._planned: PlannedBatch | None = None
        self._continued: PlannedContinuation | None = None
        self.setObjectName("previewCard")
        self.setProperty("tinted", True)
        self.setAccessibleName(self.tr("Preview"))
        self._sentence = WrappingLabel(self)
        self._sentence.setObjectName("previewSentence")
        self._sentence.setTextFormat(Qt.TextFormat.RichText)
        self._ending = plain_label(parent=self, style="muted", wraps=True)
        self._ending.setObjectName("previewEnding")
        self.trials = TrialTable(self)
        self.needed = QCheckBox(self)
        self.needed.setObjectName("neededBox")
        self.needed.setToolTip(
            self.tr(
                "Leave out what this script has completed with the same values and the same code"
            )
        )
        self.needed.hide()
        self.starts = StartsBox(themes, self)
        self.command = ElidedLine(Qt.TextElideMode.ElideRight, self)
        self.command.setObjectName("commandLine")
        self.command.setAccessibleName(self.tr("The same as a command"))
        self.command.setReadOnly(True)
        self.command.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._copy = QToolButton(self)
        self._copy.setObjectName("copyCommand")
        self._copy.setProperty("quiet", True)
        self._copy.setAccessibleName(self.tr("Copy the command"))
        self._copy.setToolTip(self.tr("Copy the command"))
        self._copy.clicked.connect(self._copy_command)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.command, 1)
        row.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(4)
        column.addWidget(self._sentence)
        column.addWidget(self._ending)
        column.addWidget(self.trials)
        column.addWidget(self.needed)
        column.addWidget(self.starts)
        column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        themes.theme_changed.connect(self._take_colours)
        self._take_colours()

    def show_plan(
        self, planned: PlannedBatch, command: str, continued: PlannedContinuation | None = None
    ) -> None:
        """Say what ``planned`` would do and which command does the same;
        ``continued`` is it if a sweep goes on.
        """
        self._planned = planned
        self._continued = continued
        self.setEnabled(True)
        self.trials.show_sample(trial_sample(planned))
        self.starts.show_plan(planned, goes_on=continued is not None)
        ending = ending_words(planned)
        self._ending.setText(ending)
        self._ending.setVisible(bool(ending))
        self.command.setText(command)
        meaning = self.tr("The command that does the same in a terminal")
        self.command.setToolTip(plain_tooltip(meaning, command))
        self.command.setCursorPosition(0)
        self._say()
        self.setVisible(True)

    def show_completed(self, number: int) -> None:
        """Offer to leave out so many trials that are completed; what is ticked stays in sight."""
        text = self.tr("Skip {0} that are completed").format(count(number))
        if number < 2:
            text = (
                self.tr("Skip 1 that is completed") if number else self.tr("Skip what is completed")
            )
        self.needed.setText(text)
        self.needed.setAccessibleName(text)
        self.needed.setVisible(number > 0 or self.needed.isChecked())

    def grey_out(self) -> None:
        """Something is wrong: what was planned before stays in sight, and gives way to what tells why."""
        self.setEnabled(False)
        self.trials.updateGeometry()

    def show_nothing(self) -> None:
        """Nothing can run: an empty preview would only take room."""
        self._planned = None
        self.setVisible(False)

    def set_seconds_per_run(self, seconds: float | None) -> None:
        """How long earlier runs took; None if there were none."""
        self._seconds = seconds
        self._say()

    def set_count_inside(self, count_inside: Callable[[SearchSpace], int]) -> None:
        """Who knows how many earlier runs lie inside a space."""
        self._count_inside = count_inside
        self._say()

    def _say(self) -> None:
        planned = self._planned
        if planned is None:
            return
        rest = "" if self._continued is None else used_words(self._continued)
        runs = planned.count if self._continued else planned.count * planned.batch.limits.repeat
        workers = max(min(planned.batch.limits.workers, runs), 1)
        if self._seconds is not None:
            seconds = self._seconds * -(-runs // workers)
            told = self.tr("About {0}, judging by earlier runs.").format(duration(seconds))
            rest = f"{rest} {told}"
        where = planned.batch.limits.where
        if where and planned.kind != "run":
            told = self.tr("Only where {0}.").format(where)
            if planned.fitting is not None:
                fitting, combinations = map(count, planned.fitting)
                told = self.tr("{0} of {1} combinations: those where {2}.").format(
                    fitting, combinations, where
                )
            rest = " ".join(filter(None, (rest, told, planned.warning)))
        inside = 0
        if self._count_inside and planned.kind == "search" and self._continued is None:
            inside = self._count_inside(planned.space)
        if inside:
            told = self.tr("1 earlier run lies") if inside == 1 else self.tr("{0} earlier runs lie")
            rest = (
                f"{rest} {self.tr('{0} inside these ranges.').format(told.format(count(inside)))}"
            )
        processors = os.cpu_count() or 1
        if workers > processors:
            warning = self.tr("More at once than the {0} processors here.").format(processors)
            rest = f"{rest} {warning}"
        rest = rest.strip()
        muted = self._themes.theme.muted.name()
        more = f"<span style='color: {muted}'>{html.escape(rest)}</span>" if rest else ""
        self._sentence.setText(f"{sentence_as_markup(planned, self._continued)}. {more}".strip())
        self._sentence.setAccessibleName(f"{sentence(planned, self._continued)}. {rest}".strip())

    def _copy_command(self) -> None:
        QApplication.clipboard().setText(self.command.text())

    def _take_colours(self) -> None:
        self._say()
        self._copy.setIcon(icon("copy", self._themes.theme.muted))
