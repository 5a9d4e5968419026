"""A layout that places widgets in lines, as words of a text are."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem


class FlowLayout(QLayout):
    """Items keep their size and wrap, ``gap`` pixels apart, with half of that between lines.

    With ``last_fills`` the last one takes what is left of its line. A ``corner`` stands at the right
    end of the first line, which may hold nothing else.
    """

    def __init__(
        self, parent: QWidget | None = None, gap: int = 8, *, last_fills: bool = False
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._corner: QLayoutItem | None = None
        self._heights: dict[int, int] = {}
        self._last_fills = last_fills
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)

    def insert(self, at: int, widget: QWidget) -> None:
        """Put a widget before the item with number ``at``; it may be in the layout already."""
        self.removeWidget(widget)
        self.addWidget(widget)
        self._items.insert(at, self._items.pop())
        self.invalidate()

    def set_corner(self, widget: QWidget) -> None:
        """Put a widget at the right end of the first line."""
        self.addChildWidget(widget)
        self._corner = QWidgetItem(widget)
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's: take an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Qt's: how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Qt's: an item."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Qt's: give an item away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Qt's: takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Qt's: narrower means taller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt's: the height of all lines."""
        # Asked for many times whenever a text in one of the items changes.
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        """Qt's: the items need other room now."""
        self._heights = {}
        super().invalidate()

    def sizeHint(self) -> QSize:
        """Qt's: as small as possible; the line grows with its room."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Qt's: room for the widest item."""
        size = QSize()
        for item in (*self._items, *((self._corner,) if self._corner is not None else ())):
            size = size.expandedTo(item.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        """Qt's: place the items."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Place the items in ``rect`` (or only reckon); the height used."""
        gap = self.spacing()
        corner = QSize(0, 0) if self._corner is None else self._corner.sizeHint()
        taken = corner.width() + gap if corner.width() else 0
        lines: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            room = rect.width() - (taken if len(lines) == 1 else 0)
            if (lines[-1] or room < rect.width()) and used + size.width() > room:
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + gap
        y = rect.y()
        last = self._items[-1] if self._items and self._last_fills else None
        for line in lines:
            x = rect.x()
            first = line is lines[0]
            end = rect.right() + 1 - (taken if first else 0)
            height = max((size.height() for _item, size in line), default=0)
            if first and self._corner is not None:
                height = max(height, corner.height())
                if move:
                    left = max(rect.right() + 1 - corner.width(), rect.x())
                    top = y + (height - corner.height()) // 2
                    self._corner.setGeometry(QRect(QPoint(left, top), corner))
            for item, size in line:
                left = max(end - x, 0)
                width = left if item is last else min(size.width(), left)
                if move:
                    top = y + (height - size.height()) // 2
                    item.setGeometry(QRect(QPoint(x, top), QSize(width, size.height())))
                x += width + gap
            y += height + gap // 2
        return max(y - gap // 2 - rect.y(), 0)
