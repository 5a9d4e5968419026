"""The sample sweep of ``--demo`` and of the welcome page's button, and pictures of the window."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from guild_desktop.core.best import best_runs
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.settings.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

    from guild_desktop.core.frame import RunFrame
    from guild_desktop.gui.main_window import MainWindow

DEMO_FLAGS = {"x": "[-2.0:2.0]"}
DEMO_OPTIMIZER = "gp"
DEMO_TRIALS = 20
DEMO_SEED = 7
"""With this seed the proposals gather near the minimum at x = -0.3, as the tutorial tells."""

_SETTLING = 600
"""Milliseconds that plots get to draw in full quality before a picture is taken."""


def sample_script() -> Path:
    """The script that the sample sweep runs; it needs nothing but Python."""
    return resource("sample", "train.py")


class Demo(QObject):
    """Runs the sample sweep in a window and takes its picture at the end; owned by the window."""

    def __init__(self, window: MainWindow, picture: str | None, *, quit_when_done: bool) -> None:
        super().__init__(window)
        self._window = window
        self._picture = picture
        self._quit = quit_when_done

    def start(self) -> None:
        """Begin once the window has been painted."""
        self._window.session.frame_changed.connect(self._look)
        QTimer.singleShot(0, self._window, self._window.run_sample)

    def _look(self, frame: RunFrame) -> None:
        batches = [batch for batch in frame.batches.values() if not batch.hidden]
        if not any(batch.status.is_finished for batch in batches):
            return
        self._window.session.frame_changed.disconnect(self._look)
        failed = any(batch.status is not Status.COMPLETED for batch in batches)
        if self._quit:
            sys.stdout.write(f"{self._words(frame)}\n")
        if self._picture:
            save_when_settled(self._window, self._picture, quit_when_done=self._quit, failed=failed)
        elif self._quit:
            self._window.leave(int(failed))

    def _words(self, frame: RunFrame) -> str:
        """What happened, for those who see no window."""
        session = self._window.session
        found = best_runs(frame, session.base, session.objective, count=1)
        words = f"The sample sweep is done: {len(frame)} runs"
        if len(found):
            run = frame.run(int(found[0]))
            name = session.objective.name
            words += (
                f", the lowest {name} is {run.scalars[name].last:g} at x = {run.flags['x']:.3f}"
            )
        if QGuiApplication.platformName() == "offscreen":
            words += ".\nThere is no display, so its window was not seen"
            words += (
                f"; a picture of it is in {self._picture}"
                if self._picture
                else ("; --screenshot FILE saves a picture of it")
            )
        return f"{words}."


def save_when_settled(
    window: MainWindow, picture: str, *, quit_when_done: bool, failed: bool = False
) -> None:
    """Save a picture of the window when its plots have drawn, then leave if that is wanted."""

    def save() -> None:
        saved = window.grab().save(picture)
        if not saved:
            window.show_error(
                UserError(f"The picture {picture} cannot be written.", "Name another file.")
            )
        if quit_when_done:
            window.leave(int(failed or not saved))

    QTimer.singleShot(_SETTLING, window, save)
