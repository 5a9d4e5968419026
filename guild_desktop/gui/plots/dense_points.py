"""Points of very many runs as one picture: a number for each pixel, made wider, then coloured."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from guild_desktop.gui.plots.colour import SHADES, shade_table
from guild_desktop.gui.theme import Theme

Floats: TypeAlias = npt.NDArray[np.float64]
Codes: TypeAlias = npt.NDArray[np.uint16]

MANY = 4000
"""From so many points on their overlap is seen and not each of them."""

NOTHING, CONTEXT, PLAIN = 0, 1, 2
FIRST_SHADE = 3
"""Codes in the order in which points cover each other: the best of them is on top of all but states."""

RUNNING, WEAKLY_FAILED, FAILED = FIRST_SHADE + SHADES, FIRST_SHADE + SHADES + 1, 261


def code_colours(theme: Theme) -> npt.NDArray[np.uint32]:
    """The colour (ARGB, premultiplied) of each code."""
    table = np.zeros(FAILED + 1, dtype=np.uint32)
    weak = QColor(theme.failed)
    weak.setAlphaF(0.5)
    for code, colour in (
        (CONTEXT, theme.context),
        (PLAIN, theme.muted),
        (RUNNING, theme.running),
        (WEAKLY_FAILED, weak),
        (FAILED, theme.failed),
    ):
        opacity = colour.alphaF()
        parts = [round(opacity * part) for part in (colour.red(), colour.green(), colour.blue())]
        table[code] = _packed(np.array([colour.alpha(), *parts], dtype=np.uint32))
    shades = shade_table(dark=theme.dark, colour_map=theme.colour_map).astype(np.uint32)
    opaque = np.full((SHADES, 1), 255, dtype=np.uint32)
    table[FIRST_SHADE : FIRST_SHADE + SHADES] = _packed(np.hstack([opaque, shades]).T)
    return table


def _packed(parts: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    packed: npt.NDArray[np.uint32] = (
        (parts[0] << 24) | (parts[1] << 16) | (parts[2] << 8) | parts[3]
    )
    return packed


class DenseGrid:
    """Where each of m points lies among the pixels of a picture; owned by a plot, made anew with its size."""

    def __init__(self, size: QSize, ratio: float, xs: Floats, ys: Floats) -> None:
        self._width, self._height = round(size.width() * ratio), round(size.height() * ratio)
        self._ratio = ratio
        columns = np.clip((xs * ratio).astype(np.intp), 1, max(self._width - 3, 1))
        lines = np.clip((ys * ratio).astype(np.intp), 1, max(self._height - 3, 1))
        self._flat = lines * self._width + columns
        # A point is as wide as leaves the picture readable.
        self._wide = round((3.0 if xs.size < 5 * MANY else 2.0) * ratio)

    def picture(self, codes: Codes, colours: npt.NDArray[np.uint32]) -> QImage:
        """The points in the colours of their ``codes`` (m); higher codes cover lower ones."""
        grid = np.zeros(self._width * self._height, dtype=np.uint16)
        shown = np.flatnonzero(codes)
        np.maximum.at(grid, self._flat[shown], codes[shown])
        field = grid.reshape(self._height, self._width)
        for _ in range(self._wide - 1):
            np.maximum(field[1:], field[:-1], out=field[1:])
            np.maximum(field[:, 1:], field[:, :-1], out=field[:, 1:])
        pixels = colours[field]
        image = QImage(
            pixels.data,
            self._width,
            self._height,
            4 * self._width,
            QImage.Format.Format_ARGB32_Premultiplied,
        ).copy()
        image.setDevicePixelRatio(self._ratio)
        return image
