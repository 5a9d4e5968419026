"""Starts the window: its options, the display, the home, the demo, and the end."""

from __future__ import annotations

import argparse
import builtins
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEventLoop,
    QSocketNotifier,
    Qt,
    QTimer,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from guild_desktop import __version__
from guild_desktop.core.errors import UserError
from guild_desktop.gui.display import choose_display, is_seen, tell_qt_message
from guild_desktop.gui.icons import program_icon
from guild_desktop.gui.live.garbage import Garbage
from guild_desktop.gui.main_window import MainWindow
from guild_desktop.settings.folders import home_folder
from guild_desktop.store.errors import StoreError
from guild_desktop.store.home import open_home

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

_UNSEEN = 500
"""Milliseconds after which a window that nobody has painted is filled all the same."""

DESKTOP_ID = "ai.guild.GuildDesktop"
"""Desktops find the entry and the icon of a window by this name (``packaging/desktop``)."""


def main(words: list[str]) -> int:
    """Open the window and stay until it is closed; the exit status."""
    try:
        options = _options(words)
        shown = choose_display(without=options.demo or options.screenshot is not None)
        application = make_application()
        if options.screenshot:
            from guild_desktop.gui.demo import check_picture

            check_picture(Path(options.screenshot))
        with tempfile.TemporaryDirectory(prefix="guild-desktop-demo-") as scratch:
            named = scratch if options.demo and options.home is None else options.home
            window = open_frame(Path(home_folder(named)))
            _obey_signals(window)
            window.show()
            _wait_until_painted(window)
            if not window.isVisible():
                # It was closed before there was anything in it.
                return 0
            fill_or_rebuild(window)
            if options.script:
                window.files.open(options.script)
            if options.demo:
                from guild_desktop.gui.demo import Demo

                quits = options.quit_when_done or not shown
                Demo(window, options.screenshot, quit_when_done=quits).start()
            elif options.screenshot:
                from guild_desktop.gui.demo import save_when_settled

                save_when_settled(window, options.screenshot, quit_when_done=not shown)
            status = application.exec()
            window.finish()
    except UserError as error:
        _complain(error)
        return 2
    return status


def build_main_window(home: Path) -> QMainWindow:
    """The main window over the home at ``home``; needs a ``QApplication``, no running event loop.

    ``UserError`` when the home or its store cannot be used.
    """
    return make_window(home)


def make_application() -> QApplication:
    """The one ``QApplication``, named and styled."""
    QCoreApplication.setApplicationName("Guild Desktop")
    QCoreApplication.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName(DESKTOP_ID)
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    _import_as_python_does()
    qInstallMessageHandler(tell_qt_message)
    application = QApplication(["guild-desktop"])
    Garbage(application)
    return application


def _import_as_python_does() -> None:
    """Undo what PySide does for its ``__feature__`` switches: read the source of each module loaded."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def make_window(home: Path) -> MainWindow:
    """As ``build_main_window``, for callers inside the program."""
    window = open_frame(home)
    window.fill()
    return window


def open_frame(home: Path) -> MainWindow:
    """The main window without its parts, so that it can be shown at once; ``fill`` gives it those.

    ``UserError`` when the home cannot be used.
    """
    application = make_application()
    application.setStyle("Fusion")
    opened = open_home(home)
    application.setWindowIcon(program_icon())
    return MainWindow(application, opened)


def fill_or_rebuild(window: MainWindow) -> None:
    """Fill the window; a damaged store is first made anew if the person who sees it says so.

    ``UserError`` if the store cannot be used.
    """
    try:
        window.fill()
    except StoreError as error:
        if not error.is_damage or not is_seen():
            raise
        from guild_desktop.gui.dialogs.damaged_store import offer_to_rebuild

        if not offer_to_rebuild(window, error, window.home_folder):
            raise
        window.fill()


def _wait_until_painted(window: MainWindow) -> None:
    """Let the window be seen before its parts are loaded; one that starts minimised is never painted."""
    waiting = QEventLoop()
    window.painted.connect(waiting.quit, Qt.ConnectionType.QueuedConnection)
    QTimer.singleShot(_UNSEEN, waiting.quit)
    waiting.exec()


def _complain(error: UserError) -> None:
    """Tell why there is no window: on stderr, and in a box for those who see no terminal."""
    sys.stderr.write(f"guild-desktop: {error}\n")
    if QApplication.instance() is not None and is_seen():
        box = QMessageBox(QMessageBox.Icon.Warning, "Guild Desktop", error.message)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(error.hint)
        box.exec()


def _options(words: list[str]) -> argparse.Namespace:
    parser = _Parser(prog="guild-desktop", allow_abbrev=False)
    parser.add_argument(
        "script", nargs="?", help="the training script, or table of results, to open"
    )
    parser.add_argument("--home", help="the folder with the store and the runs")
    parser.add_argument("--demo", action="store_true", help="run the sample sweep")
    parser.add_argument("--screenshot", metavar="FILE", help="save a picture of the window")
    parser.add_argument("--quit-when-done", action="store_true", help="close when it is done")
    return parser.parse_args(words)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override] # raises instead of exiting
        raise UserError(f"{message[:1].upper()}{message[1:]}.", "Try: guild-desktop --help")


def _obey_signals(window: MainWindow) -> None:
    """Close on Ctrl+C and termination: Qt's loop would otherwise never return to Python."""
    reading, writing = socket.socketpair()
    reading.setblocking(False)
    writing.setblocking(False)
    signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    notifier = QSocketNotifier(reading.fileno(), QSocketNotifier.Type.Read, window)
    # The sockets live as long as the notifier does.
    notifier.setProperty("sockets", (reading, writing))
    notifier.activated.connect(
        lambda _socket, _kind: window.close_without_asking(), Qt.ConnectionType.QueuedConnection
    )
