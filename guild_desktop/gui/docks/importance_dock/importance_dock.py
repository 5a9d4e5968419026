"""The importance dock: which flags the goal depends on, by how much, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.analysis.words import explained_words
from guild_desktop.gui.docks.importance_dock.share_delegate import ShareDelegate
from guild_desktop.gui.docks.importance_dock.shares_picture import SharesPicture
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.models.importance_model import SHARE_ROLE, ImportanceModel, percent
from guild_desktop.gui.models.seen_widget import SeenWidget, is_in_sight
from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.analysis_words import empty_sentence, used_sentence
from guild_desktop.gui.plots.elided_label import ElidedLabel
from guild_desktop.gui.plots.importance_order import moved_beside_goal, ordered_by_importance
from guild_desktop.gui.plots.picture_menu import EXPORT_KEY
from guild_desktop.gui.plots.plot_picture import copy_picture

if TYPE_CHECKING:
    from guild_desktop.analysis.results import Importance, Share
    from guild_desktop.gui.live.analyses import Analyses
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.theme import Theme, Themes


class ImportanceView(SeenWidget):
    """What stands in the dock of the importance; made by the main window, on the GUI thread.

    Nothing is computed while nobody can see it. Signals: ``response_wanted`` with one or two names of flags
    whose response somebody wants to see, and ``export_wanted`` with itself when somebody wants it as a file.
    """

    response_wanted = Signal(tuple)
    export_wanted = Signal(object)

    colour_key = None
    """No runs are shown here, and so none of their colours."""

    def __init__(
        self, session: Session, themes: Themes, analyses: Analyses, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._themes = themes
        self._analyses = analyses
        self.setObjectName("importanceView")
        self.setAccessibleName(self.tr("Importance"))
        self._model = ImportanceModel(self)
        self.list = QListView()
        self._delegate = ShareDelegate(themes, self._model, self.list)
        self._title = ElidedLabel()
        self.order = QPushButton(self.tr("Order axes"))
        self._nothing = plain_label(style="muted")
        self._words = plain_label(style="muted")
        self._actions = self._make_actions()
        self._build()
        self._lay_out()
        self.setFocusProxy(self.list)
        analyses.changed.connect(self.refresh_when_seen)
        session.arrangement_changed.connect(self._mark_colour)
        themes.theme_changed.connect(self.list.viewport().update)
        analyses.add_viewer(self, self._is_seen)

    @property
    def sentence(self) -> str:
        """What is said below the bars, or in their place."""
        return self._nothing.text() if self._nothing.isVisibleTo(self) else self._words.text()

    @property
    def plot(self) -> ImportanceView:
        """What of it can be a picture: all."""
        return self

    @property
    def theme(self) -> Theme:
        """The colours now."""
        return self._themes.theme

    def picture_area(self) -> QSize:
        """See ``Pictured``: all bars, whatever is scrolled out of sight."""
        self.refresh()
        return self._picture().size

    def paint_for_file(self, painter: QPainter, _ratio: float, theme: Theme) -> None:
        """See ``Pictured``."""
        self._picture().paint(painter, theme)

    def _picture(self) -> SharesPicture:
        note = "\n".join(part for part in (self._nothing.text(), self._words.text()) if part)
        title = self._title.text
        return SharesPicture(
            self._delegate, self.shares, title, note, self.list.font(), self.width()
        )

    @property
    def shares(self) -> tuple[Share, ...]:
        """The bars, from the top."""
        return self._model.shares

    def refresh(self) -> None:
        """Show what there is, and have it brought up to date."""
        self._analyses.follow()
        now = self._analyses.now
        importance = None if now.analysis is None else now.analysis.importance
        nothing = empty_sentence(now, "" if importance is None else importance.refusal)
        self._model.show(None if nothing else importance)
        self._nothing.setText(nothing)
        self._nothing.setVisible(bool(nothing))
        for widget in (self.list, self._title, self.order):
            widget.setVisible(not nothing)
        self._words.setText(self._told(importance))
        goal = one_line(self.session.objective.column, 60)
        self._title.set_text(self.tr("Share of the variance of {0}").format(goal))
        self._mark_colour()

    def _told(self, importance: Importance | None) -> str:
        parts = [used_sentence(self._analyses.now)]
        if importance is not None and not importance.refusal:
            parts.insert(0, explained_words(importance))
            parts.append(self.tr("{0}, whiskers: half of them").format(importance.method))
        words = " · ".join(part for part in parts if part)
        return words[:1].upper() + words[1:]

    def _is_seen(self) -> bool:
        return is_in_sight(self)

    def _build(self) -> None:
        self.list.setObjectName("importanceList")
        self.list.setAccessibleName(self.tr("Importance of flags"))
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._delegate)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.list.clicked.connect(self._colour)
        self.list.addActions(self._actions)
        self.order.setObjectName("orderByImportance")
        self.order.setProperty("chip", True)
        self.order.setToolTip(
            self.tr(
                "Put the axes of the parallel coordinates in this order, the first beside the goal"
            )
        )
        self.order.clicked.connect(self._order_axes)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for label in (self._nothing, self._words):
            label.setWordWrap(True)

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(8)
        header.addWidget(self._title, 1)
        header.addWidget(self.order)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        column.addLayout(header)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing, 1)
        column.addWidget(self._words)

    def _make_actions(self) -> list[QAction]:
        colour = QAction(self.tr("Colour runs by this flag"), self)
        colour.setShortcut(QKeySequence("C"))
        colour.triggered.connect(lambda: self._colour(self.list.currentIndex()))
        beside = QAction(self.tr("Move its axis beside the goal"), self)
        beside.setShortcut(QKeySequence("M"))
        beside.triggered.connect(self._move)
        response = QAction(self.tr("Show the response"), self)
        response.setShortcut(QKeySequence("Return"))
        response.triggered.connect(self._show_response)
        copy = QAction(self.tr("Copy as a table"), self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.triggered.connect(self._copy)
        # The window listens to the key.
        export = QAction(f"{self.tr('Export picture…')}\t{EXPORT_KEY}", self)
        export.triggered.connect(lambda: self.export_wanted.emit(self))
        picture = QAction(self.tr("Copy picture"), self)
        picture.triggered.connect(lambda: copy_picture(self))
        actions = [colour, beside, response, copy, export, picture]
        for action in actions:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        return actions

    def _show_menu(self, place: QPoint) -> None:
        share = self._share(self.list.indexAt(place))
        for action in self._actions[:2]:
            action.setEnabled(share is not None and len(share.flags) == 1)
        self._actions[2].setEnabled(share is not None)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._actions)
        menu.aboutToHide.connect(self._enable_keys)
        menu.popup(self.list.viewport().mapToGlobal(place))

    def _enable_keys(self) -> None:
        """As keys the actions are always heard; what makes no sense does nothing."""
        for action in self._actions:
            action.setEnabled(True)

    def _share(self, index: QModelIndex) -> Share | None:
        share: Share | None = index.data(SHARE_ROLE) if index.isValid() else None
        return share

    def _column(self, index: QModelIndex) -> str | None:
        """The column of a row's flag; None for pairs, and for a flag that is there no more."""
        share = self._share(index)
        if share is None or len(share.flags) != 1:
            return None
        name = share.flags[0]
        frame = self.session.frame
        return frame.flag_column(name) if name in frame.flag_names else None

    def _colour(self, index: QModelIndex) -> None:
        """Colour by a flag, or by the goal again."""
        column = self._column(index)
        if column is None:
            return
        arrangement = self.session.arrangement
        same = arrangement.coloured_by == column
        self.session.set_arrangement(
            arrangement.coloured(None if same else column), self.tr("colour by a column")
        )

    def _move(self) -> None:
        column = self._column(self.list.currentIndex())
        if column is not None:
            arrangement = moved_beside_goal(self.session, column)
            self.session.set_arrangement(arrangement, self.tr("move an axis"))

    def _order_axes(self) -> None:
        now = self._analyses.now.analysis
        if now is not None:
            arrangement = ordered_by_importance(self.session, now.importance)
            self.session.set_arrangement(arrangement, self.tr("order the axes"))

    def _show_response(self) -> None:
        share = self._share(self.list.currentIndex())
        if share is not None:
            self.response_wanted.emit(share.flags)

    def _copy(self) -> None:
        rows = [
            "\t".join((self._model.name(s), *map(percent, (s.value, s.low, s.high))))
            for s in self._model.shares
        ]
        head = "\t".join((self.tr("flag"), self.tr("share"), self.tr("from"), self.tr("to")))
        QGuiApplication.clipboard().setText("\n".join([head, *rows]))

    def _mark_colour(self, _change: object = None) -> None:
        by = self.session.arrangement.coloured_by
        frame = self.session.frame
        flags = {frame.flag_column(name): name for name in frame.flag_names}
        bold = flags.get(by or "", "")
        if bold != self._delegate.bold:
            self._delegate.bold = bold
            self.list.viewport().update()
