"""The sample sweep of ``--demo`` and of the welcome page's button, and pictures of the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QImageWriter

from guild_desktop.core.best import best_runs
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.settings.resources import resource

if TYPE_CHECKING:
    from collections.abc import Callable

    from guild_desktop.core.frame import RunFrame
    from guild_desktop.gui.main_window import MainWindow

DEMO_FLAGS = {"x": "[-2.0:2.0]"}
DEMO_OPTIMIZER = "gp"
DEMO_TRIALS = 20
DEMO_SEED = 6
"""With this seed the proposals gather near the minimum at x = -0.3, as the tutorial tells."""

_SETTLING = 600
"""Milliseconds that plots get to draw in full quality before a picture is taken."""


def sample_script() -> Path:
    """The script that the sample sweep runs; it needs nothing but Python."""
    return resource("sample", "train.py")


def run_sample(window: MainWindow) -> None:
    """Run the sample sweep, as the tutorial does."""
    window.open_script(sample_script())
    window.run_panel.apply_flags(DEMO_FLAGS)
    window.run_panel.choose_method(DEMO_OPTIMIZER, max_trials=DEMO_TRIALS, seed=DEMO_SEED)
    request = window.run_panel.request()
    if request is not None:
        window.sweep_actions.launch(request)


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
        QTimer.singleShot(0, self._window, self._begin)

    def _begin(self) -> None:
        window = self._window
        run_sample(window)
        problem = window.run_panel.problem()
        if problem is None:
            return
        sys.stderr.write(f"guild-desktop: The sample sweep cannot begin. {problem}\n")
        if self._picture:
            save_when_settled(window, self._picture, quit_when_done=False)
        if self._quit:
            QTimer.singleShot(2 * _SETTLING, window, lambda: window.leave(1))

    def _look(self, frame: RunFrame) -> None:
        batches = [batch for batch in frame.batches.values() if not batch.hidden]
        if not any(batch.status.is_finished for batch in batches):
            return
        self._window.session.frame_changed.disconnect(self._look)
        failed = any(batch.status is not Status.COMPLETED for batch in batches)
        if self._picture:
            _when_settled(self._window, lambda: self._end(frame, failed=failed))
        else:
            self._end(frame, failed=failed)

    def _end(self, frame: RunFrame, *, failed: bool) -> None:
        """Take the picture, and say what there is only then."""
        saved = _save(self._window, self._picture) if self._picture else True
        if self._quit:
            sys.stdout.write(f"{self._words(frame, saved=saved)}\n")
            self._window.leave(int(failed or not saved))

    def _words(self, frame: RunFrame, *, saved: bool) -> str:
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
            if not self._picture:
                words += "; --screenshot FILE saves a picture of it"
            elif saved:
                words += f"; a picture of it is in {self._picture}"
        return f"{words}."


def save_when_settled(window: MainWindow, picture: str, *, quit_when_done: bool) -> None:
    """Save a picture of the window when its plots have drawn, then leave if that is wanted."""

    def save() -> None:
        saved = _save(window, picture)
        if quit_when_done:
            window.leave(int(not saved))

    _when_settled(window, save)


def _when_settled(window: MainWindow, act: Callable[[], None]) -> None:
    QTimer.singleShot(_SETTLING, window, act)


def _save(window: MainWindow, picture: str) -> bool:
    """Save a picture of the window; whether that was possible, told in both places if not."""
    saved = window.grab().save(picture)
    if not saved:
        error = UserError(f"The picture {picture} cannot be written.", "Name another file.")
        window.show_error(error)
        sys.stderr.write(f"guild-desktop: {error}\n")
    return saved


def check_picture(picture: Path) -> None:
    """``UserError`` if a picture of this name could not be written; needs a ``QGuiApplication``."""
    formats = {bytes(each.data()).decode() for each in QImageWriter.supportedImageFormats()}
    if picture.is_dir():
        raise UserError(f"{picture} is a folder.", "Name the picture too, as in window.png.")
    if picture.suffix[1:].lower() not in formats:
        raise UserError(
            f"{picture} names no kind of picture that can be written.",
            "Give it a name that ends with .png.",
        )
    if not picture.parent.is_dir():
        raise UserError(
            f"The picture {picture} cannot be written: there is no folder {picture.parent}.",
            "Make the folder, or name another file.",
        )
    if not os.access(picture if picture.exists() else picture.parent, os.W_OK):
        raise UserError(
            f"The picture {picture} cannot be written: permission denied.", "Name another file."
        )
