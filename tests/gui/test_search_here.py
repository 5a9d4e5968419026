"""A brush becomes the next search."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from guild_desktop.core.clause import Within
from guild_desktop.gui.main_window import MainWindow
from tests.gui.gestures import child, press_run, type_expression, wait_for_runs


def test_that_the_runs_that_match_become_ranges_of_the_next_search(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    window.open_script(train)
    type_expression(window, "x", "[-2.0:2.0]")
    window.run_panel.choose_method("random", max_trials=8, seed=3)
    press_run(window)
    wait_for_runs(qtbot, window, 8)
    session = window.session
    x = session.frame.column("x").values
    selection = session.selection.with_clause(Within("x", -1.5, 0.25))
    session.set_selection(selection)
    menu = window.runs_page.table.menu.menu()
    (search_here,) = [action for action in menu.actions() if action.text() == "Search here"]
    search_here.trigger()
    request = window.run_panel.request()
    assert request is not None
    assert request.flags["x"] == "[-1.5:0.25]"
    inside = int(((x >= -1.5) & (x <= 0.25)).sum())
    assert inside > 1
    sentence = child(window, QLabel, "previewSentence")
    assert f"{inside} earlier runs lie inside these ranges." in sentence.text()


def test_that_without_runs_nothing_is_asked_of_the_panel_and_that_is_told(
    window: MainWindow,
) -> None:
    wanted: list[object] = []
    window.sweep_actions.flags_wanted.connect(lambda *asked: wanted.append(asked))
    assert not window.session.narrowing.search_here.isEnabled()
    assert window.session.narrowing.search_here.toolTip() == "No run matches the filters."
    window.sweep_actions.search_here()
    assert wanted == []
    assert "nothing to search" in child(window, QLabel, "runMessage").text()
