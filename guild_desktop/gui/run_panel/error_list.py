"""Every problem of the flags, each a line that leads to its cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from guild_desktop.flags import FlagError
from guild_desktop.gui.plain_text import plain_tooltip

_FEW_LINES = 6
_PADDING = 4


class ErrorList(QListWidget):
    """Hidden while nothing is wrong; owned by the panel. Signal: ``problem_chosen(str)``, the flag."""

    problem_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("errorList")
        self.setAccessibleName(self.tr("Problems"))
        self.setProperty("error", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerItem)
        self._room = 0
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)
        self.hide()

    def show_problems(self, problems: Sequence[FlagError]) -> None:
        """List these problems."""
        lines = [(problem.flag, self._line(problem)) for problem in problems]
        if lines == [(item.data(Qt.ItemDataRole.UserRole), item.text()) for item in self._items()]:
            return
        self.clear()
        for flag, line in lines:
            item = QListWidgetItem(line, self)
            item.setData(Qt.ItemDataRole.UserRole, flag)
            item.setToolTip(plain_tooltip(line))
        self.setVisible(bool(lines))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as its problems, all that have room, each of them whole; a few lines at least."""
        metrics = self.fontMetrics()
        room = QRect(0, 0, max(self.viewport().width() - 2 * _PADDING, 160), 10_000)
        wrap = Qt.TextFlag.TextWordWrap
        heights = [metrics.boundingRect(room, wrap, item.text()).height() for item in self._items()]
        most = max(_FEW_LINES * metrics.lineSpacing() + 2 * _PADDING, self._room)
        height = 0
        for number, each in enumerate(heights):
            if number and height + each > most:
                break
            height += each
        return QSize(240, height)

    def set_room(self, pixels: int) -> None:
        """How high it may become."""
        if pixels != self._room:
            self._room = pixels
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """The same: what is wrong is always seen."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines wrap anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _line(self, problem: FlagError) -> str:
        flag = f"{problem.flag}: " if problem.flag else ""
        return f"{flag}{problem.message} {problem.hint}".strip()

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]

    def _choose(self, item: QListWidgetItem) -> None:
        self.problem_chosen.emit(item.data(Qt.ItemDataRole.UserRole))
