"""Pictures to paint on, and arrays of pixels as pictures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter


def blank(size: QSize, ratio: float) -> QImage:
    """A transparent picture of ``size`` (in the plot's pixels) for a screen of ``ratio``."""
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    return image


def drawn(
    size: QSize, ratio: float, paint: Callable[[QPainter], None], into: QImage | None = None
) -> QImage:
    """What ``paint`` paints, with smooth edges, as such a picture.

    It is painted into the memory of ``into``, which nobody else may show, if that has the same size.
    """
    if into is None or into.size() != size * ratio or into.devicePixelRatio() != ratio:
        image = blank(size, ratio)
    else:
        image = into
        image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    return image


def put_picture(painter: QPainter, at: QPointF, picture: QImage, *, alone: bool) -> None:
    """Draw a picture; ``alone``: where nothing is yet, so that its pixels need only be copied."""
    modes = QPainter.CompositionMode
    if alone:
        painter.setCompositionMode(modes.CompositionMode_Source)
    painter.drawImage(at, picture)
    painter.setCompositionMode(modes.CompositionMode_SourceOver)


def picture_of(pixels: npt.NDArray[np.uint32], size: QSize) -> QImage:
    """The picture of ``pixels`` (rows by columns, as ARGB32 with colours multiplied), scaled to ``size``.

    Unless it is scaled it reads ``pixels``, which must stay until it has been drawn.
    """
    rows, columns = pixels.shape
    form = QImage.Format.Format_ARGB32_Premultiplied
    picture = QImage(pixels.data, columns, rows, 4 * columns, form)
    if picture.size() == size:
        return picture
    return picture.scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
