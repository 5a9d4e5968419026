"""That a damaged store is told of in the window, and made anew there if a person wants that."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from guild_desktop.gui import app
from guild_desktop.gui.main_window import MainWindow
from guild_desktop.store.errors import StoreError
from tests.gui.gestures import press_run, wait_for_runs

DAMAGE = b"no database, whatever its name says" * 200


@pytest.fixture
def damaged(qtbot: QtBot, window: MainWindow, train: Path, home: Path) -> Path:
    """A home with one run, whose store was then written over."""
    window.open_script(train)
    press_run(window)
    wait_for_runs(qtbot, window, 1)
    window.close_without_asking()
    for file in home.glob("store.db*"):
        file.write_bytes(DAMAGE)
    for copy in (home / "backups").glob("*"):
        copy.unlink()
    return home


@pytest.fixture(autouse=True)
def _seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "is_seen", lambda: True)


def press_when_asked(said: list[str], button: str) -> None:
    def look() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(20, look)
            return
        said.append(box.text())
        next(each for each in box.buttons() if each.text() == button).click()

    QTimer.singleShot(0, look)


def test_that_a_damaged_store_is_made_anew_and_the_window_goes_on(
    qtbot: QtBot, damaged: Path
) -> None:
    window = app.open_frame(damaged)
    qtbot.addWidget(window, before_close_func=lambda _: window.close_without_asking())
    window.show()
    said: list[str] = []
    press_when_asked(said, "Make it anew")
    app.fill_or_rebuild(window)
    assert said[0].startswith("The store is damaged")
    wait_for_runs(qtbot, window, 1)
    (aside,) = damaged.glob("store-damaged-*.db")
    assert aside.read_bytes() == DAMAGE


def test_that_who_does_not_want_that_keeps_the_store_as_it_is(qtbot: QtBot, damaged: Path) -> None:
    window = app.open_frame(damaged)
    qtbot.addWidget(window)
    window.show()
    press_when_asked([], "Quit")
    with pytest.raises(StoreError, match="damaged"):
        app.fill_or_rebuild(window)
    assert (damaged / "store.db").read_bytes() == DAMAGE
    window.close()
