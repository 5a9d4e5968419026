"""Pictures to paint on, and arrays of pixels as pictures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter


def blank(size: QSize, ratio: float) -> QImage:
    """A transparent picture of ``size`` (in the plot's pixels) for a screen of ``ratio``."""
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    return image


def drawn(size: QSize, ratio: float, paint: Callable[[QPainter], None]) -> QImage:
    """What ``paint`` paints, with smooth edges, as such a picture."""
    image = blank(size, ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter)
    painter.end()
    return image


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
