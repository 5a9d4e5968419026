"""A window can be as narrow as half a screen, whatever scripts print and however long names are."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDockWidget, QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from guild_desktop.gui.docks.details_dock import DetailsDock
from guild_desktop.gui.docks.end_banner import EndBanner
from guild_desktop.gui.main_window import MainWindow
from tests.gui.gestures import action, wait_for_runs

NARROW = 900
LONG = "layer_0123456789" * 40


def widest(window: MainWindow) -> int:
    return window.minimumSizeHint().width()


def run_and_see_the_banner(
    qtbot: QtBot, window: MainWindow, script: Path, **flags: str
) -> EndBanner:
    banner = window.findChild(EndBanner)
    assert banner is not None
    window.open_script(script)
    window.run_panel.apply_flags(flags)
    window.run_panel.run()
    qtbot.waitUntil(banner.isVisible, timeout=20_000)
    return banner


def test_that_a_window_asked_for_900_pixels_gets_them(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    run_and_see_the_banner(qtbot, window, train, x="[0.1, 0.2]")
    window.resize(NARROW, 600)
    assert window.width() == NARROW


def test_that_a_very_long_word_in_an_error_widens_nothing(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    train.write_text(f"x = 1\nraise KeyError({LONG!r})\n")
    banner = run_and_see_the_banner(qtbot, window, train)
    details = window.findChild(DetailsDock)
    assert details is not None
    dock = window.findChild(QDockWidget, "detailsDock")
    assert isinstance(dock, QDockWidget)
    dock.raise_()
    session = window.session
    session.set_highlight([session.frame.run(0).id])
    error = details.findChild(QLabel, "runError")
    assert isinstance(error, QLabel)
    qtbot.waitUntil(lambda: error.isVisible() and "KeyError" in error.text())
    assert widest(window) <= NARROW
    assert banner.width() < window.width()
    # Its beginning is there, in as many lines as it takes, and all of it in the tooltip.
    shown = error.text().replace("\N{ZERO WIDTH SPACE}", "")
    assert LONG[:100] in shown
    assert LONG[:400] in error.toolTip()
    assert error.height() >= error.heightForWidth(error.width())


def test_that_a_long_goal_and_a_long_name_widen_nothing(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    script = train.with_name(f"{LONG[:200]}.py")
    script.write_text(f"x = 1\nprint('{LONG[:90]}: 1')\nraise SystemExit(2)\n")
    run_and_see_the_banner(qtbot, window, script)
    assert widest(window) <= NARROW


def test_that_repeats_and_many_states_widen_nothing(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    train.write_text("x = 1\nif x == 2:\n    raise SystemExit(1)\nprint('loss:', x)\n")
    window.open_script(train)
    window.run_panel.fill_in(f"guild-desktop run {train} x=[1,2,3] --repeat 2")
    window.run_panel.run()
    qtbot.waitUntil(lambda: window.session.frame.batches != {}, timeout=20_000)
    wait_for_runs(qtbot, window, 6)
    assert widest(window) <= NARROW
    for width in (NARROW, 1280):
        window.resize(width, 700)
        for name in ("foldRepeats", "groupRuns", "columnsButton", "statusChips"):
            part = window.findChild(QWidget, name)
            assert part is not None, name
            qtbot.waitUntil(lambda part=part: is_whole(part))


def is_whole(part: QWidget) -> bool:
    """Whether all of a part is seen, with the room that it has to have."""
    room = part.minimumSizeHint()
    seen = part.visibleRegion().boundingRect().size()
    return seen == part.size() and part.width() >= room.width()


def test_that_the_hint_about_brushes_is_never_cut(
    qtbot: QtBot, window: MainWindow, train: Path
) -> None:
    run_and_see_the_banner(qtbot, window, train, x="[0.1, 0.2]")
    for width in (NARROW, 1280):
        window.resize(width, 700)
        (hint,) = [
            label
            for label in window.findChildren(QWidget)
            if label.accessibleName().startswith("Drag along")
        ]
        assert hint.isVisible()
        assert hint.width() >= hint.fontMetrics().horizontalAdvance(hint.accessibleName())


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900)])
def test_that_all_tabs_are_seen_at_once_on_a_small_screen(
    qtbot: QtBot, window: MainWindow, train: Path, size: tuple[int, int]
) -> None:
    run_and_see_the_banner(qtbot, window, train, x="[0.1, 0.2]")
    window.resize(*size)
    action(window, "Reset layout").trigger()
    (tabs,) = [each for each in window.findChildren(QTabBar) if each.count() > 5]
    names = range(tabs.count())
    words = sum(tabs.fontMetrics().horizontalAdvance(tabs.tabText(at)) for at in names)

    def all_are_seen() -> bool:
        first, last = tabs.tabRect(0), tabs.tabRect(tabs.count() - 1)
        return words < tabs.width() and first.left() >= 0 and last.right() < tabs.width()

    qtbot.waitUntil(all_are_seen)
