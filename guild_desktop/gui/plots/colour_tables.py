"""The tables of colours for runs: for values from weak to strong, and for categories."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

from guild_desktop.gui.theme import ColourMap

SHADES = 256
NO_SHADE = -1

CATEGORIES = 7
"""So many categories have a colour of their own; all others share a grey."""

BLOCK = SHADES // (CATEGORIES + 1)
"""Shades that one category takes in the table of categories."""

# Each from where its contrast to the surface is 3 : 1 to the end that stands out most.
_CUT: dict[ColourMap, tuple[tuple[float, float], tuple[float, float]]] = {
    "viridis": ((0.59, 0.0), (0.38, 1.0)),
    "cividis": ((0.62, 0.0), (0.41, 1.0)),
}
_RAMPS: dict[ColourMap, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "blue-orange": (("#CC6A14", "#8A6572", "#08306B"), ("#B4621E", "#9C93A6", "#C6E4FF")),
    "blue": (("#4A92DA", "#06203F"), ("#3F78B5", "#E3F1FF")),
}
# Chosen so that each two are told apart with any usual deficiency, and none is that of a state.
_DISTINCT = (
    ("#3D8BEA", "#7A5C00", "#332288", "#CC6677", "#111418", "#B0438C", "#4A3AFF", "#7F8893"),
    ("#3E86FF", "#F0E442", "#009E73", "#C9A0FF", "#FFFFFF", "#FFD8A0", "#7FA0B8", "#767F89"),
)


@lru_cache(maxsize=16)
def shade_table(*, dark: bool, colour_map: ColourMap = "viridis") -> npt.NDArray[np.uint8]:
    """Red, green and blue (256 rows of 3) of each shade on a light or dark surface, the strongest last."""
    if colour_map in _CUT:
        import pyqtgraph

        places = np.linspace(*_CUT[colour_map][dark], SHADES)
        colours = pyqtgraph.colormap.get(colour_map).map(places, mode="byte")[:, :3]
    elif colour_map in _RAMPS:
        stops = _rgb(_RAMPS[colour_map][dark])
        places = np.linspace(0, len(stops) - 1, SHADES)
        parts = [np.interp(places, np.arange(len(stops)), part) for part in stops.T]
        colours = np.rint(np.stack(parts, axis=1))
    else:
        colours = np.repeat(_rgb(_DISTINCT[dark]), BLOCK, axis=0)
    table = np.ascontiguousarray(colours, dtype=np.uint8)
    table.setflags(write=False)
    return table


def shade_colour(shade: int, *, dark: bool, colour_map: ColourMap = "viridis") -> QColor:
    """The colour of one shade, 0 (weakest, of the objective the worst) … 255."""
    red, green, blue = (int(part) for part in shade_table(dark=dark, colour_map=colour_map)[shade])
    return QColor(red, green, blue)


def _rgb(names: tuple[str, ...]) -> npt.NDArray[np.float64]:
    colours = map(QColor, names)
    parts = [(colour.red(), colour.green(), colour.blue()) for colour in colours]
    return np.array(parts, dtype=np.float64)
