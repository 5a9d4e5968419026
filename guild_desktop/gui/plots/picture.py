"""Pictures to paint on, and arrays of pixels as pictures."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage


def blank(size: QSize, ratio: float) -> QImage:
    """A transparent picture of ``size`` (in the plot's pixels) for a screen of ``ratio``."""
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    return image


class Canvas:
    """A picture that is painted anew at each step of a brush, always in the same memory; owned by a plot's pictures.

    Who still shows it sees what is painted next.
    """

    def __init__(self, size: QSize, ratio: float) -> None:
        self._image = blank(size, ratio)

    def cleared(self) -> QImage:
        """The picture, transparent."""
        self._image.fill(Qt.GlobalColor.transparent)
        return self._image


def put_pixels(image: QImage, pixels: npt.NDArray[np.uint32], left: int = 0, top: int = 0) -> None:
    """Let ``image``, which is made like ``blank``, have these ``pixels`` (rows by columns) from a place on.

    Those that lie outside of it are left out. What there was is gone.
    """
    memory = np.frombuffer(image.bits(), dtype=np.uint32)
    lines = memory.reshape(image.height(), image.bytesPerLine() // 4)[:, : image.width()]
    there = lines[max(top, 0) : top + pixels.shape[0], max(left, 0) : left + pixels.shape[1]]
    up, aside = max(-top, 0), max(-left, 0)
    there[:] = pixels[up : up + there.shape[0], aside : aside + there.shape[1]]


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
