"""The response dock: how the fitted model follows one flag or two, its best, and what to try next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from guild_desktop.gui.docks.response_dock.proposal_menu import ProposalMenu, guess_text
from guild_desktop.gui.format import estimate_format, number_format
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.live.analyses import Wanted
from guild_desktop.gui.models.seen_widget import SeenWidget, is_in_sight
from guild_desktop.gui.models.told_flags import told_flags
from guild_desktop.gui.plain_text import one_line, plain_tooltip
from guild_desktop.gui.plots.analysis_words import used_sentence
from guild_desktop.gui.plots.elided_label import ElidedLabel
from guild_desktop.gui.run_panel.fields import QuietCombo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guild_desktop.analysis.results import Analysis, ContextKind, Response
    from guild_desktop.core.values import Value
    from guild_desktop.gui.live.analyses import Analyses, Analyzed
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.response_plot import ResponsePlot
    from guild_desktop.gui.theme import Themes

_LOW = 330
"""Pixels of height below which the words take one line."""

_NARROWEST = 6
"""Characters of a list's text that are seen where room is short."""


class ResponseView(SeenWidget):
    """What stands in the dock of the response; made by the main window, on the GUI thread.

    The plot is made when the dock is first seen, and nothing is computed while nobody can see it. Signals:
    ``export_wanted`` with the plot when somebody wants it as a file, and ``flags_wanted`` with the batch's
    id and the flags of a proposal when somebody wants to try that.
    """

    export_wanted = Signal(object)
    flags_wanted = Signal(str, object)

    def __init__(
        self, session: Session, themes: Themes, analyses: Analyses, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._themes = themes
        self._analyses = analyses
        self._plot: ResponsePlot | None = None
        self._wanted_flags: tuple[str, ...] = ()
        self.setObjectName("responseView")
        self.setAccessibleName(self.tr("Response"))
        self.across = _list("responseFlag", self.tr("Flag"), self.tr("The flag across"))
        self.down = _list(
            "responseSecond",
            self.tr("Second flag"),
            self.tr("Upward: the goal, or a second flag with the goal as colour"),
        )
        self.context = _list(
            "responseContext",
            self.tr("Other flags"),
            self.tr("What the flags that are not on an axis are"),
        )
        self.next = ProposalMenu(self._flags_text)
        self.next.taken.connect(self._take)
        self._words = plain_label(style="muted")
        self._short_words = ElidedLabel()
        self._column = QVBoxLayout(self)
        self._fill_context()
        self._lay_out()
        for choice in (self.across, self.down, self.context):
            choice.activated.connect(self._choose)
        analyses.changed.connect(self.refresh_when_seen)
        session.highlight_changed.connect(self._follow_picked)
        analyses.add_viewer(self, self._is_seen)

    @property
    def plot(self) -> ResponsePlot:
        """The plot; made when the dock is first seen, or now."""
        if self._plot is None:
            from guild_desktop.gui.plots.response_plot import ResponsePlot

            self._plot = ResponsePlot(self._session, self._themes, self._analyses)
            self._plot.export_wanted.connect(self.export_wanted)
            self._plot.flags_taken.connect(self._take)
            self._column.insertWidget(1, self._plot, 1)
            self.setFocusProxy(self._plot)
        return self._plot

    @property
    def sentence(self) -> str:
        """What is said below the plot."""
        return self._words.text()

    def show_flags(self, flags: tuple[str, ...]) -> None:
        """Show the response to one flag or two, as soon as there is one."""
        self._wanted_flags = flags
        self.refresh_when_seen()

    def refresh(self) -> None:
        """Show what there is, and have it brought up to date."""
        _ = self.plot
        self._analyses.follow()
        now = self._analyses.now
        response = None if now.analysis is None else now.analysis.response
        there = response is not None and not response.refusal
        if now.analysis is not None and there:
            self._list_flags(now.analysis)
        self.across.setVisible(there)
        for choice in (self.down, self.context):
            # With one flag there is nothing else to choose.
            choice.setVisible(there and self.across.count() > 1)
        can_run = now.batch is not None and now.batch.operation.can_run
        self.next.show_proposals(() if response is None else response.proposals, usable=can_run)
        self._choose()
        words = self._told(now)
        self._words.setText(words)
        self._short_words.set_text(words)

    # What can be chosen

    def _fill_context(self) -> None:
        kinds: tuple[tuple[ContextKind, str], ...] = (
            ("best", self.tr("at ★")),
            ("run", self.tr("as picked")),
            ("average", self.tr("averaged")),
        )
        for kind, words in kinds:
            self.context.addItem(words, kind)

    def _list_flags(self, analysis: Analysis) -> None:
        """The flags that have a slice, the most important first."""
        names = [each.flag for each in analysis.response.slices]
        rank = {share.flags[0]: at for at, share in enumerate(analysis.importance.flags)}
        names.sort(key=lambda name: rank.get(name, len(rank)))
        wanted, self._wanted_flags = self._wanted_flags, ()
        across = wanted[0] if wanted else self.across.currentData()
        down = self.down.currentData() if not wanted else wanted[1] if len(wanted) > 1 else None
        _fill(self.across, [(one_line(name, 60), name) for name in names], across)
        upward = one_line(self._session.objective.column, 40)
        others: list[tuple[str, str | None]] = [(self.tr("by {0}").format(upward), None)]
        others += [(self.tr("and {0}").format(one_line(name, 40)), name) for name in names]
        _fill(self.down, others, down)

    def _choose(self, _at: int = 0) -> None:
        """Show what the lists say."""
        across, down = self.across.currentData(), self.down.currentData()
        if down == across:
            down = None
            with QSignalBlocker(self.down):
                self.down.setCurrentIndex(0)
        context: ContextKind = self.context.currentData() or "best"
        picked = self._session.highlight[-1] if self._session.highlight else ""
        if context == "run" and not picked:
            # Until one is picked.
            context = "best"
        pair = None if down is None else (across, down)
        self._analyses.choose(Wanted(pair, context, picked if context == "run" else ""))
        self.plot.show_flags(across or "", down)

    def _follow_picked(self, _picked: object) -> None:
        if self.context.currentData() == "run" and self._is_seen():
            self._choose()

    def _is_seen(self) -> bool:
        return is_in_sight(self)

    def _take(self, flags: Mapping[str, Value]) -> None:
        batch = self._analyses.now.batch
        if batch is not None:
            self.flags_wanted.emit(batch.id, flags)

    # What is said

    def _told(self, now: Analyzed) -> str:
        if now.analysis is None:
            return ""
        response = now.analysis.response
        parts = [] if response.refusal else self._marks_told(response)
        parts.append(used_sentence(now))
        words = " · ".join(part for part in parts if part)
        self._words.setToolTip(plain_tooltip(self._others_told(response)))
        return words[:1].upper() + words[1:]

    def _marks_told(self, response: Response) -> list[str]:
        parts = []
        if response.model_best is not None:
            parts.append(self.tr("★ model's best {0}").format(guess_text(response.model_best)))
        seen = response.seen_best
        if seen is not None:
            low = self._session.objective.direction == "minimize"
            words = self.tr("✕ lowest seen {0}") if low else self.tr("✕ highest seen {0}")
            # With the digits of the model's best, which stands before it.
            beside = response.model_best or seen.guess
            form = estimate_format(beside.value, beside.deviation, seen.value)
            words = words.format(form.text(seen.value))
            parts.append(self.tr("{0} (lucky?)").format(words) if seen.is_lucky else words)
        if response.proposals:
            parts.append(self.tr("△ next"))
        parts.append(self.tr("one run ± {0}").format(_number(response.noise)))
        return parts

    def _others_told(self, response: Response) -> str:
        if self.plot.is_slice:
            spread = self.tr("The band is two standard deviations of the mean.")
        else:
            spread = self.tr("The paler, the less sure the model is: ± is one standard deviation.")
        if response.context_flags is None:
            return self.tr("{0} Averaged over the runs.").format(spread)
        others = self._flags_text(response.context_flags)
        return self.tr("{0} Flags not on an axis: {1}").format(spread, others)

    def _flags_text(self, flags: Mapping[str, Value]) -> str:
        return told_flags(self._session.frame, self._session.base, flags)

    def _lay_out(self) -> None:
        self._words.setWordWrap(True)
        header = QHBoxLayout()
        header.setSpacing(6)
        for choice in (self.across, self.down, self.context):
            header.addWidget(choice, 1)
        header.addWidget(self.next)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(4)
        self._column.addLayout(header)
        self._column.addWidget(self._words)
        self._column.addWidget(self._short_words)
        self._short_words.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room it is the plot's: one line is said."""
        super().resizeEvent(event)
        is_low = self.height() < _LOW
        self._words.setVisible(not is_low)
        self._short_words.setVisible(is_low)


def _list(name: str, title: str, tip: str) -> QuietCombo:
    found = QuietCombo()
    found.setObjectName(name)
    found.setAccessibleName(title)
    found.setToolTip(tip)
    found.setMinimumContentsLength(_NARROWEST)
    found.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return found


def _fill(
    choice: QuietCombo, items: list[tuple[str, str]] | list[tuple[str, str | None]], chosen: object
) -> None:
    """List these texts with what they stand for, unless they are listed already;
    ``chosen`` if it is there.
    """
    listed = [(choice.itemText(at), choice.itemData(at)) for at in range(choice.count())]
    with QSignalBlocker(choice):
        if listed != items:
            choice.clear()
            for text, data in items:
                choice.addItem(text, data)
        choice.setCurrentIndex(max(choice.findData(chosen), 0) if chosen is not None else 0)


def _number(value: float) -> str:
    return number_format([value]).text(value)
