"""What a person does in the window, and what is seen then, for tests of the whole window."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QPushButton,
    QSpinBox,
    QTableView,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from guild_desktop.gui.main_window import MainWindow
from guild_desktop.gui.plots.parallel_plot import ParallelPlot

Part = TypeVar("Part", bound=QWidget)

LEFT = Qt.MouseButton.LeftButton
SWEEP = 60_000
"""Milliseconds within which a short sweep surely ends on a busy machine."""


def child(window: QWidget, kind: type[Part], name: str) -> Part:
    """The part of that name."""
    found = window.findChild(kind, name)
    assert found is not None, name
    return found


def action(window: QWidget, text: str) -> QAction:
    """The action with these words, wherever it is offered."""
    return next(each for each in window.findChildren(QAction) if each.text() == text)


def type_expression(window: MainWindow, flag: str, text: str) -> None:
    """Click a flag's cell and write its expression."""
    table = child(window, QTableView, "flagTable")
    model = table.model()
    rows = [r for r in range(model.rowCount()) if model.index(r, 0).data() == flag]
    cell = model.index(rows[0], 1)
    table.scrollTo(cell)
    place = table.visualRect(cell).center()
    QTest.mouseClick(table.viewport(), LEFT, pos=place)
    QTest.mouseDClick(table.viewport(), LEFT, pos=place)
    editor = QApplication.focusWidget()
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    # Qt closes an editor after the key's event, not within it.
    QApplication.processEvents()
    assert model.index(rows[0], 1).data(Qt.ItemDataRole.EditRole) == text


def choose_by_keys(combo: QComboBox, data: str) -> None:
    """Go to an entry of a list with the arrow keys; headings are passed over."""
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Home)
    for _ in range(combo.count()):
        if combo.currentData() == data:
            return
        QTest.keyClick(combo, Qt.Key.Key_Down)
    raise AssertionError(data)


def type_number(field: QSpinBox, number: int) -> None:
    """Write a number in place of what stands there."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, str(number))
    QTest.keyClick(field, Qt.Key.Key_Tab)


def press_run(window: MainWindow) -> None:
    """Click Run."""
    button = child(window, QPushButton, "runButton")
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, LEFT)


def wait_for_runs(qtbot: QtBot, window: MainWindow, count: int) -> None:
    """Until so many runs are there and every sweep has ended."""

    def ended() -> bool:
        frame = window.session.frame
        runs = [frame.run(position) for position in range(len(frame))]
        over = all(batch.status.is_finished for batch in frame.batches.values())
        return len(runs) == count and over and all(run.status.is_finished for run in runs)

    qtbot.waitUntil(ended, timeout=SWEEP)


def losses(window: MainWindow) -> dict[str, float]:
    """The loss of each run, by id."""
    frame = window.session.frame
    column = frame.column("loss")
    return dict(zip(frame.ids, map(float, column.values), strict=True))


def drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Drag with the left button."""
    target = widget.viewport() if hasattr(widget, "viewport") else widget
    QTest.mousePress(target, LEFT, pos=start)
    for step in range(1, 11):
        QTest.mouseMove(target, start + (end - start) * step / 10)
    QTest.mouseRelease(target, LEFT, pos=end)


def shown_ids(window: MainWindow) -> set[str]:
    """Ids of the runs whose rows the table shows, by their short ids."""
    view = child(window, QTreeView, "runsTable")
    model = view.model()
    shorts: set[str] = set()

    def collect(parent: QModelIndex) -> None:
        for row in range(model.rowCount(parent)):
            texts = [
                str(model.index(row, column, parent).data())
                for column in range(model.columnCount(parent))
            ]
            shorts.update(texts)
            collect(model.index(row, 0, parent))

    collect(QModelIndex())
    return {run_id for run_id in window.session.frame.ids if run_id[:8] in shorts}


def status_text(window: MainWindow) -> str:
    """How many runs match, as the filter bar says it."""
    label = child(window, QLabel, "focusStatus")
    return label.text()


def lonely_line(plot: ParallelPlot, *, not_of: str) -> tuple[str, QPoint]:
    """A run but that one, and the place between the first two axes where its line is farthest from others."""
    plot.catch_up()
    (left, right), heights = plot.plan.xs[:2], plot.plan.heights[:2]
    ids = [plot.session.frame.ids[row] for row in plot.runs.rows]
    best = (0.0, "", QPoint())
    for share in np.linspace(0.2, 0.8, 61):
        ys = heights[0] * (1 - share) + heights[1] * share
        for at, run_id in enumerate(ids):
            room = float(np.min(np.abs(np.delete(ys, at) - ys[at])))
            if run_id != not_of and room > best[0]:
                place = QPoint(round(left + share * (right - left)), round(float(ys[at])))
                best = (room, run_id, place)
    return best[1:]


def selected_texts(view: QTreeView) -> set[str]:
    """All that stands in the selected rows."""
    return {
        str(index.siblingAtColumn(column).data())
        for index in view.selectionModel().selectedRows()
        for column in range(view.model().columnCount())
    }


def losses_in_rows(view: QTreeView, found: dict[str, float]) -> list[float]:
    """The losses of the runs below the first sweep, from the top of the table."""
    model = view.model()
    parent = model.index(0, 0)
    rows = [
        {str(model.index(row, column, parent).data()) for column in range(model.columnCount())}
        for row in range(model.rowCount(parent))
    ]
    return [loss for texts in rows for run_id, loss in found.items() if run_id[:8] in texts]
