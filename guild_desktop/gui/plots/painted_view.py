"""How a plot is painted: on layers for the screen, or straight onto a picture for a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyqtgraph
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsView, QWidget

from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.axis_paint import Fonts
from guild_desktop.gui.plots.layers import ImageLayer, PaintedLayer, Stencil

if TYPE_CHECKING:
    from collections.abc import Callable

    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.run_tones import ColourKey, Colours
    from guild_desktop.gui.theme import Theme, Themes


class PaintedView(pyqtgraph.GraphicsView):
    """Base of ``PlotView``; GUI thread.

    On the screen the pictures of the runs, and what is alike many times, are kept; for a file everything is
    painted anew, so that it is sharp at any scale. Signal: ``colours_changed`` with the ``ColourKey`` shown.
    """

    colours_changed = Signal(object)

    def __init__(self, session: Session, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self.session = session
        self._themes = themes
        self.colour_key: ColourKey | None = None
        self._file_theme: Theme | None = None
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.context_layer = ImageLayer(0)
        self.focus_layer = ImageLayer(1)
        self.underlay = PaintedLayer(0.5, self.paint_underlay)
        self.overlay = PaintedLayer(2, self.paint_overlay)
        self._layers = (self.context_layer, self.underlay, self.focus_layer, self.overlay)
        for layer in self._layers:
            self.addItem(layer)

    @property
    def theme(self) -> Theme:
        """The colours now."""
        return self._file_theme or self._themes.theme

    @property
    def colours(self) -> Colours:
        """Which value has which colour, None if no run has one."""
        return None if self.colour_key is None else self.colour_key.colours

    def show_colours(self, key: ColourKey | None) -> None:
        """Let the runs in focus have the colours of ``key``, and tell so."""
        if key != self.colour_key:
            self.colour_key = key
            self.colours_changed.emit(key)

    @property
    def is_for_file(self) -> bool:
        """Whether it is being painted for a file and not for the screen."""
        return self._file_theme is not None

    @property
    def fonts(self) -> Fonts:
        """The fonts now."""
        return Fonts.of(self.font())

    def draw_layer(self, layer: ImageLayer, paint: Callable[[QPainter], None]) -> None:
        """Let a layer show what ``paint`` paints, until it is drawn anew."""
        layer.draw(self.viewport().size(), self.devicePixelRatioF(), paint)

    def paint_for_file(self, painter: QPainter, ratio: float, theme: Theme) -> None:
        """Paint all of it as it is now but for what follows the mouse, in the colours of ``theme``.

        Nothing is enlarged: rasters of very many runs have ``ratio`` dots to a pixel of the plot, all else
        is painted as shapes and texts.
        """
        self.forget_mouse()
        self.come_to_rest()
        self._file_theme = theme
        try:
            painter.fillRect(self.viewport().rect(), theme.surface)
            if self.empty_sentence():
                self.paint_sentence(painter, self.empty_sentence())
            else:
                self.paint_runs(painter, ratio)
                self.paint_overlay(painter)
        finally:
            self._file_theme = None

    def come_to_rest(self) -> None:
        """Bring everything up to date and in full quality now."""
        raise NotImplementedError

    def forget_mouse(self) -> None:
        """Show nothing that follows the mouse until it moves again."""
        self.session.set_hover(None)

    def show_stencil(self, painter: QPainter, stencil: Stencil, key: object = None) -> None:
        """Show what is alike many times: on the screen as a picture that is kept for this ``key``."""
        if self.is_for_file:
            stencil.paint(painter)
        else:
            stencil.show(painter, self.viewport().size(), self.devicePixelRatioF(), key)

    def cover(self) -> None:
        """Stretch the layers over the size now."""
        size = QRectF(self.viewport().rect())
        for layer in self._layers:
            layer.cover(size)

    def draw_context(self) -> None:
        """Draw the picture of the runs out of focus."""
        raise NotImplementedError

    def draw_focus(self) -> None:
        """Draw the picture of the runs in focus."""
        raise NotImplementedError

    def paint_runs(self, painter: QPainter, ratio: float) -> None:
        """Paint for a file what ``draw_context``, ``paint_underlay`` and ``draw_focus``
        show on the screen.
        """
        raise NotImplementedError

    def empty_sentence(self) -> str:
        """Why there is nothing to see, or an empty text."""
        raise NotImplementedError

    def paint_underlay(self, painter: QPainter) -> None:
        """Paint what lies between the runs out of focus and those in focus."""
        raise NotImplementedError

    def paint_overlay(self, painter: QPainter) -> None:
        """Paint what lies above the runs."""
        raise NotImplementedError

    def no_runs_sentence(self) -> str:
        """Why there are no runs to draw."""
        if self.session.selection.kept and self.session.frame.alive.any():
            return str(self.tr("All runs are hidden: Put all back (R) shows them again."))
        return str(self.tr("No runs yet: the plot fills as they arrive."))

    def paint_sentence(self, painter: QPainter, sentence: str) -> None:
        """Say in the middle of an otherwise empty plot why it is empty."""
        painter.setPen(self.theme.muted)
        painter.setFont(self.font())
        rect = QRectF(self.viewport().rect()).adjusted(24.0, 8.0, -24.0, -8.0)
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(rect, flags, one_line(sentence))
