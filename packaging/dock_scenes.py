"""The scenes that show what stands in one dock, out of the window and larger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scene_gestures import (
    click,
    open_script,
    part,
    plot_named,
    rest,
    run,
    run_demo,
    run_grid,
    until,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from guild_desktop.gui.main_window import MainWindow
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot


def history(window: MainWindow) -> QPixmap:
    """The history of the sample sweep: random starts, then what its model proposed."""
    run_demo(window)
    return _floating(window, "historyDock")


def compare(window: MainWindow) -> QPixmap:
    """Three runs of the grid side by side, those values first in which they differ."""
    run_grid(window)
    ids = window.session.frame.ids
    window.session.set_pins((ids[2], ids[6], ids[10]), "compare runs")
    return _floating(window, "compareDock")


def early_stopping(window: MainWindow) -> QPixmap:
    """The curves of a search in which half of the runs were stopped early."""
    from PySide6.QtWidgets import QComboBox

    from guild_desktop.gui.plots.curves_plot import CurvesPlot

    open_script(
        window, "moons.py", {"rate": "loguniform[0.003:3]", "hidden": "[1:12]", "epochs": "30"}
    )
    window.run_panel.choose_method("random", max_trials=40, seed=4)
    choice = part(window, QComboBox, "earlyStopping")
    choice.setCurrentText("Median rule")
    run(window)
    _floating(window, "curvesDock")
    curves = part(window, CurvesPlot)
    until(lambda: not curves.reader.waiting)
    return _floating(window, "curvesDock")


def importance(window: MainWindow) -> QPixmap:
    """Which flags decide in the grid of three."""
    from guild_desktop.gui.docks.importance_dock import ImportanceView

    run_grid(window)
    view = part(window, ImportanceView)
    _floating(window, "importanceDock", (620, 300))
    until(lambda: bool(view.shares))
    return _floating(window, "importanceDock", (620, 300))


def response(window: MainWindow) -> QPixmap:
    """What the model of the sample sweep makes of its only flag."""
    from guild_desktop.gui.docks.response_dock import ResponseView

    run_demo(window)
    view = part(window, ResponseView)
    _floating(window, "sliceDock")
    until(lambda: view.plot.axes.slice is not None)
    return _floating(window, "sliceDock")


def surface(window: MainWindow) -> QPixmap:
    """What a model makes of two flags of the moons."""
    from guild_desktop.gui.docks.response_dock import ResponseView

    flags = {"hidden": "[2:32]", "rate": "loguniform[0.01:1.0]", "epochs": "10"}
    open_script(window, "moons.py", flags)
    window.run_panel.choose_method("bayes", max_trials=40, seed=3)
    run(window)
    view = part(window, ResponseView)
    view.show_flags(("rate", "hidden"))
    _floating(window, "sliceDock")
    until(lambda: view.plot.axes.contour is not None)
    return _floating(window, "sliceDock")


def enlarged(window: MainWindow) -> QPixmap:
    """One cell of the scatter matrix alone, with the running median."""
    open_script(window, "train.py", {"x": "[-2.0:2.0]"})
    window.run_panel.choose_method("random", max_trials=150, seed=5)
    run(window)
    _enlarge_first_cell(window)
    click(window, "mediansChip")
    return _floating(window, "scatterDock")


def model(window: MainWindow) -> QPixmap:
    """One cell of the scatter matrix alone, with the band of the model."""
    open_script(window, "train.py", {"x": "[-2.0:2.0]"})
    window.run_panel.choose_method("bayes", max_trials=30, seed=3)
    run(window)
    matrix = _enlarge_first_cell(window)
    click(window, "modelChip")
    until(lambda: bool(matrix.bands.model))
    return _floating(window, "scatterDock")


def _enlarge_first_cell(window: MainWindow) -> ScatterPlot:
    from guild_desktop.gui.plots.scatter_plot import ScatterPlot

    plot_named(window, "scatterPlot")
    matrix = part(window, ScatterPlot)
    rest(1.0)
    matrix.views.toggle((0, 0))
    return matrix


def _floating(window: MainWindow, name: str, size: tuple[int, int] = (720, 420)) -> QPixmap:
    """What stands in a dock, out of the window and larger."""
    from PySide6.QtWidgets import QDockWidget

    dock = part(window, QDockWidget, name)
    dock.raise_()
    dock.setFloating(True)
    dock.resize(*size)
    rest(1.0)
    return dock.widget().grab()
