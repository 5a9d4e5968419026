"""The runs table: heading, whose runs, state chips, and the tree of sweeps and runs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.core.run import Status
from guild_desktop.gui.docks.runs_table.columns_menu import ColumnsButton
from guild_desktop.gui.docks.runs_table.row_menu import RowMenu
from guild_desktop.gui.docks.runs_table.runs_view import RunsView
from guild_desktop.gui.docks.runs_table.status_chips import StatusChips
from guild_desktop.gui.docks.runs_table.table_head import TableHead
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.models.row_order import PickedRows
from guild_desktop.gui.models.run_table_model import RunTableModel
from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.run_panel.fields import QuietCombo

if TYPE_CHECKING:
    from guild_desktop.gui.live.arrangement import Arrangement
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Themes

_ALL = ""


class RunsTable(QFrame):
    """The central widget below the filter bar; owned by the main window, GUI thread.

    Rows picked here are highlighted in the plots and the other way round, through the session.
    Signals: those of ``menu`` (a ``RowMenu``), and ``details_requested`` when Enter or a double click
    asks for the details of the highlighted run.
    """

    details_requested = Signal()

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._picking = False
        self.setProperty("card", True)
        self.model = RunTableModel(session, themes, self)
        self.view = RunsView(self.model, session, themes, self)
        self.menu = RowMenu(session, self.model, self.view)
        self.columns_button = ColumnsButton(session, self.model, self.view, self)
        self.chips = StatusChips(session, themes, self)
        self._scope = self._make_scope()
        self._grouping = self._make_grouping()
        self._others = self._make_others()
        self._repeats = self._make_repeats()
        self._build()
        # Times of running runs grow without anything happening in the store.
        self._clock = QTimer(self, interval=1000)
        self._clock.timeout.connect(self.model.tick)
        self.view.opened.connect(self.details_requested)
        self.menu.label_column_needed.connect(lambda: self.columns_button.show_column("label"))
        self.view.selectionModel().selectionChanged.connect(self._tell_picked)
        session.highlight_changed.connect(self._show_picked)
        self.model.followed.connect(self._refresh)
        session.arrangement_changed.connect(self._follow_folds)
        self._refresh()

    def _build(self) -> None:
        title = plain_label(self.tr("Runs"), style="title")
        head = TableHead(
            left=(title, self.chips, self._others),
            right=(self._scope, self._repeats, self._grouping, self.columns_button),
            parent=self,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 4)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.view, 1)

    def _make_scope(self) -> QComboBox:
        scope = QuietCombo(self)
        scope.setObjectName("runsScope")
        scope.setAccessibleName(self.tr("Whose runs"))
        scope.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        scope.setMinimumWidth(96)
        scope.setMaximumWidth(240)
        scope.activated.connect(self._choose_scope)
        return scope

    def _make_grouping(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("groupRuns")
        button.setText(self.tr("By sweep"))
        button.setProperty("chip", True)
        button.setToolTip(self.tr("Runs below their sweeps, or all in one list"))
        button.setCheckable(True)
        button.setChecked(True)
        button.toggled.connect(self._group)
        return button

    def _make_repeats(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("foldRepeats")
        button.setText(self.tr("Fold repeats"))
        button.setProperty("chip", True)
        button.setToolTip(
            self.tr("One row with mean ± standard deviation for all repeats, or a row for each")
        )
        button.setCheckable(True)
        button.setChecked(True)
        button.toggled.connect(self._fold)
        return button

    def _make_others(self) -> QPushButton:
        button = QPushButton(self.tr("Show others"), self)
        button.setObjectName("showOthers")
        button.setProperty("chip", True)
        button.setCheckable(True)
        button.setToolTip(self.tr("List the runs that do not match too, in grey"))
        button.toggled.connect(self.model.set_showing_others)
        return button

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: at first the arrows walk through the runs; else the filter would have the keyboard."""
        super().showEvent(event)
        page = self.parentWidget()
        if page is not None and page.focusWidget() is None:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # Following the session

    def _refresh(self, _change: object = None) -> None:
        session = self._session
        self._others.setVisible(bool(session.selection.active))
        self._repeats.setVisible(self.model.trials.groups is not None)
        self._fill_scope()
        self.columns_button.refresh()
        self.view.widths.fit()
        self.view.empty_text = self._reason_for_nothing()
        running = bool(session.frame.with_status(Status.RUNNING).any())
        if running != self._clock.isActive():
            self._clock.start() if running else self._clock.stop()

    def _reason_for_nothing(self) -> str:
        if self._session.base.any():
            return self.tr("No run matches these filters.")
        if (
            self._session.selection.kept
            and self._session.selection.scope(self._session.frame).any()
        ):
            return self.tr("All runs are hidden. Put all back shows them again.")
        if self._session.selection.target is not None:
            return self.tr("No runs of this script yet. They appear here as soon as they start.")
        return self.tr("No runs yet. They appear here as soon as they start.")

    def _fill_scope(self) -> None:
        chosen = self._session.selection.target
        titles = self._session.frame.targets.titles(*([] if chosen is None else [chosen]))
        words = {t: self.tr("Runs of {0}").format(title[-200:]) for t, title in titles.items()}
        words[_ALL] = self.tr("Runs of all scripts")
        rows = range(self._scope.count())
        if {self._scope.itemData(row): self._scope.itemText(row) for row in rows} != words:
            self._scope.clear()
            for row, (target, text) in enumerate(words.items()):
                self._scope.addItem(text, target)
                self._scope.setItemData(row, plain_tooltip(target), Qt.ItemDataRole.ToolTipRole)
        self._scope.setCurrentIndex(self._scope.findData(chosen or _ALL))
        self._scope.setVisible(len(words) > 1)

    def _choose_scope(self, row: int) -> None:
        target = self._scope.itemData(row) or None
        selection = replace(self._session.selection, target=target)
        self._session.set_selection(selection, self.tr("whose runs"))

    def _group(self, grouped: bool) -> None:  # noqa: FBT001 - a slot of a toggle
        self.model.set_grouped(grouped)
        self.view.setRootIsDecorated(grouped)
        self.view.widths.start_over()

    def _fold(self, folded: bool) -> None:  # noqa: FBT001 - a slot of a toggle
        """Here and in the plots alike."""
        arrangement = self._session.arrangement.with_folds(folded=folded)
        self._session.set_arrangement(arrangement, self.tr("fold repeats"))

    def _follow_folds(self, arrangement: Arrangement) -> None:
        if arrangement.folds != self.model.trials.is_wanted:
            with QSignalBlocker(self._repeats):
                self._repeats.setChecked(arrangement.folds)
            self.model.set_folding(arrangement.folds)

    # Picked rows and highlighted runs are the same thing

    def _tell_picked(self) -> None:
        if self._picking:
            return
        chosen = self.view.selectionModel().selection()
        picked = dict.fromkeys(self.model.runs_of(self.model.picked(chosen)))
        # Those picked before keep their order, so that the newest is the last.
        before = dict.fromkeys(i for i in self._session.highlight if i in picked)
        self._picking = True
        self._session.set_highlight((before | picked).keys())
        self._picking = False

    def _show_picked(self, run_ids: tuple[str, ...]) -> None:
        if self._picking:
            return
        positions = [self._session.frame.position(run_id) for run_id in run_ids]
        rows = PickedRows(np.array(positions, dtype=np.int32))
        self._picking = True
        self.view.selectionModel().select(
            self.model.selection_of(rows), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        newest = self.model.index_of_run(run_ids[-1]) if run_ids else QModelIndex()
        if newest.isValid():
            self.view.setExpanded(newest.parent(), True)
            self.view.selectionModel().setCurrentIndex(
                newest, QItemSelectionModel.SelectionFlag.NoUpdate
            )
            self.view.scrollTo(newest, QAbstractItemView.ScrollHint.EnsureVisible)
        self._picking = False
