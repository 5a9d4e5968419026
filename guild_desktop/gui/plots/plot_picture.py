"""A plot as a picture for a file or the clipboard:
drawn anew at the scale that is wanted, with its colour scale.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QBuffer, QIODevice, QRect, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QImage, QPainter

from guild_desktop.core.errors import UserError
from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.colour_legend import Legend

if TYPE_CHECKING:
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.plots.run_tones import ColourKey
    from guild_desktop.gui.theme import Theme

MOST_SCALE = 8
"""The largest number of dots to a pixel of the plot."""

COPY_SCALE = 2
"""How sharp a copied picture is."""

_RASTER_SCALE = 4  # of what is a raster within shapes
_ROOM = 10  # beside the colour scale


class Pictured(Protocol):
    """A widget that can be saved as a picture: a plot, or what is drawn like one."""

    @property
    def session(self) -> Session:
        """Whose runs it shows."""

    @property
    def theme(self) -> Theme:
        """Its colours on the screen."""

    @property
    def colour_key(self) -> ColourKey | None:
        """What colours of runs mean; None if it shows none."""

    def picture_area(self) -> QSize:
        """How large all of it is at scale 1, as it is now, brought up to date."""

    def paint_for_file(self, painter: QPainter, ratio: float, theme: Theme) -> None:
        """Paint all of that area, with ``ratio`` dots to a pixel, in the colours of ``theme``."""

    def font(self) -> QFont:
        """The widget's."""

    def accessibleName(self) -> str:
        """The widget's."""

    def logicalDpiY(self) -> int:
        """The widget's."""


def picture_size(plot: Pictured) -> QSize:
    """The size of a plot's picture at scale 1: all of the plot, whatever is scrolled out of sight."""
    size = plot.picture_area()
    above = ceil(_legend(plot, plot.theme).size.height())
    return QSize(size.width(), size.height() + above)


def plot_image(plot: Pictured, scale: int, theme: Theme) -> QImage:
    """The plot in the colours of ``theme``, ``scale`` dots to each of its pixels;
    ``UserError`` if it is too large.
    """
    image = QImage(picture_size(plot) * scale, QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise UserError("A picture so large does not fit into memory.", "Choose a smaller scale.")
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    _paint(painter, plot, scale, theme)
    painter.end()
    return image


def png_bytes(image: QImage) -> bytes:
    """A picture as PNG; may be called in any thread. ``UserError`` if it cannot be made."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload] # PySide's stubs want bytes, Qt a text
        raise UserError("The picture could not be made.", "Choose a smaller scale.")
    return bytes(buffer.data().data())


def plot_svg(plot: Pictured, theme: Theme) -> bytes:
    """The plot as SVG: axes and texts as such, and points and lines unless the plot shows
    them as one raster.
    """
    from PySide6.QtSvg import QSvgGenerator

    size, buffer = picture_size(plot), QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # Version 1.1 knows how to clip.
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    # With these dots to an inch texts are as large as on the screen.
    generator.setResolution(plot.logicalDpiY())
    generator.setTitle(plot.accessibleName())
    generator.setDescription(one_line(plot.session.selection.text, 1000))
    painter = QPainter(generator)
    _paint(painter, plot, _RASTER_SCALE, theme)
    painter.end()
    return bytes(buffer.data().data())


def copy_picture(plot: Pictured) -> None:
    """Put the plot on the clipboard as it looks on the screen."""
    put_on_clipboard(plot_image(plot, COPY_SCALE, plot.theme))


def put_on_clipboard(image: QImage) -> None:
    """Copy a picture dot for dot."""
    image.setDevicePixelRatio(1.0)
    QGuiApplication.clipboard().setImage(image)


def _legend(plot: Pictured, theme: Theme) -> Legend:
    return Legend(plot.colour_key, QFontMetricsF(plot.font()), theme)


def _paint(painter: QPainter, plot: Pictured, scale: int, theme: Theme) -> None:
    size, legend = picture_size(plot), _legend(plot, theme)
    above = ceil(legend.size.height())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.fillRect(QRect(0, 0, size.width(), size.height()), theme.surface)
    painter.setFont(plot.font())
    painter.translate(_ROOM, 0.0)
    legend.paint(painter, above)
    painter.translate(-_ROOM, above)
    plot.paint_for_file(painter, scale, theme)
