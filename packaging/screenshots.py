"""Makes the pictures of the documents anew, by the program itself and without a display.

``.venv/bin/python packaging/screenshots.py`` writes all of docs/pictures, and only those whose names
are given as words. Sweeps have fixed seeds and the window a fixed size, so that a picture changes
when the program does; only the times in it are those of the day.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from browser import opened_page
from few_colours import with_few_colours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

    from guild_desktop.core.batch import Batch
    from guild_desktop.gui.main_window import MainWindow

CHECKOUT = Path(__file__).resolve().parent.parent
PICTURES = CHECKOUT / "docs" / "pictures"
PROJECT = Path(tempfile.gettempdir()) / "project"
"""Where the scripts seem to lie: pictures show this path, so it is short and nobody's own."""

WIDTH, HEIGHT = 1440, 900
LARGEST = 200_000
"""Bytes of a picture, so that a checkout stays small."""

LONGEST = 300.0
"""Seconds to wait for a sweep; it takes a few."""

GRID = {"activation": "[relu, sigmoid, tanh]", "hidden": "[2, 8, 32]", "rate": "[0.01, 0.1, 1, 3]"}


def main() -> None:
    """Make the pictures that are asked for."""
    sys.path.insert(0, str(CHECKOUT))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    wanted = sys.argv[1:] or list(SCENES)
    unknown = [name for name in wanted if name not in SCENES]
    if unknown:
        sys.exit(f"There is no picture {unknown[0]}. There are: {', '.join(SCENES)}.")
    if PROJECT.exists():
        sys.exit(f"{PROJECT} exists already. Move it away: the pictures need that name.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as scratch:
        _live_in(Path(scratch))
        shutil.copytree(CHECKOUT / "resources" / "sample", PROJECT)
        try:
            shutil.copy(CHECKOUT / "docs" / "examples" / "moons.py", PROJECT)
            # The interpreter beside the scripts is the one that is shown, whatever this machine has.
            subprocess.run(
                [sys.executable, "-m", "venv", "--without-pip", str(PROJECT / ".venv")], check=True
            )
            for name in wanted:
                make, theme = SCENES[name]
                with _window(Path(scratch) / f"home-{name}", theme) as window:
                    _save(name, make(window))
        finally:
            shutil.rmtree(PROJECT)


def _live_in(scratch: Path) -> None:
    """Give this program and its children a user of their own, so that nothing of ours is seen."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        folder = scratch / name.lower()
        folder.mkdir()
        os.environ[name] = str(folder)
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "GUILD_DESKTOP_HOME"):
        os.environ.pop(name, None)


@contextmanager
def _window(home: Path, theme: str) -> Iterator[MainWindow]:
    from guild_desktop.gui.app import make_window

    window = make_window(home)
    window.themes.choose(theme)
    window.resize(WIDTH, HEIGHT)
    window.show()
    _until(lambda: window.is_loaded)
    try:
        yield window
    finally:
        window.close_without_asking()
        window.finish()
        window.deleteLater()
        _rest(0.1)


def _save(name: str, seen: QPixmap) -> None:
    picture = PICTURES / f"{name}.png"
    if not with_few_colours(seen.toImage()).save(str(picture), None, 0):
        sys.exit(f"{picture} cannot be written.")
    size = picture.stat().st_size
    print(f"{picture.relative_to(CHECKOUT)}: {seen.width()} by {seen.height()}, {size:,} bytes")
    if size > LARGEST:
        sys.exit(f"That is too large for a picture; {LARGEST:,} bytes are allowed.")


# --- the scenes


def _whole(window: MainWindow) -> QPixmap:
    # What stands behind another dock is drawn a moment later.
    _rest(1.0)
    return window.grab()


def _run_panel(window: MainWindow) -> QPixmap:
    """The Run panel down to its button."""
    from PySide6.QtCore import QPoint, QRect
    from PySide6.QtWidgets import QDockWidget, QPushButton

    _rest(1.0)
    dock = window.findChild(QDockWidget, "runDock")
    button = window.findChild(QPushButton, "runButton")
    if dock is None or button is None:
        sys.exit("The window has no Run panel.")
    end = button.mapTo(dock, QPoint(0, button.height())).y()
    return dock.grab(QRect(0, 0, dock.width(), end + 16))


def _demo(window: MainWindow) -> QPixmap:
    """The tutorial's sweep has ended."""
    _run_demo(window)
    return _whole(window)


def _brushed(window: MainWindow) -> QPixmap:
    """The lower part of the loss axis was dragged along."""
    _run_demo(window)
    _brush(window, "loss", -0.02, 0.36)
    return _whole(window)


def _preview(window: MainWindow) -> QPixmap:
    """What is about to run."""
    _open(window, "moons.py", GRID)
    return _run_panel(window)


def _flag_error(window: MainWindow) -> QPixmap:
    """Two slips, both told at once and in their place."""
    _open(window, "moons.py", {"activation": "[relu, tahn]", "hidden": "[2, 8.5]"})
    return _run_panel(window)


def _grid(window: MainWindow) -> QPixmap:
    """Every combination of three flags; some of them fail."""
    _run_grid(window)
    return _whole(window)


def _best(window: MainWindow) -> QPixmap:
    """The same, and the best tenth of the runs was kept."""
    _run_grid(window)
    _click(window, "bestButton")
    return _whole(window)


def _details(window: MainWindow) -> QPixmap:
    """The same, and the newest run, which failed, was picked in the table."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QTreeView

    _run_grid(window)
    table = window.findChild(QTreeView, "runsTable")
    if table is None:
        sys.exit("The window has no runsTable.")
    model = table.model()
    table.setCurrentIndex(model.index(0, 0, model.index(0, 0)))
    QTest.keyClick(table, Qt.Key.Key_Return)
    return _whole(window)


def _tensorboard(window: MainWindow) -> QPixmap:
    """The same in TensorBoard, as a browser shows it."""
    from PySide6.QtCore import QObject, QUrl, Slot
    from PySide6.QtGui import QDesktopServices, QPixmap

    class Browser(QObject):
        address = ""

        @Slot(QUrl)
        def go_to(self, url: QUrl) -> None:
            self.address = url.toString()

    _run_grid(window)
    browser = Browser()
    QDesktopServices.setUrlHandler("http", browser, "go_to")  # type: ignore[arg-type] # bytes are refused
    window.tensorboard.show_matching()
    _until(lambda: bool(browser.address))
    QDesktopServices.unsetUrlHandler("http")
    seen = QPixmap()
    # Its last process still writes while it ends.
    scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    with scratch as profile, opened_page(Path(profile)) as page:
        page.open(browser.address, WIDTH, HEIGHT)
        page.click("PARALLEL COORDINATES VIEW")
        lines = "one.tagName === 'path' && one.getBoundingClientRect().width > 400"
        page.wait_for(f"[...elements(document)].filter(one => {lines}).length >= 31")
        _rest(1.0)
        seen.loadFromData(page.picture())
    return seen


def _table(window: MainWindow) -> QPixmap:
    """The export of a study of another program, before it is imported."""
    states = {3: "FAIL", 8: "PRUNED", 11: "RUNNING"}
    rows = [
        f"{number},{0.9 / (number + 1):.4f},2026-11-23 14:{30 + number}:00,0 days 00:00:{10 + number},"
        f"{('adam', 'sgd', 'lion')[number % 3]},{10 ** -(number % 5 + 1):g},{2 ** (number % 4 + 4)},"
        f"{states.get(number, 'COMPLETE')}"
        for number in range(12)
    ]
    titles = (
        "number,value,datetime_start,duration,params_optimizer,params_lr,params_batch_size,state"
    )
    path = PROJECT / "study.csv"
    path.write_text("\n".join([titles, *rows]) + "\n", encoding="utf-8")
    dialog = window.files.open_table(str(path))
    _until(lambda: dialog.columns.rowCount() > 0)
    _rest(0.5)
    return dialog.grab()


SCENES: dict[str, tuple[Callable[[MainWindow], QPixmap], str]] = {
    "welcome": (_whole, "light"),
    "demo": (_demo, "light"),
    "brushed": (_brushed, "light"),
    "brushed-dark": (_brushed, "dark"),
    "preview": (_preview, "light"),
    "flag-error": (_flag_error, "light"),
    "grid": (_grid, "light"),
    "best-dark": (_best, "dark"),
    "details": (_details, "light"),
    "tensorboard": (_tensorboard, "light"),
    "table": (_table, "light"),
}
"""Name of the picture → who sets the window up and takes it, and the theme."""


# --- what a person would do


def _open(window: MainWindow, script: str, flags: dict[str, str]) -> None:
    """Open a script and type its flags; wait until its Python is known."""
    from PySide6.QtWidgets import QComboBox

    window.open_script(PROJECT / script)
    window.run_panel.apply_flags(flags)
    python = window.findChild(QComboBox, "interpreterCombo")
    _until(lambda: python is not None and "3." in python.currentText())


def _run_demo(window: MainWindow) -> None:
    """The sweep of ``--demo``, on a script that lies elsewhere."""
    from guild_desktop.gui.demo import DEMO_FLAGS, DEMO_OPTIMIZER, DEMO_SEED, DEMO_TRIALS

    _open(window, "train.py", DEMO_FLAGS)
    window.run_panel.choose_method(DEMO_OPTIMIZER, max_trials=DEMO_TRIALS, seed=DEMO_SEED)
    _run(window)


def _run_grid(window: MainWindow) -> None:
    """36 combinations, some of which cannot be trained."""
    _open(window, "moons.py", GRID)
    window.run_panel.choose_method(None, seed=7)
    _run(window)


def _run(window: MainWindow) -> None:
    """Press Run and wait for the end of the sweep."""
    known = set(window.session.frame.batches)
    _click(window, "runButton")
    _until(lambda: any(batch.status.is_finished for batch in _new_batches(window, known)))


def _new_batches(window: MainWindow, known: set[str]) -> list[Batch]:
    batches = window.session.frame.batches
    return [batch for batch_id, batch in batches.items() if batch_id not in known]


def _click(window: QWidget, name: str) -> None:
    from PySide6.QtWidgets import QAbstractButton

    button = window.findChild(QAbstractButton, name)
    if button is None:
        sys.exit(f"The window has no button {name}.")
    button.click()


def _plot(window: MainWindow, name: str) -> QWidget:
    from PySide6.QtWidgets import QWidget

    _until(lambda: window.findChild(QWidget, name) is not None)
    plot = window.findChild(QWidget, name)
    if plot is None:
        sys.exit(f"The window has no {name}.")
    return plot


def _brush(window: MainWindow, axis: str, start: float, end: float) -> None:
    """Drag along an axis of the parallel coordinates, between two fractions of its length."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QAbstractScrollArea

    plot = _plot(window, "parallelPlot")
    _rest(1.0)
    ends: list[QPoint] = [plot.axis_point(axis, fraction) for fraction in (start, end)]  # type: ignore[attr-defined] # fixed for checks from outside
    surface = plot.viewport() if isinstance(plot, QAbstractScrollArea) else plot
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(surface, left, Qt.KeyboardModifier.NoModifier, ends[0])
    for part in range(1, 11):
        QTest.mouseMove(surface, ends[0] + (ends[1] - ends[0]) * (part / 10))
        _rest(0.02)
    QTest.mouseRelease(surface, left, Qt.KeyboardModifier.NoModifier, ends[1])
    if not window.session.selection.clauses:
        sys.exit(f"The drag along {axis} has brushed nothing.")


def _until(holds: Callable[[], bool]) -> None:
    """Let the window live until ``holds``; give up after a long time."""
    deadline = time.monotonic() + LONGEST
    while not holds():
        if time.monotonic() > deadline:
            sys.exit("The window did not get there in time.")
        _rest(0.05)


def _rest(seconds: float) -> None:
    """Let the window live for a moment."""
    from PySide6.QtTest import QTest

    QTest.qWait(round(seconds * 1000))


if __name__ == "__main__":
    main()
