"""That a person sees what runs get of the script's folder before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from guild_desktop.core.operation import Operation
from guild_desktop.gui.run_panel.run_panel import RunPanel
from guild_desktop.gui.run_panel.source_list import SourceList
from guild_desktop.gui.run_panel.source_row import SourceRow
from guild_desktop.gui.theme import Themes
from guild_desktop.settings.preferences import Preferences
from guild_desktop.store.home import Home
from tests.gui.gestures import LEFT, child


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "home").mkdir()
    (folder / "train.py").write_text("x = 0.5\nprint('loss: 1')\n")
    (folder / "near.py").write_text("value = 1\n")
    return folder


@pytest.fixture
def panel(qtbot: QtBot, themes: Themes, tmp_path: Path, project: Path) -> RunPanel:
    made = RunPanel(themes, Preferences(tmp_path / "preferences.json"))
    qtbot.addWidget(made)
    made.set_home(Home(project / "home"))
    made.resize(700, 666)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


@pytest.fixture
def says(qtbot: QtBot, panel: RunPanel) -> Callable[[str], None]:
    """Waits until the line says this."""

    def wait(text: str) -> None:
        qtbot.waitUntil(lambda: line(panel).text() == text, timeout=10_000)

    return wait


def line(panel: QWidget) -> QPushButton:
    return child(panel, QPushButton, "sourceLine")


def groups(tree: QTreeWidget) -> dict[str, list[tuple[str, str]]]:
    found = (tree.topLevelItem(row) for row in range(tree.topLevelItemCount()))
    return {
        group.text(0): [
            (group.child(row).text(0), group.child(row).text(1))
            for row in range(group.childCount())
        ]
        for group in found
        if group is not None
    }


def test_that_the_line_counts_what_is_copied_and_left_out(
    panel: RunPanel, project: Path, says: Callable[[str], None]
) -> None:
    assert not line(panel).isEnabled()
    panel.open_script(str(project / "train.py"))
    says("Source: 2 files, 35 bytes copied; 2 left out")
    assert "2 files, 35 bytes copied; 2 left out" in line(panel).toolTip()
    panel.open_script(str(project / "nowhere.py"))
    assert line(panel).text() == ""
    assert not line(panel).isEnabled()


def test_that_a_press_lists_each_entry_with_its_rule(
    panel: RunPanel, project: Path, says: Callable[[str], None]
) -> None:
    panel.open_script(str(project / "train.py"))
    says("Source: 2 files, 35 bytes copied; 2 left out")
    QTest.mouseClick(line(panel), LEFT)
    shown = panel.findChild(SourceList)
    assert shown is not None
    assert str(project) in child(shown, QLabel, "sourceHead").text()
    assert groups(shown.tree) == {
        "Copied (2)": [("near.py", "10 bytes"), ("train.py", "25 bytes")],
        "Linked (1)": [("data", "a folder")],
        "Left out (2)": [(".git", "version control"), ("home", "holds the library of runs")],
    }
    shown.reject()


def test_that_files_that_came_meanwhile_are_seen_when_the_window_comes_to_the_front(
    panel: RunPanel, project: Path, says: Callable[[str], None]
) -> None:
    panel.open_script(str(project / "train.py"))
    says("Source: 2 files, 35 bytes copied; 2 left out")
    (project / "more.py").write_text("value = 2\n")
    QApplication.sendEvent(panel._form.source, QEvent(QEvent.Type.ActivationChange))
    says("Source: 3 files, 45 bytes copied; 2 left out")


def test_that_nothing_is_said_to_be_copied_for_runs_in_the_project_s_own_folder(
    panel: RunPanel, project: Path, says: Callable[[str], None]
) -> None:
    panel.fill_in(f"guild-desktop run {project / 'train.py'} --cwd project")
    says("Source: in the script's own folder, nothing is copied")


def test_that_a_script_that_cannot_be_looked_at_is_told(
    qtbot: QtBot, panel: RunPanel, project: Path, says: Callable[[str], None]
) -> None:
    panel.open_script(str(project / "train.py"))
    says("Source: 2 files, 35 bytes copied; 2 left out")
    (project / "train.py").unlink()
    QApplication.sendEvent(panel._form.source, QEvent(QEvent.Type.ActivationChange))
    qtbot.waitUntil(lambda: not line(panel).isEnabled(), timeout=10_000)
    assert "cannot be read" in line(panel).toolTip()


def test_that_the_line_makes_room_for_the_entries_where_there_is_little(
    panel: RunPanel, project: Path, says: Callable[[str], None]
) -> None:
    panel.open_script(str(project / "train.py"))
    says("Source: 2 files, 35 bytes copied; 2 left out")
    for height, is_seen in ((360, False), (666, True)):
        panel.resize(500, height)
        QApplication.processEvents()
        assert line(panel).isVisible() == is_seen


def test_that_a_narrow_line_says_less_and_not_a_part(qtbot: QtBot, project: Path) -> None:
    row = SourceRow()
    qtbot.addWidget(row)
    row.set_apart(project / "home")
    row.resize(130, 22)
    row.show()
    script = project / "train.py"
    row.look(Operation("script", str(script), script.name, "python", str(project)))
    qtbot.waitUntil(lambda: line(row).text() == "Source: 2 files", timeout=10_000)
