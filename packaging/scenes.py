"""The scenes of the documents' pictures: who sets the window up, and what of it is seen."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from browser import opened_page
from method_picture import methods_picture
from scene_gestures import (
    GRID,
    PROJECT,
    brush,
    click,
    open_script,
    plot_named,
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
    table = window.findChild(QTreeView, "runsTable")
    if table is None:
        sys.exit("The window has no runsTable.")
    model = table.model()
    table.setCurrentIndex(model.index(0, 0, model.index(0, 0)))
    QTest.keyClick(table, Qt.Key.Key_Return)
    return _whole(window)


def _history(window: MainWindow) -> QPixmap:
    """The history of the sample sweep: random starts, then what its model proposed."""
    run_demo(window)
    return _floating(window, "historyDock")


def _repeats(window: MainWindow) -> QPixmap:
    """Ten combinations with four random seeds each."""
    from PySide6.QtWidgets import QSpinBox

    open_script(window, "train.py", {"x": "[-2.0:2.0]", "noise": "0.2"})
    window.run_panel.choose_method("bayes", max_trials=10, seed=2)
    repeats = window.findChild(QSpinBox, "repeats")
    if repeats is None:
        sys.exit("The window has no repeats.")
    repeats.setValue(4)
    run(window)
    return _whole(window)


def _compare(window: MainWindow) -> QPixmap:
    """Three runs of the grid side by side, those values first in which they differ."""
    run_grid(window)
    ids = window.session.frame.ids
    window.session.set_pins((ids[2], ids[6], ids[10]), "compare runs")
    return _floating(window, "compareDock")


def _early_stopping(window: MainWindow) -> QPixmap:
    """The curves of a search in which half of the runs were stopped early."""
    from PySide6.QtWidgets import QComboBox

    from guild_desktop.gui.plots.curves_plot import CurvesPlot

    open_script(
        window, "moons.py", {"rate": "loguniform[0.003:3]", "hidden": "[1:12]", "epochs": "30"}
    )
    window.run_panel.choose_method("random", max_trials=40, seed=4)
    choice = window.findChild(QComboBox, "earlyStopping")
    if choice is None:
        sys.exit("The window has no earlyStopping.")
    choice.setCurrentText("Median rule")
    run(window)
    _floating(window, "curvesDock")
    curves = window.findChild(CurvesPlot)
    until(lambda: curves is not None and not curves.reader.waiting)
    return _floating(window, "curvesDock")


def _importance(window: MainWindow) -> QPixmap:
    """Which flags decide in the grid of three."""
    from guild_desktop.gui.docks.importance_dock import ImportanceView

    run_grid(window)
    view = window.findChild(ImportanceView)
    if view is None:
        sys.exit("The window has no importanceView.")
    _floating(window, "importanceDock", (620, 300))
    until(lambda: bool(view.shares))
    return _floating(window, "importanceDock", (620, 300))


def _response(window: MainWindow) -> QPixmap:
    """What the model of the sample sweep makes of its only flag."""
    from guild_desktop.gui.docks.response_dock import ResponseView

    run_demo(window)
    view = window.findChild(ResponseView)
    if view is None:
        sys.exit("The window has no responseView.")
    _floating(window, "sliceDock")
    until(lambda: view.plot.axes.slice is not None)
    return _floating(window, "sliceDock")


def _surface(window: MainWindow) -> QPixmap:
    """What a model makes of two flags of the moons."""
    from guild_desktop.gui.docks.response_dock import ResponseView

    flags = {"hidden": "[2:32]", "rate": "loguniform[0.01:1.0]", "epochs": "10"}
    open_script(window, "moons.py", flags)
    window.run_panel.choose_method("bayes", max_trials=40, seed=3)
    run(window)
    view = window.findChild(ResponseView)
    if view is None:
        sys.exit("The window has no responseView.")
    view.show_flags(("rate", "hidden"))
    _floating(window, "sliceDock")
    until(lambda: view.plot.axes.contour is not None)
    return _floating(window, "sliceDock")


def _floating(window: MainWindow, name: str, size: tuple[int, int] = (720, 420)) -> QPixmap:
    """What stands in a dock, out of the window and larger."""
    from PySide6.QtWidgets import QDockWidget

    dock = window.findChild(QDockWidget, name)
    if dock is None:
        sys.exit(f"The window has no {name}.")
    dock.raise_()
    dock.setFloating(True)
    dock.resize(*size)
    rest(1.0)
    return dock.widget().grab()


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


def _enlarged(window: MainWindow) -> QPixmap:
    """One cell of the scatter matrix alone, with the running median."""
    open_script(window, "train.py", {"x": "[-2.0:2.0]"})
    window.run_panel.choose_method("random", max_trials=150, seed=5)
    run(window)
    matrix = plot_named(window, "scatterPlot")
    rest(1.0)
    matrix.views.toggle((0, 0))  # type: ignore[attr-defined] # a ScatterPlot
    click(window, "mediansChip")
    return _floating(window, "scatterDock")


def _model(window: MainWindow) -> QPixmap:
    """One cell of the scatter matrix alone, with the band of the model."""
    open_script(window, "train.py", {"x": "[-2.0:2.0]"})
    window.run_panel.choose_method("bayes", max_trials=30, seed=3)
    run(window)
    matrix = plot_named(window, "scatterPlot")
    rest(1.0)
    matrix.views.toggle((0, 0))  # type: ignore[attr-defined] # a ScatterPlot
    click(window, "modelChip")
    until(lambda: bool(matrix.bands.model))  # type: ignore[attr-defined] # as above
    return _floating(window, "scatterDock")


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
    "history": (_history, "light"),
    "repeats": (_repeats, "light"),
    "compare": (_compare, "light"),
    "importance": (_importance, "light"),
    "early-stopping": (_early_stopping, "light"),
    "response": (_response, "light"),
    "surface": (_surface, "light"),
    "tensorboard": (_tensorboard, "light"),
    "table": (_table, "light"),
    "enlarged": (_enlarged, "light"),
    "model": (_model, "light"),
    "methods": (_methods, "light"),
}
"""Name of the picture → who sets the window up and takes it, and the theme."""
