"""The stacked pictures of a plot in a pyqtgraph scene."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pyqtgraph
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from guild_desktop.gui.plots.picture import drawn


class ImageLayer(pyqtgraph.GraphicsObject):
    """A cached picture; owned by a plot, drawn as it is until the plot hands over another."""

    def __init__(self, depth: float) -> None:
        super().__init__()
        self.setZValue(depth)
        self._image: QImage | None = None
        self._rect = QRectF()

    def cover(self, size: QRectF) -> None:
        """Stretch over ``size``, the whole plot, in its pixels."""
        self.prepareGeometryChange()
        self._rect = size

    def draw(self, size: QSize, ratio: float, paint: Callable[[QPainter], None]) -> None:
        """Show what ``paint`` paints over the ``size`` of the plot, on a screen of ``ratio``.

        At each step of a brush it is painted into the same memory.
        """
        self._image = drawn(size, ratio, paint, self._image)

    def show_nothing(self) -> None:
        """Draw no picture until there is another."""
        self._image = None

    def boundingRect(self) -> QRectF:
        """The whole plot, in its pixels."""
        return self._rect

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Draw the picture pixel for pixel."""
        if self._image is not None:
            painter.drawImage(QPointF(0.0, 0.0), self._image)


class PaintedLayer(pyqtgraph.GraphicsObject):
    """What is painted afresh each time by the function its plot gives: axes, brushes, the hovered run."""

    def __init__(self, depth: float, paint: Callable[[QPainter], None]) -> None:
        super().__init__()
        self.setZValue(depth)
        self._paint = paint
        self._broken = False
        self._rect = QRectF()

    def cover(self, size: QRectF) -> None:
        """Stretch over ``size``, the whole plot, in its pixels."""
        self.prepareGeometryChange()
        self._rect = size
        self._broken = False

    def boundingRect(self) -> QRectF:
        """The whole plot, in its pixels."""
        return self._rect

    def paint(
        self,
        painter: QPainter,
        _option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Let the plot paint; after a bug in it nothing more until the plot has other runs or size."""
        if self._broken:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            self._paint(painter)
        except Exception:  # noqa: BLE001 - Qt must not see it; the reporter tells of every bug
            self._broken = True
            sys.excepthook(*sys.exc_info())


class Stencil:
    """Something that is painted alike many times, as a picture;
    owned by a plot, for one size of it at a time.

    ``paint`` paints it for real. It is painted afresh after ``forget``, or for another size or ``key``.
    """

    def __init__(self, paint: Callable[[QPainter], None]) -> None:
        self.paint = paint
        self._image: QImage | None = None
        self._key: tuple[object, ...] = ()

    def forget(self) -> None:
        """Something has changed."""
        self._image = None

    def show(self, painter: QPainter, size: QSize, ratio: float, key: object = None) -> None:
        """Draw it over the ``size`` of the plot, on a screen of ``ratio``."""
        if self._image is None or self._key != (size, ratio, key):
            self._key = size, ratio, key
            self._image = drawn(size, ratio, self.paint)
        painter.drawImage(QPointF(0.0, 0.0), self._image)
