"""Icons: SVG drawings in ``resources/icons``, drawn in the colour of the text around them."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from guild_desktop.settings.resources import resource

_SIZES = (16, 32, 48)


def icon(name: str, color: QColor, disabled: QColor | None = None) -> QIcon:
    """The drawing ``name`` in one colour, sharp at 100 %, 200 % and 300 %.

    ``disabled`` is its colour where it cannot be used, if that differs.
    """
    drawing = resource("icons", f"{name}.svg").read_bytes()
    result = QIcon()
    _add_drawing(result, drawing, color, QIcon.Mode.Normal)
    if disabled is not None:
        _add_drawing(result, drawing, disabled, QIcon.Mode.Disabled)
    return result


def _add_drawing(target: QIcon, drawing: bytes, color: QColor, mode: QIcon.Mode) -> None:
    renderer = QSvgRenderer(QByteArray(drawing.replace(b"currentColor", color.name().encode())))
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        target.addPixmap(pixmap, mode)


def program_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    return QIcon(str(resource("icons", "guild-desktop.svg")))
