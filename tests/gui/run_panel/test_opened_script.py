"""That a script is read when it is opened and when it changes, with everything told beside its name."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from guild_desktop.gui.run_panel.run_panel import RunPanel
from guild_desktop.gui.run_panel.watched_file import WatchedFile
from guild_desktop.settings.preferences import Preferences
from tests.gui.run_panel.panel_parts import SAMPLE, TEN_FLAGS, button, flags, part, shown, write

# The platform without a screen says so whenever a popup opens.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_that_an_opened_script_can_run_once_at_once(
    panel: RunPanel, script: Path, qtbot: QtBot, memory: Preferences
) -> None:
    with qtbot.waitSignal(panel.script_opened) as opened:
        panel.open_script(str(script))
    assert opened.args == [str(script)]
    assert flags(panel) == {"x": "0.1", "noise": "0.1"}
    assert button(panel).text() == "Run once"
    assert button(panel).isEnabled()
    assert "You are about to run train.py" in shown(panel, "previewSentence")
    assert memory.recent_scripts == (str(script),)


def test_that_nothing_can_run_before_a_script_is_open(panel: RunPanel) -> None:
    assert button(panel).text() == "Open a script first"
    assert not button(panel).isEnabled()
    assert panel.request() is None


def test_that_a_typed_path_opens_the_script(panel: RunPanel, script: Path) -> None:
    line = part(panel, QLineEdit, "scriptPath")
    QTest.keyClicks(line, str(script))
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert set(flags(panel)) == {"x", "noise"}


def test_that_a_dropped_file_is_passed_on(panel: RunPanel, script: Path) -> None:
    dropped: list[str] = []
    panel.file_dropped.connect(dropped.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(script))])
    for kind in (QDragEnterEvent, QDropEvent):
        event = kind(
            QPoint(10, 10),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(panel, event)
        assert event.isAccepted()
    assert dropped == [str(script)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.py", None),
        ("folder.py", b"folder"),
        ("binary.py", b"\x00\x01\x02"),
        ("broken.py", b"x = (1,\n"),
    ],
)
def test_that_a_script_that_cannot_be_read_is_told_beside_its_name(
    panel: RunPanel, tmp_path: Path, name: str, content: bytes | None
) -> None:
    path = tmp_path / name
    if content == b"folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    panel.open_script(str(path))
    assert len(shown(panel, "scriptError")) > 20
    assert button(panel).text() == "Fix the script first"
    assert not button(panel).isEnabled()
    assert panel.request() is None


def test_that_a_good_script_takes_the_complaint_away(
    panel: RunPanel, script: Path, tmp_path: Path
) -> None:
    panel.open_script(str(tmp_path / "missing.py"))
    panel.open_script(str(script))
    assert shown(panel, "scriptError") == ""
    assert button(panel).isEnabled()


def test_that_a_script_without_flags_says_so_and_runs_once(panel: RunPanel, tmp_path: Path) -> None:
    script = tmp_path / "plain.py"
    script.write_text("print('loss: 1')\n", encoding="utf-8")
    panel.open_script(str(script))
    assert button(panel).text() == "Run once"
    labels = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "No flags were found in this script." in labels


def test_that_a_changed_script_is_read_again(panel: RunPanel, script: Path, qtbot: QtBot) -> None:
    panel.open_script(str(script))
    write(panel, "x", "[-2.0:2.0]")
    script.write_text(SAMPLE.replace("noise = 0.1", "noise = 0.2\nwidth = 3"), encoding="utf-8")
    qtbot.waitUntil(lambda: "width" in flags(panel))
    assert flags(panel) == {"x": "[-2.0:2.0]", "noise": "0.2", "width": "3"}


def test_that_a_script_that_is_empty_for_a_moment_loses_nothing(
    panel: RunPanel, script: Path, qtbot: QtBot
) -> None:
    panel.open_script(str(script))
    write(panel, "x", "[-2.0:2.0]")
    script.write_text("", encoding="utf-8")
    watched = panel.findChild(WatchedFile)
    with qtbot.waitSignal(watched.changed):
        pass
    assert flags(panel)["x"] == "[-2.0:2.0]"
    script.write_text(SAMPLE.replace("noise = 0.1", "noise = 0.2"), encoding="utf-8")
    qtbot.waitUntil(lambda: flags(panel) == {"x": "[-2.0:2.0]", "noise": "0.2"})


def test_that_many_slips_are_told_whole_where_the_greyed_preview_would_stand(
    panel: RunPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    script = tmp_path / "ten.py"
    script.write_text(TEN_FLAGS, encoding="utf-8")
    panel.resize(340, 1000)
    panel.open_script(str(script))
    names = list(flags(panel))
    write(panel, names[0], "[1, 2, 3, 4, 5, 6, 7, 8]")
    for name in names[1:6]:
        write(panel, name, "range[1:")
    errors = part(panel, QListWidget, "errorList")
    assert errors.count() >= 5

    def all_seen() -> bool:
        last = errors.visualItemRect(errors.item(errors.count() - 1))
        return errors.viewport().rect().contains(last)

    qtbot.waitUntil(all_seen)
    panel.resize(340, 560)
    qtbot.waitUntil(lambda: not all_seen())
    below = errors.viewport().height()
    cut = [
        rect
        for rect in (errors.visualItemRect(errors.item(row)) for row in range(errors.count()))
        if rect.top() < below < rect.top() + errors.fontMetrics().height()
    ]
    assert not cut


def test_that_a_script_that_breaks_while_open_blocks_until_it_is_mended(
    panel: RunPanel, script: Path, qtbot: QtBot
) -> None:
    panel.open_script(str(script))
    script.write_text(SAMPLE + "\nx = (\n", encoding="utf-8")
    qtbot.waitUntil(lambda: not button(panel).isEnabled())
    assert flags(panel) == {"x": "0.1", "noise": "0.1"}
    script.unlink()
    script.write_text(SAMPLE, encoding="utf-8")
    qtbot.waitUntil(lambda: button(panel).isEnabled())
    assert shown(panel, "scriptError") == ""


def test_that_an_interpreter_that_is_gone_is_told_and_blocks(
    panel: RunPanel, script: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    panel.open_script(str(script))
    panel.fill_in(f"guild-desktop run train.py --python {tmp_path / 'python'}")
    qtbot.waitUntil(lambda: shown(panel, "interpreterError") != "")
    assert button(panel).text() == "Choose a Python first"


def test_that_a_missing_import_is_told_but_does_not_block(
    panel: RunPanel, script: Path, qtbot: QtBot
) -> None:
    script.write_text("import surely_not_installed\n" + SAMPLE, encoding="utf-8")
    panel.open_script(str(script))
    qtbot.waitUntil(lambda: "surely_not_installed is missing" in shown(panel, "interpreterError"))
    assert button(panel).isEnabled()


def test_that_the_versions_of_interpreters_are_shown(
    panel: RunPanel, script: Path, qtbot: QtBot
) -> None:
    panel.open_script(str(script))
    panel.fill_in(f"guild-desktop run train.py --python {sys.executable}")
    combo = part(panel, QComboBox, "interpreterCombo")
    version = ".".join(map(str, sys.version_info[:2]))
    qtbot.waitUntil(lambda: f"Python {version}" in combo.currentText())
    assert combo.currentData() == sys.executable
