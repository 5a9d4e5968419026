"""Short pages of help: the flag language, the keyboard, and what this program is."""

from __future__ import annotations

import platform

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextFrame, QTextFrameFormat, QTextLength, QTextTable
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from guild_desktop import __version__
from guild_desktop.settings.resources import resource

_COLUMNS = (38, 62)
"""Percent of a page's width."""


def show_flag_language(parent: QWidget) -> None:
    """Show what can be typed beside a flag."""
    _show_page(parent, parent.tr("Flag language"), "flag-language.md", 640, 620)


def show_shortcuts(parent: QWidget) -> None:
    """Show what the keyboard and the mouse can do."""
    _show_page(parent, parent.tr("Keyboard and mouse"), "shortcuts.md", 560, 620)


def show_about(parent: QWidget) -> None:
    """Show versions and licences."""
    text = resource("help", "about.md").read_text(encoding="utf-8")
    text = text.format(
        version=__version__, python=platform.python_version(), qt=PySide6.__version__
    )
    _show(parent, parent.tr("About Guild Desktop"), text, 460, 340)


def _show_page(parent: QWidget, title: str, page: str, width: int, height: int) -> None:
    text = resource("help", page).read_text(encoding="utf-8")
    _show(parent, title, text, width, height)


def _show(parent: QWidget, title: str, markdown: str, width: int, height: int) -> None:
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.resize(width, height)
    page = QTextBrowser()
    page.setAccessibleName(title)
    page.setOpenExternalLinks(True)
    page.setMarkdown(markdown)
    _calm_tables(page)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(page)
    column.addWidget(buttons)
    dialog.open()


def _calm_tables(page: QTextBrowser) -> None:
    """Lines as quiet as those around cards, and columns of all tables one below the other."""
    percent = QTextLength.Type.PercentageLength
    for table in _tables_in(page.document().rootFrame()):
        form = table.format().toTableFormat()
        form.setBorderBrush(page.palette().mid())
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setCellPadding(4)
        form.setWidth(QTextLength(percent, 100))
        if table.columns() == len(_COLUMNS):
            form.setColumnWidthConstraints([QTextLength(percent, part) for part in _COLUMNS])
        table.setFormat(form)


def _tables_in(frame: QTextFrame) -> list[QTextTable]:
    return [each for each in frame.childFrames() if isinstance(each, QTextTable)]
