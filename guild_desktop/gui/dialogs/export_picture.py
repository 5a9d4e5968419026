"""Asks which plot to save as a picture, in which form and how large."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QLabel, QWidget

from guild_desktop.core.errors import UserError
from guild_desktop.gui.dialogs.saving_dialog import SavingDialog
from guild_desktop.gui.format import count
from guild_desktop.gui.plots.plot_picture import (
    MOST_SCALE,
    Pictured,
    picture_size,
    plot_image,
    plot_svg,
    png_bytes,
    put_on_clipboard,
)
from guild_desktop.gui.run_panel.fields import WholeNumberBox
from guild_desktop.gui.theme import Theme, Themes

_USUAL_SCALE = 2


@dataclass(frozen=True, slots=True)
class ExportablePlot:
    """A plot by its title; ``show`` brings it to the front, which may make it first."""

    title: str
    show: Callable[[], Pictured]


class ExportPictureDialog(SavingDialog):
    """Saves one of the plots as PNG or SVG, or copies it. The chosen plot comes to the front."""

    def __init__(
        self,
        plots: Sequence[ExportablePlot],
        chosen: int,
        themes: Themes,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", folder, parent)
        self.setObjectName("exportPicture")
        self.setWindowTitle(self.tr("Export a picture"))
        self._plots = plots
        self._themes = themes
        self.which = QComboBox()
        self.which.setObjectName("exportPlot")
        self.which.addItems([plot.title for plot in plots])
        self.which.setCurrentIndex(chosen)
        self.kind = QComboBox()
        self.kind.setObjectName("exportKind")
        self.kind.addItem(self.tr("PNG: dots"), "png")
        self.kind.addItem(self.tr("SVG: shapes and texts"), "svg")
        self.scale = WholeNumberBox(1, MOST_SCALE, self)
        self.scale.setObjectName("exportScale")
        self.scale.setValue(_USUAL_SCALE)
        self.scale.setSuffix(" ×")  # noqa: RUF001 - the true sign
        self.size_words = QLabel()
        self.size_words.setObjectName("exportSize")
        self.size_words.setProperty("muted", True)
        self.light = QCheckBox(self.tr("Light background, as for print"))
        self.light.setObjectName("exportLight")
        self.light.setVisible(themes.theme.dark)
        copy = self.buttons.addButton(
            self.tr("Copy picture"), QDialogButtonBox.ButtonRole.ActionRole
        )
        copy.setObjectName("copyPicture")
        copy.clicked.connect(self._copy)
        self._lay_out()
        self.which.currentIndexChanged.connect(self._show_plot)
        self.kind.currentIndexChanged.connect(self._refresh)
        self.scale.valueChanged.connect(self._refresh)
        self._show_plot()

    @property
    def plot(self) -> Pictured:
        """The chosen plot."""
        return self._plots[self.which.currentIndex()].show()

    @property
    def theme(self) -> Theme:
        """The colours of the picture."""
        return self._themes.light if self.light.isChecked() else self._themes.theme

    def _lay_out(self) -> None:
        self.form.addRow(self.tr("Plot"), self.which)
        self.form.addRow(self.tr("Form"), self.kind)
        self.form.addRow(self.tr("Scale"), self.scale)
        self.form.addRow(self.tr("Size"), self.size_words)
        self.form.addRow("", self.light)

    def _show_plot(self) -> None:
        _ = self.plot
        self._refresh()
        # A dock that comes to the front gets its size in Qt's next turn.
        QTimer.singleShot(0, self, self._refresh)

    def _refresh(self) -> None:
        size, is_svg = picture_size(self.plot), self.kind.currentData() == "svg"
        scale = 1 if is_svg else self.scale.value()
        self.scale.setEnabled(not is_svg)
        words = self.tr("{width} × {height} pixels")  # noqa: RUF001 - the true sign
        self.size_words.setText(
            words.format(width=count(size.width() * scale), height=count(size.height() * scale))
        )
        self.note.setText(
            self.tr(
                "Sharp at any size. Where runs are so many that their lines or points run into one another, "
                "these are a picture inside of it."
            )
            if is_svg
            else self.tr("All of the plot as it is now, drawn at this scale.")
        )

    def kinds(self) -> Mapping[str, str]:
        """PNG and SVG; the ending decides in the end."""
        both = {self.tr("PNG picture (*.png)"): "png", self.tr("SVG drawing (*.svg)"): "svg"}
        wanted = self.kind.currentData()
        return dict(sorted(both.items(), key=lambda each: each[1] != wanted))

    def proposed(self) -> str:
        """After the plot's title."""
        words = re.sub(r"\W+", "-", self.which.currentText()).lower()
        return f"{words}.{self.kind.currentData()}"

    def content(self, ending: str) -> Callable[[], bytes]:
        """The picture: painted now, a PNG packed in another thread."""
        if ending == ".svg":
            drawing = plot_svg(self.plot, self.theme)
            return lambda: drawing
        if ending != ".png":
            raise UserError(
                self.tr("A name that ends with {ending} says no form for a picture.").format(
                    ending=ending or self.tr("nothing")
                ),
                self.tr("Let it end with .png or .svg."),
            )
        image = plot_image(self.plot, self.scale.value(), self.theme)
        return lambda: png_bytes(image)

    def _copy(self) -> None:
        try:
            put_on_clipboard(plot_image(self.plot, self.scale.value(), self.theme))
        except UserError as error:
            self._tell(error)
            return
        self.accept()
