"""Real sessions with runs made up on the spot, and a mouse."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Batch
from guild_desktop.core.operation import Operation
from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.gui.live.session import Session
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.theme import Themes
from guild_desktop.store.home import Home
from guild_desktop.store.store import Changes


def make_run(number: int, flags, status=Status.COMPLETED, seconds=1.0, **scalars: float) -> Run:
    """Run ``number`` with last scalars given by name."""
    return Run(
        id=f"{number:032x}",
        sequence=number,
        batch="b",
        trial=number,
        operation="train.py",
        status=status,
        seconds=seconds,
        flags=flags,
        scalars={name: ScalarSummary(v, v, v, v, v, 1, 0) for name, v in scalars.items()},
    )


def make_sweep(count: int, seed: int = 1) -> list[Run]:
    """The tutorial's function over x, with failed, running and nan runs among many completed ones."""
    random = np.random.default_rng(seed)
    runs = []
    for number in range(count):
        x, noise = float(random.uniform(-2, 2)), float(random.choice([0.05, 0.1, 0.2, 0.4]))
        loss = math.sin(5 * x) * (1 - math.tanh(x * x)) + noise * float(random.standard_normal())
        flags = {
            "x": x,
            "noise": noise,
            "lr": float(10 ** random.uniform(-4, -1)),
            "layers": int(random.integers(1, 7)),
            "optimizer": str(random.choice(["adam", "adamw", "sgd"])),
            "seed": 0,
        }
        match number % 20:
            case 3:
                runs.append(make_run(number, flags, Status.ERROR))
            case 7:
                runs.append(make_run(number, flags, Status.RUNNING, None))
            case 11:
                runs.append(make_run(number, flags, loss=math.nan))
            case _:
                runs.append(make_run(number, flags, seconds=1 + float(random.random()), loss=loss))
    return runs


def make_ragged(count: int, seed: int = 8) -> list[Run]:
    """A sweep as they are: 4 % failed, 1 % running, some nan and infinite,
    a flag that only some runs have.
    """
    random = np.random.default_rng(seed)
    runs = []
    for number in range(count):
        x, fate = float(random.uniform(-2, 2)), float(random.random())
        optimizer = str(random.choice(["adam", "adamw", "lion", "sgd"]))
        flags = {"x": x, "optimizer": optimizer, "lr": float(10 ** random.uniform(-5, -1))}
        if optimizer != "lion":
            flags["layers"] = int(random.integers(1, 9))
        loss = math.sin(5 * x) + 0.1 * float(random.standard_normal())
        if fate < 0.05:
            status = Status.ERROR if fate < 0.04 else Status.RUNNING
            runs.append(make_run(number, flags, status, None))
        elif fate < 0.07:
            runs.append(make_run(number, flags, loss=math.nan if fate < 0.06 else math.inf))
        elif fate < 0.08:
            runs.append(make_run(number, flags))
        else:
            runs.append(make_run(number, flags, loss=loss))
    return runs


def batch_with(flags: dict[str, str]) -> Batch:
    """A batch whose flag expressions are ``flags``."""
    operation = Operation("script", "/train.py", "train.py", "python3", "/")
    return Batch("b", 0, operation, flags, "random")


@pytest.fixture
def themes(qapp) -> Themes:
    return Themes(qapp, "light")


@pytest.fixture
def session(tmp_path: Path, qapp) -> Session:
    return Session(Home(tmp_path))


@pytest.fixture
def add(session: Session) -> Callable[..., None]:
    """Lets runs arrive in the session."""

    def arrive(runs: Sequence[Run], batches: Sequence[Batch] = ()) -> None:
        revision = session.frame.revision + 1
        session.apply(Changes(revision, tuple(runs), tuple(batches), ()))

    return arrive


@pytest.fixture
def shown(qtbot: QtBot):
    """Shows a widget at a size and gives it back painted."""

    def show(widget, width: int = 900, height: int = 420):
        # Not a window itself: the offscreen platform warns of windows with a least size.
        window = QWidget()
        qtbot.addWidget(window)
        widget.setParent(window)
        widget.resize(width, height)
        window.resize(width, height)
        with qtbot.waitExposed(window):
            window.show()
        windows.append(window)
        widget.grab()
        return widget

    windows: list[QWidget] = []
    yield show
    windows.clear()


class Mouse:
    """A mouse over the viewport of a plot."""

    def __init__(self, plot) -> None:
        self._at = plot.viewport()

    def press(self, point: QPoint, keys=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mousePress(self._at, Qt.MouseButton.LeftButton, keys, point)

    def move(self, point: QPoint) -> None:
        QTest.mouseMove(self._at, point)

    def hover(self, point: QPoint) -> None:
        # From elsewhere, since a mouse that is there already does not move.
        self.move(QPoint(2, 2))
        self.move(point + QPoint(1, 0))
        self.move(point)

    def release(self, point: QPoint, keys=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseRelease(self._at, Qt.MouseButton.LeftButton, keys, point)

    def drag(self, start: QPoint, end: QPoint, keys=Qt.KeyboardModifier.NoModifier) -> None:
        self.press(start, keys)
        for step in (1, 2, 3):
            self.move(start + (end - start) * step / 3)
        self.release(end, keys)

    def click(self, point: QPoint, keys=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self._at, Qt.MouseButton.LeftButton, keys, point)

    def double_click(self, point: QPoint, keys=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseDClick(self._at, Qt.MouseButton.LeftButton, keys, point)

    def wheel(self, point: QPoint, notches: int, keys=Qt.KeyboardModifier.NoModifier) -> bool:
        """Whether the plot took it."""
        turn, still = QPoint(0, 120 * notches), Qt.ScrollPhase.NoScrollPhase
        everywhere = self._at.mapToGlobal(point)
        button = Qt.MouseButton.NoButton
        event = QWheelEvent(point, everywhere, QPoint(), turn, button, keys, still, False)
        QApplication.sendEvent(self._at, event)
        return event.isAccepted()


@pytest.fixture
def plot(session, themes, shown, add):
    """The parallel coordinates of two hundred runs, shown."""
    add(make_sweep(200))
    return shown(ParallelPlot(session, themes))


@pytest.fixture
def mouse(plot):
    return Mouse(plot)
