"""Draws what each method does with the sample's function.

The trials are made by the program's own optimizers with fixed seeds, so that the picture shows what they
do and not what somebody believes they do.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QPainter, QPixmap

LOW, HIGH = -2.0, 2.0
"""Where the methods may look."""

BOTTOM, TOP = -1.25, 1.25
NOISE = 0.1
SCALE = 2
"""Dots to a pixel."""

PANEL_WIDTH, PANEL_HEIGHT = 460, 210
LEFT, RIGHT, ABOVE, BELOW = 44, 14, 34, 26
"""Room around the data of a panel."""


@dataclass(frozen=True)
class Panel:
    """A method, how many trials it gets, and what is written above them."""

    optimizer: str
    options: Mapping[str, int]
    trials: int
    title: str


PANELS = (
    Panel("grid", {"points": 5}, 5, "Grid of 5: none in the dip"),
    Panel("random", {}, 20, "Random, 20 runs: gaps and heaps"),
    Panel("sobol", {}, 20, "Sobol, 20 runs: evenly spread"),
    Panel("bayes", {}, 20, "Bayesian, 20 runs: most of them in the dip"),
)


def true_loss(x: float) -> float:
    """The sample's loss without its noise."""
    return math.sin(5 * x) * (1 - math.tanh(x**2))


def trials_of(panel: Panel) -> list[tuple[float, float]]:
    """Where the method looked and what it found, in order."""
    from guild_desktop.flags import parse
    from guild_desktop.optimizers import create

    optimizer = create(panel.optimizer, parse({"x": f"[{LOW}:{HIGH}]"}), panel.options, seed=1)
    chance = random.Random(1)
    trials: list[tuple[float, float]] = []
    while len(trials) < panel.trials and (suggestion := optimizer.ask()) is not None:
        x = float(suggestion.params["x"])  # type: ignore[arg-type] # the only flag is a range of numbers
        loss = true_loss(x) + chance.gauss(0, 1) * NOISE
        optimizer.tell(suggestion.params, loss)
        trials.append((x, loss))
    return trials


def _draw(painter: QPainter, panel: Panel, trials: Sequence[tuple[float, float]]) -> None:
    """One panel, its upper left corner at the origin:
    the curve, and the trials as dots that darken in time.
    """
    from PySide6.QtCore import QPointF, QRectF, Qt
    from PySide6.QtGui import QColor, QPen, QPolygonF

    from guild_desktop.gui.theme import LIGHT

    frame = QRectF(LEFT, ABOVE, PANEL_WIDTH - LEFT - RIGHT, PANEL_HEIGHT - ABOVE - BELOW)

    def at(x: float, loss: float) -> QPointF:
        across = (x - LOW) / (HIGH - LOW)
        upward = (loss - BOTTOM) / (TOP - BOTTOM)
        return QPointF(
            frame.left() + across * frame.width(), frame.bottom() - upward * frame.height()
        )

    font = painter.font()
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(LIGHT.text)
    painter.drawText(QPointF(LEFT, ABOVE - 11), panel.title)
    font.setBold(False)
    painter.setFont(font)
    painter.setPen(LIGHT.muted)
    for tick in range(-2, 3):
        place = QRectF(at(tick, BOTTOM) + QPointF(-20, 4), at(tick, BOTTOM) + QPointF(20, 22))
        painter.drawText(
            place, Qt.AlignmentFlag.AlignCenter, f"x = {tick}" if tick == 0 else str(tick)
        )
    for loss in range(-1, 2):
        place = QRectF(at(LOW, loss) + QPointF(-40, -9), at(LOW, loss) + QPointF(-7, 9))
        painter.drawText(
            place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(loss)
        )
    painter.setPen(QPen(LIGHT.line, 1))
    painter.drawRect(frame)
    painter.setPen(QPen(LIGHT.context, 2))
    along = [LOW + (HIGH - LOW) * step / 200 for step in range(201)]
    painter.drawPolyline(QPolygonF([at(x, true_loss(x)) for x in along]))
    for number, (where, found) in enumerate(trials, 1):
        colour = QColor(LIGHT.accent)
        colour.setAlphaF(0.3 + 0.6 * number / len(trials))
        painter.setPen(QPen(LIGHT.surface, 1))
        painter.setBrush(colour)
        painter.drawEllipse(at(where, found), 4.5, 4.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def methods_picture() -> QPixmap:
    """All panels, two in a row; a ``QGuiApplication`` must exist."""
    from PySide6.QtGui import QPainter, QPixmap

    from guild_desktop.gui.theme import LIGHT

    columns, rows = 2, math.ceil(len(PANELS) / 2)
    picture = QPixmap(SCALE * columns * PANEL_WIDTH, SCALE * rows * PANEL_HEIGHT)
    picture.setDevicePixelRatio(SCALE)
    picture.fill(LIGHT.surface)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, panel in enumerate(PANELS):
        painter.save()
        painter.translate(number % columns * PANEL_WIDTH, number // columns * PANEL_HEIGHT)
        _draw(painter, panel, trials_of(panel))
        painter.restore()
    painter.end()
    return picture
