"""The importance as a picture for a file: its title, all of its bars, and what is said below them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from guild_desktop.gui.docks.importance_dock.share_delegate import row_height

if TYPE_CHECKING:
    from guild_desktop.analysis.results import Share
    from guild_desktop.gui.docks.importance_dock.share_delegate import ShareDelegate
    from guild_desktop.gui.theme import Theme

_ROOM = 10
_GAP = 6
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)


@dataclass(frozen=True, slots=True)
class SharesPicture:
    """Made for one painting; ``width`` is that of the dock's content,
    ``note`` what is said below the bars.
    """

    delegate: ShareDelegate
    shares: tuple[Share, ...]
    title: str
    note: str
    font: QFont
    width: int

    @property
    def size(self) -> QSize:
        """Room for all bars, whatever is scrolled out of sight."""
        bars = row_height(self._metrics) * len(self.shares)
        inner = self._metrics.height() + bars + self._note_height + 2 * _GAP
        return QSize(self.width, inner + 2 * _ROOM)

    def paint(self, painter: QPainter, theme: Theme) -> None:
        """Paint it in the colours of ``theme``."""
        inner, y = self.width - 2 * _ROOM, float(_ROOM)
        painter.setFont(self.font)
        painter.setPen(theme.muted)
        line = self._metrics.height()
        painter.drawText(QRectF(_ROOM, y, inner, line), int(Qt.AlignmentFlag.AlignLeft), self.title)
        y += line + _GAP
        high = row_height(self._metrics)
        for share in self.shares:
            self.delegate.paint_share(
                painter, QRectF(_ROOM, y, inner, high), share, self.font, theme
            )
            y += high
        painter.setFont(self.font)
        painter.setPen(theme.muted)
        painter.drawText(QRectF(_ROOM, y + _GAP, inner, self._note_height), _WRAPPED, self.note)

    @property
    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self.font)

    @property
    def _note_height(self) -> int:
        room = QRectF(0, 0, self.width - 2 * _ROOM, 10_000).toRect()
        return self._metrics.boundingRect(room, _WRAPPED, self.note).height()
