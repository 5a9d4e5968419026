"""The one style sheet, built from a theme's colours.

Widgets ask for a look by dynamic properties: ``card``, ``primary``, ``chip``, ``flat``, ``title``,
``muted``, ``strong``, ``error``, ``quiet``, ``line`` (a button that is a line of text); chips of filters by
``condition`` and ``ofChip``. Space comes in steps of 4 px, cards have a radius of 8, controls of 6.
"""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from guild_desktop.settings.resources import resource

if TYPE_CHECKING:
    from guild_desktop.gui.theme import Theme

_SHEET = Template("""
* { outline: none; }
QMainWindow, QDialog { background: $window; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
QMainWindow::separator { background: transparent; width: 8px; height: 8px; }
QMainWindow::separator:hover { background: $line; }
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: 4px; }

QMenuBar { background: $window; padding: 2px 8px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $line; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_weak; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }

QToolBar { background: $window; border: none; border-bottom: 1px solid $line;
           spacing: 8px; padding: 4px 2px 8px 2px; }
QToolBar QToolButton { background: $surface; border: 1px solid $line; border-radius: 6px;
                       padding: 5px 4px 5px 12px; }
QToolBar QToolButton:hover { border-color: $accent; }
QToolBar QToolButton:disabled { color: $muted; background: transparent; }
QToolBar QToolButton[primary="true"] { background: $accent; color: $on_accent;
                                       border-color: $accent; font-weight: 600; }
QToolBar QToolButton[primary="true"]:disabled { background: transparent; color: $muted;
                                                border-color: $line; }
QStatusBar { background: $window; border-top: 1px solid $line; }
QStatusBar::item { border: none; }

*[card="true"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
*[tinted="true"] { background: $accent_weak; border: none; border-radius: 8px; }
*[condition="counts"] { background: $accent_weak; border: 1px solid $accent_weak;
                        border-radius: 8px; }
*[condition="muted"] { background: transparent; border: 1px dashed $context; border-radius: 8px; }
*[condition="kept"] { background: $surface; border: 1px solid $accent; border-radius: 8px; }
QLabel { background: transparent; }
*[title="true"] { font-weight: 600; }
*[strong="true"] { font-weight: 600; }
*[muted="true"] { color: $muted; }
*[error="true"] { color: $error_text; }

QPushButton, QToolButton { background: $surface; color: $text; border: 1px solid $line;
                           border-radius: 6px; padding: 4px 10px; min-height: 18px; }
QPushButton:hover, QToolButton:hover { border-color: $accent; }
QPushButton:pressed, QToolButton:pressed { background: $accent_weak; }
QPushButton:focus, QToolButton:focus { border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $muted; background: $window; }
QPushButton:checked, QToolButton:checked { background: $accent_weak; border-color: $accent; }
QPushButton[primary="true"] { background: $accent; color: $on_accent; border-color: $accent;
                              font-weight: 600; padding: 7px 12px; }
QPushButton[primary="true"]:hover { border-color: $text; }
QPushButton[primary="true"]:disabled { background: $line; border-color: $line; color: $muted; }
QPushButton[chip="true"], QToolButton[chip="true"] { border-radius: 10px; padding: 1px 9px; }
QPushButton[chip="true"]:checked, QToolButton[chip="true"]:checked { color: $accent; }
QPushButton[flat="true"], QToolButton[flat="true"] { border: 1px solid transparent;
                                                     background: transparent; color: $muted; }
QPushButton[flat="true"]:hover, QToolButton[flat="true"]:hover { color: $text;
                                                                 border-color: $line; }
QPushButton[flat="true"]:focus, QToolButton[flat="true"]:focus { border-color: $accent; }
QPushButton[line="true"] { text-align: left; padding: 2px 0; }
QPushButton[ofChip="true"] { border: 1px solid transparent; background: transparent;
                             padding: 1px 3px; border-radius: 6px; }
QPushButton[ofChip="true"]:hover { border-color: $line; }
QPushButton[ofChip="true"]:focus { border-color: $accent; }
*[condition="muted"] > QPushButton { color: $muted; text-decoration: line-through; }
QToolButton[quiet="true"] { border: 1px solid transparent; background: transparent;
                            padding: 1px; min-height: 14px; border-radius: 4px; }
QToolButton[quiet="true"]:hover { background: $line; }
QToolButton[quiet="true"]:focus { border-color: $accent; }
QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
    background: $surface; color: $text; border: 1px solid $line; border-radius: 6px;
    padding: 3px 8px; min-height: 18px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
    border-color: $accent; }
QLineEdit[error="true"] { border-color: $error_text; color: $text; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { color: $muted;
                                                                    background: $window; }
QLineEdit[readOnly="true"] { background: transparent; }
QComboBox { padding-right: 2px; }
QComboBox::drop-down { border: none; width: 20px; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("$down"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; padding: 4px;
                              selection-background-color: $accent_weak; selection-color: $text; }
QAbstractSpinBox { padding-right: 20px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 18px;
    background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-arrow { image: url("$up"); width: 11px; height: 11px; }
QAbstractSpinBox::down-arrow { image: url("$down"); width: 11px; height: 11px; }
QCheckBox { spacing: 6px; background: transparent; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $muted; border-radius: 3px;
                       background: $surface; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
                               image: url("$check"); }
QCheckBox:focus { color: $accent; }

QAbstractItemView { background: $surface; alternate-background-color: $zebra; border: none;
                    selection-background-color: $accent_weak; selection-color: $text; }
QTreeView::item, QTableView::item { padding: 0 4px; border: none; }
QTreeView::item:selected, QTableView::item:selected { background: $accent_weak; }
QTreeView::item:hover, QTableView::item:hover { background: $hover; }
QTreeView::item:selected:hover { background: $accent_weak; }
QTreeView::branch { background: transparent; }
QTreeView::branch:selected { background: $accent_weak; }
QTreeView::branch:has-children:closed { image: url("$right"); }
QTreeView::branch:has-children:open { image: url("$down"); }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $muted; border: none;
                       border-bottom: 1px solid $line; padding: 4px 6px; font-weight: 600; }
#previewTable QHeaderView::section { padding: 2px 6px; }
QTableCornerButton::section { background: $surface; border: none; }

QDockWidget { color: $text; font-weight: 600; }
QDockWidget::title { background: $window; padding: 4px 6px; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; padding: 5px 8px;
               border-bottom: 2px solid transparent; font-weight: 400; }
QTabBar[tight="true"]::tab { padding: 5px 4px; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:hover { color: $text; }
QTabBar::scroller { width: 40px; }
QTabBar::tear { width: 0; border: none; }
QTabBar QToolButton { border: 1px solid transparent; border-radius: 4px; background: $window;
                      padding: 1px; }
QTabBar QToolButton:hover { background: $line; }
QTabBar QToolButton::left-arrow { image: url("$left"); }
QTabBar QToolButton::right-arrow { image: url("$right"); }
QTabWidget::pane { border: none; }

QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px;
               min-height: 6px; color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $context; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: transparent; }
""")


def style_sheet(theme: Theme) -> str:
    """The style sheet of the whole application in a theme's colours."""
    colors = {
        name: value.name()
        for name in theme.__dataclass_fields__
        if isinstance(value := getattr(theme, name), QColor)
    }
    kind = "dark" if theme.dark else "light"
    arrows = {
        name: resource("style", f"{name}-{kind}.svg").as_posix()
        for name in ("down", "up", "left", "right", "check")
    }
    return _SHEET.substitute(colors | arrows | {"hover": hover_colour(theme).name()})


def hover_colour(theme: Theme) -> QColor:
    """The ground of a row under the mouse."""
    return _between(theme.surface, theme.line)


def _between(one: QColor, other: QColor) -> QColor:
    """The colour half-way between two."""
    red, green, blue = (
        one.red() + other.red(),
        one.green() + other.green(),
        one.blue() + other.blue(),
    )
    return QColor(red // 2, green // 2, blue // 2)
