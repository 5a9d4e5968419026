"""Who paints much for a new frame waits for a turn of the event loop."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from guild_desktop.gui.live.turns import Turns


class Painted(QWidget):
    """Notes each painting in a list that it shares with others."""

    def __init__(self, name: str, notes: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self.notes = name, notes

    def paintEvent(self, _event):  # noqa: N802 - Qt's own name
        self.notes.append(f"painted {self.name}")

    def follow(self):
        self.notes.append(f"turn of {self.name}")
        self.update()


def test_that_what_is_asked_for_in_a_turn_is_painted_before_the_next(qtbot):
    window, notes = QWidget(), []
    qtbot.addWidget(window)
    window.resize(200, 100)
    parts = [Painted(name, notes, window) for name in ("table", "plot")]
    for at, part in enumerate(parts):
        part.setGeometry(100 * at, 0, 100, 100)
    window.show()
    qtbot.waitUntil(lambda: len(notes) >= 2)
    notes.clear()
    turns = Turns()
    for part in parts:
        turns.ask(part, part.follow)
    assert notes == []
    qtbot.waitUntil(lambda: len(notes) == 4)
    assert notes == ["turn of table", "painted table", "turn of plot", "painted plot"]


def test_that_one_who_waits_keeps_its_place_and_follows_once_with_the_newest(qtbot):
    turns, table, plot, notes = Turns(), QObject(), QObject(), []
    turns.ask(table, lambda: notes.append("table, first frame"))
    turns.ask(plot, lambda: notes.append("plot"))
    turns.ask(table, lambda: notes.append("table, second frame"))
    qtbot.waitUntil(lambda: turns.are_over)
    assert notes == ["table, second frame", "plot"]


def test_that_one_who_asks_in_its_own_turn_comes_after_the_others(qtbot):
    turns, table, plot, notes = Turns(), QObject(), QObject(), []

    def follow():
        notes.append("table")
        if notes.count("table") == 1:
            turns.ask(table, follow)

    turns.ask(table, follow)
    turns.ask(plot, lambda: notes.append("plot"))
    qtbot.waitUntil(lambda: turns.are_over)
    assert notes == ["table", "plot", "table"]


def test_that_the_turn_of_one_that_is_gone_is_passed_over(qtbot):
    turns, table, plot, notes = Turns(), QWidget(), QObject(), []
    turns.ask(table, lambda: notes.append("table"))
    turns.ask(plot, lambda: notes.append("plot"))
    table.deleteLater()
    qtbot.waitUntil(lambda: turns.are_over)
    assert notes == ["plot"]


def test_that_a_turn_that_fails_does_not_keep_the_others_from_theirs(qtbot):
    turns, table, plot, notes = Turns(), QObject(), QObject(), []

    def fail():
        raise RuntimeError("table")

    turns.ask(table, fail)
    turns.ask(plot, lambda: notes.append("plot"))
    with qtbot.captureExceptions() as caught:
        qtbot.waitUntil(lambda: turns.are_over)
    assert notes == ["plot"]
    assert [str(value) for _kind, value, _trace in caught] == ["table"]
