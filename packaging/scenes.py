"""The scenes of the documents' pictures: who sets the window up, and what of it is seen."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import dock_scenes
from browser import opened_page
from method_picture import methods_picture
from scene_gestures import (
    GRID,
    PROJECT,
    brush,
    click,
    open_script,
    part,
    rest,
    run,
    run_demo,
    run_grid,
    until,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPixmap

    from guild_desktop.gui.main_window import MainWindow

WIDTH, HEIGHT = 1440, 900
"""Of the window."""


def _whole(window: MainWindow) -> QPixmap:
    # What stands behind another dock is drawn a moment later.
    rest(1.0)
    return window.grab()


def _run_panel(window: MainWindow) -> QPixmap:
    """The Run panel down to its button."""
    from PySide6.QtCore import QPoint, QRect
    from PySide6.QtWidgets import QDockWidget, QPushButton

    rest(1.0)
    dock = window.findChild(QDockWidget, "runDock")
    button = window.findChild(QPushButton, "runButton")
    if dock is None or button is None:
        sys.exit("The window has no Run panel.")
    end = button.mapTo(dock, QPoint(0, button.height())).y()
    return dock.grab(QRect(0, 0, dock.width(), end + 16))


def _demo(window: MainWindow) -> QPixmap:
    """The tutorial's sweep has ended."""
    run_demo(window)
    return _whole(window)


def _brushed(window: MainWindow) -> QPixmap:
    """The lower part of the loss axis was dragged along."""
    run_demo(window)
    brush(window, "loss", -0.02, 0.36)
    return _whole(window)


def _preview(window: MainWindow) -> QPixmap:
    """What is about to run."""
    open_script(window, "moons.py", GRID)
    return _run_panel(window)


def _changed(window: MainWindow) -> QPixmap:
    """A finished search that goes on with a narrower range and another method."""
    run_demo(window)
    (batch_id,) = window.session.frame.batches
    window.sweep_actions.sweep_wanted.emit(batch_id)
    window.run_panel.apply_flags({"x": "[-1.0:0.5]"})
    window.run_panel.choose_method("bayes", max_trials=10)
    return _run_panel(window)


def _flag_error(window: MainWindow) -> QPixmap:
    """Two slips, both told at once and in their place."""
    open_script(window, "moons.py", {"activation": "[relu, tahn]", "hidden": "[2, 8.5]"})
    return _run_panel(window)


def _grid(window: MainWindow) -> QPixmap:
    """Every combination of three flags; some of them fail."""
    run_grid(window)
    return _whole(window)


def _best(window: MainWindow) -> QPixmap:
    """The same, and the best tenth of the runs was kept."""
    run_grid(window)
    click(window, "bestButton")
    return _whole(window)


def _details(window: MainWindow) -> QPixmap:
    """The same, and the newest run, which failed, was picked in the table."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QTreeView

    run_grid(window)
    table = part(window, QTreeView, "runsTable")
    model = table.model()
    table.setCurrentIndex(model.index(0, 0, model.index(0, 0)))
    QTest.keyClick(table, Qt.Key.Key_Return)
    return _whole(window)


def _repeats(window: MainWindow) -> QPixmap:
    """Ten combinations with four random seeds each."""
    from PySide6.QtWidgets import QSpinBox

    open_script(window, "train.py", {"x": "[-2.0:2.0]", "noise": "0.2"})
    window.run_panel.choose_method("bayes", max_trials=10, seed=2)
    repeats = part(window, QSpinBox, "repeats")
    repeats.setValue(4)
    run(window)
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

    run_grid(window)
    browser = Browser()
    QDesktopServices.setUrlHandler("http", browser, "go_to")  # type: ignore[arg-type] # bytes are refused
    window.tensorboard.show_matching()
    until(lambda: bool(browser.address))
    QDesktopServices.unsetUrlHandler("http")
    seen = QPixmap()
    # Its last process still writes while it ends.
    scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    with scratch as profile, opened_page(Path(profile)) as page:
        page.open(browser.address, WIDTH, HEIGHT)
        page.click("PARALLEL COORDINATES VIEW")
        lines = "one.tagName === 'path' && one.getBoundingClientRect().width > 400"
        page.wait_for(f"[...elements(document)].filter(one => {lines}).length >= 31")
        rest(1.0)
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
    until(lambda: dialog.columns.rowCount() > 0)
    rest(0.5)
    return dialog.grab()


def _methods(_window: MainWindow) -> QPixmap:
    """What each method does, which no window shows."""
    return methods_picture()


SCENES: dict[str, tuple[Callable[[MainWindow], QPixmap], str]] = {
    "welcome": (_whole, "light"),
    "demo": (_demo, "light"),
    "brushed": (_brushed, "light"),
    "brushed-dark": (_brushed, "dark"),
    "preview": (_preview, "light"),
    "changed": (_changed, "light"),
    "flag-error": (_flag_error, "light"),
    "grid": (_grid, "light"),
    "best-dark": (_best, "dark"),
    "details": (_details, "light"),
    "history": (dock_scenes.history, "light"),
    "repeats": (_repeats, "light"),
    "compare": (dock_scenes.compare, "light"),
    "importance": (dock_scenes.importance, "light"),
    "early-stopping": (dock_scenes.early_stopping, "light"),
    "response": (dock_scenes.response, "light"),
    "surface": (dock_scenes.surface, "light"),
    "tensorboard": (_tensorboard, "light"),
    "table": (_table, "light"),
    "enlarged": (dock_scenes.enlarged, "light"),
    "model": (dock_scenes.model, "light"),
    "methods": (_methods, "light"),
}
"""Name of the picture → who sets the window up and takes it, and the theme."""
