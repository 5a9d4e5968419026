"""The importance dock: bars of what an analysis found, and what can be done with the flags."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guild_desktop.core.errors import UserError
from guild_desktop.gui.docks.importance_dock import ImportanceView
from guild_desktop.gui.plots.axes import choose_axes
from guild_desktop.gui.plots.plot_picture import picture_size, plot_image, plot_svg
from tests.analysis.swept import sweep
from tests.gui.docks.told_analyses import ToldAnalyses

FLAGS = {"x": "[0.0:1.0]", "y": "[0.0:1.0]", "z": "[0.0:1.0]"}


@pytest.fixture
def analyses(session):
    analyses = ToldAnalyses(session)
    yield analyses
    analyses.finish()


@pytest.fixture
def importance(qtbot, session, themes, analyses):
    view = ImportanceView(session, themes, analyses)
    qtbot.addWidget(view)
    view.resize(420, 260)
    view.show()
    view.grab()
    return view


@pytest.fixture
def swept(importance, analyses, tell):
    """Forty runs whose loss follows y, a little x, and not z."""
    batch, runs = sweep(FLAGS, 40, lambda p: p["x"] + 3 * p["y"])
    tell(runs, [batch])
    analyses.tell_of(batch, runs)
    return importance


def names(view):
    return [share.flags for share in view.shares if len(share.flags) == 1]


def click(view, row, button=Qt.MouseButton.LeftButton):
    rect = view.list.visualRect(view.list.model().index(row))
    QTest.mouseClick(view.list.viewport(), button, pos=rect.center())


def axes(session):
    shown = choose_axes(session.frame, session.base, session.objective, session.arrangement).shown
    return [axis.name for axis in shown]


def test_that_flags_stand_in_the_order_of_their_importance(swept):
    assert names(swept)[:2] == [("y",), ("x",)]
    assert swept.list.model().rowCount() >= 3
    text = swept.list.model().index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert text.startswith("y: ")
    assert "half of the trees" in text


def test_that_the_runs_and_the_method_are_told(swept):
    assert "uses all 40 runs" in swept.sentence
    assert "fANOVA of 64 trees" in swept.sentence
    assert "explain" in swept.sentence


def test_that_a_click_colours_the_runs_and_another_gives_that_back(swept, session):
    click(swept, 0)
    assert session.arrangement.coloured_by == "y"
    click(swept, 0)
    assert session.arrangement.coloured_by is None
    session.undo_stack.undo()
    assert session.arrangement.coloured_by == "y"


def test_that_a_flag_goes_beside_the_goal(swept, session):
    click(swept, 2)
    QTest.keyClick(swept.list, Qt.Key.Key_M)
    assert axes(session)[-2:] == [names(swept)[2][0], "loss"]


def test_that_axes_are_ordered_by_importance(swept, session):
    swept.order.click()
    assert axes(session)[-3:] == ["x", "y", "loss"]
    session.undo_stack.undo()
    assert axes(session) == ["x", "y", "z", "loss"]


def test_that_enter_asks_for_the_response(swept, qtbot):
    click(swept, 1)
    with qtbot.waitSignal(swept.response_wanted) as wanted:
        QTest.keyClick(swept.list, Qt.Key.Key_Return)
    assert wanted.args == [("x",)]


def test_that_rows_can_be_copied(swept):
    click(swept, 0)
    QTest.keyClick(swept.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[0] == "flag"
    assert lines[1].startswith("y\t")


def test_that_the_menu_offers_for_a_pair_what_makes_sense(importance, analyses, tell):
    batch, runs = sweep(FLAGS, 80, lambda p: (p["x"] - 0.5) * (p["y"] - 0.5))
    tell(runs, [batch])
    analyses.tell_of(batch, runs)
    pair = next(at for at, share in enumerate(importance.shares) if len(share.flags) == 2)
    rect = importance.list.visualRect(importance.list.model().index(pair))
    importance.list.customContextMenuRequested.emit(rect.center() + QPoint(1, 0))
    able = {action.text().split("\t")[0]: action.isEnabled() for action in importance._actions}
    assert [words for words, enabled in able.items() if not enabled] == [
        "Colour runs by this flag",
        "Move its axis beside the goal",
    ]
    QApplication.activePopupWidget().close()
    assert all(action.isEnabled() for action in importance._actions)


def test_that_few_runs_are_a_calm_sentence(importance, analyses, tell):
    batch, runs = sweep(FLAGS, 12, lambda p: p["x"])
    tell(runs, [batch])
    analyses.tell_of(batch, runs)
    assert importance.sentence == "Too few runs: 12 of the 20 needed for 3 flags."
    assert not importance.list.isVisibleTo(importance)


def test_that_nothing_and_what_is_on_its_way_and_what_went_wrong_are_told(
    importance, analyses, session
):
    importance.refresh()
    assert "No sweep in view yet" in importance.sentence
    batch, _ = sweep(FLAGS, 1, lambda p: p["x"])
    analyses.tell(batch=batch)
    assert importance.sentence == "Looking at the runs…"
    analyses.tell(batch=batch, error=UserError("It was given up.", "Wait."))
    assert importance.sentence == "It was given up. Wait."


def test_that_an_older_analysis_says_so(swept, analyses):
    analyses.tell(analyses.now.analysis, is_current=False)
    assert "newer results are being looked at" in swept.sentence
    assert swept.shares


def test_that_a_hidden_dock_is_no_viewer(qtbot, session, themes, analyses):
    view = ImportanceView(session, themes, analyses)
    qtbot.addWidget(view)
    assert not analyses._is_seen()
    view.show()
    view.grab()
    assert analyses._is_seen()


def test_that_all_bars_are_in_a_picture_in_the_colours_that_are_wanted(swept, themes):
    swept.resize(420, 120)
    QApplication.processEvents()
    image = plot_image(swept, 2, themes.light)
    assert image.size() == picture_size(swept) * 2
    assert image.height() > 2 * swept.list.viewport().height()
    bars = [y for y in range(image.height()) if is_accent(image, y, themes.light)]
    assert len(bars) >= 2 * len(names(swept)) * 4
    drawing = plot_svg(swept, themes.light)
    assert b"Share of the variance of loss" in drawing
    assert b"uses all 40 runs" in drawing


def is_accent(image, y, theme):
    """Whether a bar crosses a line of the picture: something there is as blue as bars are."""
    bar = theme.accent
    colours = (image.pixelColor(x, y) for x in range(image.width()))
    return any(c.blue() - c.red() > (bar.blue() - bar.red()) // 3 for c in colours)


def test_that_the_menu_of_the_bars_exports_them(swept, qtbot):
    export = next(each for each in swept.list.actions() if each.text().startswith("Export picture"))
    with qtbot.waitSignal(swept.export_wanted) as wanted:
        export.trigger()
    assert wanted.args == [swept]
