"""What a person would do in the window, for its pictures."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QWidget

    from guild_desktop.core.batch import Batch
    from guild_desktop.gui.main_window import MainWindow

    Part = TypeVar("Part", bound=QWidget)

PROJECT = Path(tempfile.gettempdir()) / "project"
"""Where the scripts seem to lie: pictures show this path, so it is short and nobody's own."""

LONGEST = 300.0
"""Seconds to wait for a sweep; it takes a few."""

GRID = {"activation": "[relu, sigmoid, tanh]", "hidden": "[2, 8, 32]", "rate": "[0.01, 0.1, 1, 3]"}


def open_script(window: MainWindow, script: str, flags: dict[str, str]) -> None:
    """Open a script and type its flags; wait until its Python is known."""
    from PySide6.QtWidgets import QComboBox

    window.open_script(PROJECT / script)
    window.run_panel.apply_flags(flags)
    python = window.findChild(QComboBox, "interpreterCombo")
    until(lambda: python is not None and "3." in python.currentText())


def run_demo(window: MainWindow) -> None:
    """The sweep of ``--demo``, on a script that lies elsewhere."""
    from guild_desktop.gui.demo import DEMO_FLAGS, DEMO_OPTIMIZER, DEMO_SEED, DEMO_TRIALS

    open_script(window, "train.py", DEMO_FLAGS)
    window.run_panel.choose_method(DEMO_OPTIMIZER, max_trials=DEMO_TRIALS, seed=DEMO_SEED)
    run(window)


def run_grid(window: MainWindow) -> None:
    """36 combinations, some of which cannot be trained."""
    open_script(window, "moons.py", GRID)
    window.run_panel.choose_method(None, seed=7)
    run(window)


def run(window: MainWindow) -> None:
    """Press Run and wait for the end of the sweep."""
    known = set(window.session.frame.batches)
    click(window, "runButton")
    until(lambda: any(batch.status.is_finished for batch in _new_batches(window, known)))


def _new_batches(window: MainWindow, known: set[str]) -> list[Batch]:
    batches = window.session.frame.batches
    return [batch for batch_id, batch in batches.items() if batch_id not in known]


def click(window: QWidget, name: str) -> None:
    """Click a button."""
    from PySide6.QtWidgets import QAbstractButton

    part(window, QAbstractButton, name).click()


def plot_named(window: MainWindow, name: str) -> QWidget:
    """A plot, as soon as it is there."""
    from PySide6.QtWidgets import QWidget

    until(lambda: window.findChild(QWidget, name) is not None)
    return part(window, QWidget, name)


def part(window: QWidget, kind: type[Part], name: str = "") -> Part:
    """A part of the window, by its kind and perhaps its name; without it no picture can be taken."""
    found = window.findChild(kind, name) if name else window.findChild(kind)
    if found is None:
        sys.exit(f"The window has no {name or kind.__name__}.")
    return found


def brush(window: MainWindow, axis: str, start: float, end: float) -> None:
    """Drag along an axis of the parallel coordinates, between two fractions of its length."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QAbstractScrollArea

    plot = plot_named(window, "parallelPlot")
    rest(1.0)
    ends: list[QPoint] = [plot.axis_point(axis, fraction) for fraction in (start, end)]  # type: ignore[attr-defined] # fixed for checks from outside
    surface = plot.viewport() if isinstance(plot, QAbstractScrollArea) else plot
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(surface, left, Qt.KeyboardModifier.NoModifier, ends[0])
    for part in range(1, 11):
        QTest.mouseMove(surface, ends[0] + (ends[1] - ends[0]) * (part / 10))
        rest(0.02)
    QTest.mouseRelease(surface, left, Qt.KeyboardModifier.NoModifier, ends[1])
    if not window.session.selection.clauses:
        sys.exit(f"The drag along {axis} has brushed nothing.")


def until(holds: Callable[[], bool]) -> None:
    """Let the window live until ``holds``; give up after a long time."""
    deadline = time.monotonic() + LONGEST
    while not holds():
        if time.monotonic() > deadline:
            sys.exit("The window did not get there in time.")
        rest(0.05)


def rest(seconds: float) -> None:
    """Let the window live for a moment."""
    from PySide6.QtTest import QTest

    QTest.qWait(round(seconds * 1000))
