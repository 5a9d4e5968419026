"""Whether the window stays at hand while an engine is busy: a sweep of short trials, a million numbers."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDockWidget

from guild_desktop.gui.app import make_application, make_window
from guild_desktop.gui.main_window import MainWindow
from tests.benchmarks.loop_gaps import LoopGaps
from tests.benchmarks.measure import Result, result

GAP_BAR = 100.0
"""Milliseconds for which the event loop may stay away while 10,000 trials run."""
FRAME_BAR = 50.0
"""The same while a run prints a million numbers: twenty pictures a second."""

TRIAL = """x = 0
y = 0
print(f"loss: {(x - 40) ** 2 + y}")
"""

NUMBERS = """count = 0
for step in range(count):
    print(f"loss: {1 / (step + 1):.6f} (step {step})")
"""


def measure(*, quick: bool) -> Iterator[Result]:
    """A real window over a real engine, on the offscreen platform; the sweep is a grid, warm, two at once."""
    rows, numbers = (3, 20_000) if quick else (100, 1_000_000)
    make_application().setStyle("Fusion")
    for what, spread in (("docks as at first", False), ("all docks side by side", True)):
        about = f"{rows * 100} trials, {what}"
        yield from _watched(
            about, GAP_BAR, TRIAL, f"x=range[1:100] y=range[1:{rows}]", spread=spread
        )
    yield from _watched(
        f"{numbers} numbers printed", FRAME_BAR, NUMBERS, f"count={numbers}", details=True
    )


def _watched(
    about: str, bar: float, script: str, flags: str, *, spread: bool = False, details: bool = False
) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "project" / "train.py"
        path.parent.mkdir()
        path.write_text(script)
        window = _opened(Path(scratch) / "home", path, spread=spread)
        window.run_panel.fill_in(
            f"guild-desktop run {path} {flags} --workers 2 --start warm --minimize loss"
        )
        if details:
            window.session.frame_changed.connect(lambda frame: _pick(window))
        _settle()
        with LoopGaps() as gaps:
            begun = time.monotonic()
            known = len(window.session.frame.batches)
            window.run_panel.run()
            _loop_until(lambda: len(window.session.frame.batches) > known and _has_ended(window))
            note = f"in {time.monotonic() - begun:.0f} s; longest in {gaps.longest}"
        yield result(f"watching: longest gap, {about}", gaps.at(1), "ms", bar, note)
        yield result("watching:   999 of 1000 gaps are at most", gaps.at(0.999), "ms")
        note = "all other work of the machine included"
        yield result("watching:   the same on the clock", gaps.wait_at(0.999), "ms", None, note)
        window.close_without_asking()
        window.deleteLater()
        QApplication.processEvents()


def _opened(home: Path, script: Path, *, spread: bool) -> MainWindow:
    window = make_window(home)
    window.resize(*((2400, 1400) if spread else (1600, 1000)))
    window.show()
    _loop_until(lambda: window.is_loaded)
    # A person who opens a script has had a look at the window.
    _loop_until(lambda: "guild_desktop.gui.plots.curves_plot" in sys.modules)
    window.open_script(script)
    if spread:
        # There are no docks before there is a run.
        window.run_panel.run()
        _loop_until(lambda: _has_ended(window))
        _side_by_side(window)
    return window


def _side_by_side(window: MainWindow) -> None:
    """Take the docks that begin as tabs apart, once they are there."""
    names = (
        "scatterDock",
        "detailsDock",
        "historyDock",
        "curvesDock",
        "compareDock",
        "importanceDock",
        "sliceDock",
    )
    docks = [window.findChild(QDockWidget, name) for name in names]
    for before, dock in pairwise(docks):
        window.splitDockWidget(before, dock, Qt.Orientation.Horizontal)
        dock.show()


def _pick(window: MainWindow) -> None:
    """Show the details of the run that is on."""
    ids = window.session.frame.ids
    if ids and window.session.highlight != ids[-1:]:
        window.session.set_highlight(ids[-1:])
        details = window.findChild(QDockWidget, "detailsDock")
        details.show()
        details.raise_()


def _has_ended(window: MainWindow) -> bool:
    batches = window.session.frame.batches.values()
    return bool(batches) and all(batch.status.is_finished for batch in batches)


def _settle() -> None:
    """Let everything that is due be done."""
    loop = QEventLoop()
    QTimer.singleShot(500, loop.quit)
    loop.exec()


def _loop_until(done: Callable[[], bool]) -> None:
    loop, looking = QEventLoop(), QTimer(interval=50)
    looking.timeout.connect(lambda: loop.quit() if done() else None)
    looking.start()
    loop.exec()
