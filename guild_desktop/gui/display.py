"""Which display the window opens on, and why it cannot where it cannot."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QMessageLogContext, QtMsgType
from PySide6.QtGui import QGuiApplication

from guild_desktop.core.errors import UserError
from guild_desktop.settings.system_libraries import DISPLAYS, has_display, refusal_of_qt

_INVISIBLE = ("offscreen", "minimal")


def choose_display(*, without: bool) -> bool:
    """Settle on the display to open the window on; whether a person can see it.

    ``without`` allows an invisible one where there is no other. ``UserError`` when there is none, or
    when this system misses libraries that Qt needs to reach it: Qt itself would end the process.
    """
    named = os.environ.get("QT_QPA_PLATFORM", "")
    if named.startswith(_INVISIBLE):
        return False
    if sys.platform.startswith("linux") and not named:
        if not has_display():
            if not without:
                raise UserError(
                    "There is no display to open a window on.",
                    "Log in to a desktop, or use the commands: guild-desktop --help",
                )
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
            return False
        if not os.environ.get("WAYLAND_DISPLAY"):
            _load_plugin("libqxcb.so")
    return True


def is_seen() -> bool:
    """Whether a person can see the windows of this process; needs a ``QGuiApplication``."""
    return QGuiApplication.platformName() not in ("", *_INVISIBLE)


def tell_qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Pass Qt's words on, but for what an invisible display cannot do and what Qt mends itself.

    A display that refuses us is told in our words, since Qt's name a library that is not at fault; it
    would then abort the process, in which nothing has been opened yet.
    """
    if text.startswith(("This plugin does not support", "Detected locale ")):
        return
    if kind is not QtMsgType.QtFatalMsg or "platform plugin" not in text:
        sys.stderr.write(f"{text}\n")
        return
    sys.stderr.write(f"guild-desktop: {_refusal_of_display()}\n")
    sys.stderr.flush()
    os._exit(2)


def _load_plugin(name: str) -> None:
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    plugin = plugins / "platforms" / name
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        if plugin.exists():
            raise (refusal_of_qt() or UserError(f"Qt cannot open a window: {error}.")) from None


def _refusal_of_display() -> UserError:
    named = " and ".join(f"{name}={os.environ[name]}" for name in DISPLAYS if name in os.environ)
    return UserError(
        f"The display cannot be reached ({named or 'none is named'}).",
        "Start the program inside the desktop's session, or use the commands: guild-desktop --help",
    )
