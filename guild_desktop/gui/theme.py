"""The window's colours, light and dark, and who tells widgets that they change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette

from guild_desktop.core.run import Status
from guild_desktop.gui.style_sheet import style_sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


ColourMap: TypeAlias = Literal["viridis", "cividis", "blue-orange", "blue", "categories"]
"""Tables of colours for runs; the last one is for texts and no choice of a person's."""

COLOUR_MAPS: tuple[ColourMap, ...] = get_args(ColourMap)[:-1]
"""Those that a person can choose from, the usual one first."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by their use; every text on its background has a contrast of 4.5 or more.

    ``colour_map`` is the table for runs by value.
    """

    dark: bool
    window: QColor
    surface: QColor
    zebra: QColor
    line: QColor
    text: QColor
    muted: QColor
    accent: QColor
    accent_weak: QColor
    on_accent: QColor
    context: QColor
    error_text: QColor
    completed: QColor
    running: QColor
    pending: QColor
    failed: QColor
    colour_map: ColourMap = "viridis"

    def status_color(self, status: Status) -> QColor:
        """The colour of a state's sign and word."""
        return {
            Status.COMPLETED: self.completed,
            Status.RUNNING: self.running,
            Status.ERROR: self.failed,
        }.get(status, self.muted)


LIGHT = Theme(
    dark=False,
    window=QColor("#F4F5F7"),
    surface=QColor("#FFFFFF"),
    zebra=QColor("#FAFBFC"),
    line=QColor("#DFE3E8"),
    text=QColor("#1F2328"),
    muted=QColor("#67707B"),
    accent=QColor("#0B6BCB"),
    accent_weak=QColor("#E3EFFB"),
    on_accent=QColor("#FFFFFF"),
    context=QColor("#C9CED6"),
    error_text=QColor("#B3261E"),
    completed=QColor("#0072B2"),
    running=QColor("#B26A00"),
    pending=QColor("#67707B"),
    failed=QColor("#C44E00"),
)

DARK = Theme(
    dark=True,
    window=QColor("#15181C"),
    surface=QColor("#1B1F24"),
    zebra=QColor("#1E2328"),
    line=QColor("#2C333A"),
    text=QColor("#E4E8EC"),
    muted=QColor("#929CA7"),
    accent=QColor("#4C9FFF"),
    accent_weak=QColor("#1B3048"),
    on_accent=QColor("#0D1117"),
    context=QColor("#3A424B"),
    error_text=QColor("#FF8A80"),
    completed=QColor("#56B4E9"),
    running=QColor("#E69F00"),
    pending=QColor("#929CA7"),
    failed=QColor("#FF8A4C"),
)


class Themes(QObject):
    """Holds the theme in use and applies it to the application; lives on the GUI thread.

    Follows the system's colour scheme while the choice is ``system``. Signals: ``theme_changed``
    with the new ``Theme``, after palette and style sheet were set; also when runs get other colours.
    """

    theme_changed = Signal(object)

    def __init__(
        self, application: QApplication, choice: str = "system", colours: str = COLOUR_MAPS[0]
    ) -> None:
        super().__init__(application)
        self._application = application
        self._choice = choice
        self._colour_map = _colour_map(colours)
        application.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.theme = self._chosen()
        self._apply()

    @property
    def choice(self) -> str:
        """``system``, ``light`` or ``dark``."""
        return self._choice

    @property
    def light(self) -> Theme:
        """The light theme with the chosen colours of runs, whichever is in use."""
        return replace(LIGHT, colour_map=self._colour_map)

    def choose(self, choice: str) -> None:
        """Use ``light``, ``dark`` or what the ``system`` says."""
        self._choice = choice
        self._follow_system()

    def choose_colours(self, colours: str) -> None:
        """Colour runs by one of ``COLOUR_MAPS``."""
        self._colour_map = _colour_map(colours)
        self._follow_system()

    def _follow_system(self) -> None:
        theme = self._chosen()
        if theme != self.theme:
            recoloured = theme.dark == self.theme.dark
            self.theme = theme
            if not recoloured:
                self._apply()
            self.theme_changed.emit(theme)

    def _chosen(self) -> Theme:
        if self._choice == "system":
            dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            dark = self._choice == "dark"
        return replace(DARK if dark else LIGHT, colour_map=self._colour_map)

    def _apply(self) -> None:
        self._application.setPalette(_palette(self.theme))
        self._application.setStyleSheet(style_sheet(self.theme))


def _colour_map(name: str) -> ColourMap:
    """The map of this name; the usual one for a name that is none."""
    return next((each for each in COLOUR_MAPS if each == name), COLOUR_MAPS[0])


def _palette(theme: Theme) -> QPalette:
    palette = QPalette(theme.window)
    role = QPalette.ColorRole
    for each, color in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.zebra),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Button, theme.surface),
        (role.ButtonText, theme.text),
        (role.ToolTipBase, theme.surface),
        (role.ToolTipText, theme.text),
        (role.Highlight, theme.accent_weak),
        (role.HighlightedText, theme.text),
        (role.Link, theme.accent),
        (role.Mid, theme.line),
        (role.Accent, theme.accent),
    ):
        palette.setColor(each, color)
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, theme.muted)
    return palette
