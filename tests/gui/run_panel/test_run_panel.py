"""That a person gets from a script to a request, with everything told where it happens."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Batch, Limits, Objective
from guild_desktop.core.errors import UserError
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.gui.format import THIN_SPACE
from guild_desktop.gui.run_panel.fields import ElidedLine
from guild_desktop.gui.run_panel.run_panel import RunPanel
from guild_desktop.gui.run_panel.watched_file import WatchedFile
from guild_desktop.gui.theme import Themes
from guild_desktop.settings.preferences import Preferences

# The platform without a screen says so whenever a popup opens.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Part = TypeVar("Part", bound=QWidget)

SAMPLE = """
import math
import random

x = 0.1
noise = 0.1
loss = math.sin(5 * x) * (1 - math.tanh(x**2)) + random.gauss(0, 1) * noise
print(f"loss: {loss}")
"""

TEN_FLAGS = """
import argparse

parser = argparse.ArgumentParser()
for_the_size = parser.add_argument("--lr", type=float, default=0.001, help="Learning rate")
parser.add_argument("--batch-size", type=int, default=32)
parser.add_argument("--layers", type=int, default=2)
parser.add_argument("--optimizer", default="adam", choices=["adam", "adamw", "sgd"])
parser.add_argument("--epochs", type=int, default=20)
parser.add_argument("--dropout", type=float, default=0.1)
parser.add_argument("--weight-decay", type=float, default=0.0)
parser.add_argument("--activation", default="relu", choices=["relu", "gelu"])
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--verbose", action="store_true")
args = parser.parse_args()
print("accuracy:", 0.5)
"""


@pytest.fixture
def memory(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "preferences.json")


@pytest.fixture
def new_panel(qtbot: QtBot, themes: Themes, memory: Preferences) -> Callable[[], RunPanel]:
    def make() -> RunPanel:
        panel = RunPanel(themes, memory)
        qtbot.addWidget(panel)
        panel.resize(337, 666)
        with qtbot.waitActive(panel):
            panel.show()
            panel.activateWindow()
        return panel

    return make


@pytest.fixture
def panel(new_panel: Callable[[], RunPanel]) -> RunPanel:
    return new_panel()


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "train.py"
    path.write_text(SAMPLE, encoding="utf-8")
    return path


def part(panel: QWidget, kind: type[Part], name: str) -> Part:
    found = panel.findChild(kind, name)
    assert found is not None
    return found


def button(panel: RunPanel) -> QPushButton:
    return part(panel, QPushButton, "runButton")


def shown(panel: RunPanel, name: str) -> str:
    label = part(panel, QLabel, name)
    return label.text() if label.isVisible() else ""


def write(panel: RunPanel, flag: str, text: str) -> None:
    """Click the flag's expression and type."""
    table = part(panel, QTableView, "flagTable")
    model = table.model()
    row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == flag)
    place = table.visualRect(model.index(row, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    QApplication.processEvents()


def flags(panel: RunPanel) -> dict[str, str]:
    model = part(panel, QTableView, "flagTable").model()
    return {
        model.index(row, 0).data(): model.index(row, 1).data() for row in range(model.rowCount())
    }


def choose(panel: RunPanel, name: str, data: str) -> None:
    combo = part(panel, QComboBox, name)
    combo.setCurrentIndex(combo.findData(data))


# --- opening


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


# --- interpreter


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


# --- from expressions to a request


def test_that_a_typed_range_becomes_a_search_that_can_run(
    panel: RunPanel, script: Path, qtbot: QtBot
) -> None:
    panel.open_script(str(script))
    write(panel, "x", "[-2.0:2.0]")
    assert part(panel, QComboBox, "optimizerCombo").currentData() == "bayes"
    assert button(panel).text() == "Run 20"
    assert (
        shown(panel, "previewSentence")
        == "You are about to run train.py with &#x27;bayes&#x27; (<b>20 runs</b>, minimize loss)."
    )
    with qtbot.waitSignal(panel.run_requested) as requested:
        QTest.mouseClick(button(panel), Qt.MouseButton.LeftButton)
    request = requested.args[0]
    assert isinstance(request, BatchRequest)
    assert request.flags == {"x": "[-2.0:2.0]"}
    assert plan_batch(request).batch.optimizer == "bayes"
    assert plan_batch(request).count == 20


def test_that_lists_alone_try_every_combination(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    write(panel, "x", "[-0.5, 0.5]")
    write(panel, "noise", "[0.1, 0.2]")
    assert part(panel, QComboBox, "optimizerCombo").currentData() == "grid"
    assert button(panel).text() == "Run 4"
    trials = part(panel, QTableView, "previewTable").model()
    assert trials.rowCount() == 4
    assert [trials.index(3, column).data() for column in (1, 2)] == ["0.5", "0.2"]


def test_that_a_slip_in_a_flag_leaves_the_method_as_it_was(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    write(panel, "x", "[-0.5, 0.5]")
    write(panel, "x", "[-0.5, oops]")
    assert part(panel, QComboBox, "optimizerCombo").currentData() == "grid"


def test_that_a_method_says_why_there_is_none(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    combo = part(panel, QComboBox, "optimizerCombo")
    assert combo.currentIndex() < 0
    told = combo.grab().toImage()
    combo.setPlaceholderText("…")
    assert combo.grab().toImage() != told


def test_that_a_method_a_person_chose_stays(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    write(panel, "x", "[-2.0:2.0]")
    choose(panel, "optimizerCombo", "random")
    write(panel, "x", "[1, 2, 3]")
    request = panel.request()
    assert request is not None
    assert request.optimizer == "random"


def test_that_methods_stand_under_headings_nobody_can_choose(panel: RunPanel) -> None:
    combo = part(panel, QComboBox, "optimizerCombo")
    headings = [combo.itemText(row) for row in range(combo.count()) if combo.itemData(row) is None]
    assert headings == ["Try all", "Sample", "Learn from results"]
    for row in range(combo.count()):
        can_be_chosen = bool(combo.model().index(row, 0).flags() & Qt.ItemFlag.ItemIsEnabled)
        assert can_be_chosen == (combo.itemData(row) is not None)


def test_that_ctrl_enter_runs_even_while_a_cell_is_open(
    panel: RunPanel, script: Path, qtbot: QtBot
) -> None:
    panel.open_script(str(script))
    table = part(panel, QTableView, "flagTable")
    place = table.visualRect(table.model().index(0, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "[1, 2]")
    with qtbot.waitSignal(panel.run_requested) as requested:
        QTest.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert requested.args[0].flags == {"x": "[1, 2]"}


def test_that_a_slip_blocks_with_the_reason_on_the_button(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    write(panel, "x", "linspce[0:1:4]")
    assert button(panel).text() == "Fix x first"
    errors = part(panel, QListWidget, "errorList")
    assert errors.isVisible()
    assert "linspace" in errors.item(0).text()
    write(panel, "noise", "[1,,2]")
    assert button(panel).text() == "Fix 2 flags first"
    assert errors.count() == 2
    write(panel, "x", "1")
    write(panel, "noise", "1")
    assert not errors.isVisible()
    assert button(panel).text() == "Run once"


def test_that_a_problem_leads_to_its_cell(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    write(panel, "noise", "[1,,2]")
    errors = part(panel, QListWidget, "errorList")
    QTest.mouseClick(
        errors.viewport(),
        Qt.MouseButton.LeftButton,
        pos=errors.visualItemRect(errors.item(0)).center(),
    )
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    assert line.text() == "[1,,2]"


def test_that_too_many_trials_are_told_beside_the_button(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    write(panel, "x", "range[1000]")
    write(panel, "noise", "range[1000]")
    assert button(panel).text() == "Cannot run yet"
    assert f"1{THIN_SPACE}000{THIN_SPACE}000" in shown(panel, "runMessage")


def test_that_runs_at_once_and_more_reach_the_request(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    write(panel, "x", "[-2.0:2.0]")
    part(panel, QSpinBox, "maxTrials").setValue(7)
    workers = part(panel, QSpinBox, "workers")
    workers.setValue(workers.maximum())
    choose(panel, "directionCombo", "maximize")
    part(panel, QComboBox, "objectiveCombo").setEditText("score")
    request = panel.request()
    assert request is not None
    assert request.limits.max_trials == 7
    assert request.limits.workers == workers.maximum()
    assert request.objective == Objective("score", "maximize")
    assert button(panel).text() == "Run 7"


def test_that_patterns_reach_the_request_the_command_and_the_next_window(
    panel: RunPanel, script: Path, memory: Preferences
) -> None:
    panel.open_script(str(script))
    patterns = (r"accuracy=is (\value)", r"(\key)=(\value)")
    for pattern in patterns:
        panel.findChildren(QLineEdit, "scalarPattern")[-1].setText(pattern)
    request = panel.request()
    assert request is not None
    assert request.operation.patterns == patterns
    assert r"--scalar 'accuracy=is (\value)'" in part(panel, QLineEdit, "commandLine").text()
    panel.run()
    assert memory.recall(str(script)).patterns == patterns
    panel.fill_in(f"guild-desktop run {script} --scalar 'loss=is (.*)'")
    request = panel.request()
    assert request is not None
    assert request.operation.patterns == ("loss=is (.*)",)
    panel.open_script(str(script))
    request = panel.request()
    assert request is not None
    assert request.operation.patterns == patterns


def test_that_a_command_may_be_pasted_into_a_pattern_s_line_too(
    panel: RunPanel, script: Path
) -> None:
    panel.open_script(str(script))
    panel.findChildren(QLineEdit, "scalarPattern")[-1].setText("a=(b)")
    QApplication.clipboard().setText(f"guild run {script} x=7")
    QTest.keySequence(
        panel.findChildren(QLineEdit, "scalarPattern")[-1], QKeySequence.StandardKey.Paste
    )
    assert flags(panel)["x"] == "7"


def test_that_options_of_the_method_reach_the_request(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    write(panel, "x", "[-2.0:2.0]")
    combo = part(panel, QComboBox, "optimizerCombo")
    combo.setCurrentIndex(combo.findData("gp"))
    fold = next(fold for fold in panel.findChildren(QToolButton) if fold.text() == "Method options")
    QTest.mouseClick(fold, Qt.MouseButton.LeftButton)
    form = part(panel, QWidget, "optimizerOptions")
    assert form.isVisible()
    part(form, QComboBox, "option-acq-func").setCurrentText("EI")
    part(form, QSpinBox, "option-random-starts").setValue(5)
    request = panel.request()
    assert request is not None
    assert request.options == {"acq-func": "EI", "random-starts": 5}
    part(form, QComboBox, "option-noise").setEditText("a lot")
    assert panel.request() is None
    assert not button(panel).isEnabled()
    part(form, QComboBox, "option-noise").setEditText("0.1")
    request = panel.request()
    assert request is not None
    assert plan_batch(request).batch.options["noise"] == 0.1


def test_that_the_preview_lists_the_very_trials_that_will_run(
    panel: RunPanel, script: Path
) -> None:
    panel.open_script(str(script))
    write(panel, "x", "range[100]")
    part(panel, QSpinBox, "maxTrials").setValue(5)
    trials = part(panel, QTableView, "previewTable").model()
    listed = [int(trials.index(row, 1).data()) for row in range(trials.rowCount())]
    request = panel.request()
    assert request is not None
    planned = plan_batch(request)
    grid = planned.space.resolve("grid")
    assert [trial["x"] for trial in grid.trials(5, planned.batch.seed)] == listed


def test_that_every_run_draws_another_seed_unless_one_is_named(
    panel: RunPanel, script: Path
) -> None:
    panel.open_script(str(script))
    panel.apply_flags({"x": "[-2.0:2.0]"})
    seeds: list[int | None] = []
    panel.run_requested.connect(lambda request: seeds.append(request.seed))
    panel.run()
    panel.run()
    panel.choose_method("gp", max_trials=20, seed=0)
    panel.run()
    assert len(set(seeds)) == 3
    assert seeds[2] == 0


def test_that_the_goal_is_found_in_the_script_and_in_earlier_runs(
    panel: RunPanel, tmp_path: Path
) -> None:
    script = tmp_path / "ten.py"
    script.write_text(TEN_FLAGS, encoding="utf-8")
    panel.open_script(str(script))
    request = panel.request()
    assert request is not None
    assert request.objective == Objective("accuracy", "maximize")
    panel.set_known_scalars(("loss", "time"))
    combo = part(panel, QComboBox, "objectiveCombo")
    assert [combo.itemText(row) for row in range(combo.count())] == ["accuracy", "loss", "time"]
    assert combo.currentText() == "accuracy"


# --- while a sweep runs


def running(panel: RunPanel, workers: int = 1) -> Batch:
    request = panel.request()
    assert request is not None
    return Batch("b1", 1, request.operation, {}, "gp", limits=Limits(workers=workers))


def test_that_stop_is_there_only_while_something_runs(
    panel: RunPanel, script: Path, qtbot: QtBot
) -> None:
    panel.open_script(str(script))
    stop = part(panel, QPushButton, "stopButton")
    assert not stop.isVisible()
    panel.set_running(running(panel))
    assert stop.isVisible()
    assert stop.isEnabled()
    with qtbot.waitSignal(panel.stop_requested):
        QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    panel.set_running(None)
    assert not stop.isVisible()


def test_that_at_once_changes_the_sweep_that_runs(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    told: list[int] = []
    panel.workers_changed.connect(told.append)
    workers = part(panel, QSpinBox, "workers")
    workers.setValue(2)
    panel.set_running(running(panel, workers=3))
    assert workers.value() == 3
    workers.setValue(2)
    panel.set_running(None)
    workers.setValue(1)
    assert told == [2]


def test_that_a_single_run_does_not_change_how_many_run_at_once(
    panel: RunPanel, script: Path
) -> None:
    panel.open_script(str(script))
    panel.fill_in("guild run train.py --workers 3")
    panel.set_running(replace(running(panel), hidden=True))
    assert part(panel, QSpinBox, "workers").value() == 3


def test_that_more_runs_at_once_than_processors_are_told(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    workers = part(panel, QSpinBox, "workers")
    assert "More at once" not in workers.toolTip()
    panel.fill_in("guild run train.py x=range[1000] --workers 999")
    assert workers.value() == 999
    assert "More at once than the" in workers.toolTip()
    sentence = part(panel, QLabel, "previewSentence").accessibleName()
    assert "More at once than the" in sentence


def test_that_what_run_would_do_is_told_with_every_change(panel: RunPanel, script: Path) -> None:
    told: list[tuple[bool, str]] = []
    panel.ready_changed.connect(lambda ready, text: told.append((ready, text)))
    panel.open_script(str(script))
    assert told[-1] == (True, "Run once")
    write(panel, "x", "range[1000]")
    assert told[-1] == (True, f"Run 1{THIN_SPACE}000")
    write(panel, "x", "[1,")
    assert told[-1] == (False, "Fix x first")


def test_that_long_texts_end_in_an_ellipsis_and_are_whole_in_their_tooltips(
    panel: RunPanel, script: Path
) -> None:
    panel.open_script(str(script))
    panel.apply_flags({"x": "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]"})
    panel.resize(340, 700)
    command = part(panel, ElidedLine, "commandLine")
    assert command.shown.endswith("…")
    assert command.text().startswith(command.shown[:-1])
    assert "15]" in command.toolTip()
    path = part(panel, ElidedLine, "scriptPath")
    assert path.shown.startswith("…")
    assert path.shown.endswith(script.name)


def test_that_typing_goes_to_the_first_flag_of_an_opened_script(
    panel: RunPanel, script: Path, qtbot: QtBot
) -> None:
    panel.open_script(str(script))
    table = part(panel, QTableView, "flagTable")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is table, timeout=5000)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (0, 1)


def test_that_an_error_is_told_until_something_changes(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    panel.show_error(UserError("The engine did not start.", "Try again."))
    panel.set_known_scalars(("loss", "time"))
    panel.set_running(running(panel))
    assert shown(panel, "runMessage") == "The engine did not start. Try again."
    write(panel, "x", "2")
    assert shown(panel, "runMessage") == ""


def test_that_the_time_is_estimated_from_earlier_runs(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    panel.apply_flags({"x": "[-2.0:2.0]"})
    panel.set_seconds_per_run(3.0)
    sentence = part(panel, QLabel, "previewSentence").accessibleName()
    assert sentence.endswith("(20 runs, minimize loss). About 1 min, judging by earlier runs.")


# --- commands


COMMANDS = [
    "'x=[-2.0:2.0]' --optimizer gp --max-trials 10",
    "'x=[-2.0:2.0]' --optimizer forest -Fo random-starts=5 -Fo kappa=2.5",
    "'x=[-2.0:2.0]'",
    "'x=[1, 2]' 'noise=[0.1, 0.2]'",
    "'x=[1, 2]' --optimizer random --max-trials 3",
    "--maximize 'max score' --label 'my runs' --tag a --tag b --comment why",
    "x=1 --random-seed 7 --cwd project --timeout 2.5 --start warm --fail-on-trial-error",
]


@pytest.mark.parametrize("words", COMMANDS)
def test_that_the_panel_says_its_state_as_the_command_that_was_pasted(
    panel: RunPanel, script: Path, words: str
) -> None:
    command = f"guild-desktop run {script} {words}"
    panel.fill_in(command)
    line = part(panel, QLineEdit, "commandLine")
    assert line.text() == command
    assert line.isReadOnly()


def test_that_a_command_can_be_pasted_anywhere(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    fields: list[QWidget] = [
        part(panel, QLineEdit, "scriptPath"),
        part(panel, QSpinBox, "maxTrials"),
        part(panel, QTableView, "flagTable"),
        part(panel, QComboBox, "objectiveCombo"),
    ]
    for number, field in enumerate(fields):
        QApplication.clipboard().setText(f"guild run train.py x=[{number}.0:9.0] -o gp")
        field.setFocus()
        QTest.keySequence(QApplication.focusWidget(), "Ctrl+V")
        assert flags(panel)["x"] == f"[{number}.0:9.0]"
        assert part(panel, QLineEdit, "scriptPath").text() == str(script)


def test_that_a_command_pasted_into_an_open_cell_fills_the_panel_in(
    panel: RunPanel, script: Path
) -> None:
    panel.open_script(str(script))
    table = part(panel, QTableView, "flagTable")
    place = table.visualRect(table.model().index(1, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QApplication.clipboard().setText("guild run train.py x=5")
    QTest.keySequence(QApplication.focusWidget(), "Ctrl+V")
    assert flags(panel) == {"x": "5", "noise": "0.1"}


def test_that_a_pasted_command_without_an_optimizer_means_what_it_meant(
    panel: RunPanel, script: Path
) -> None:
    panel.open_script(str(script))
    panel.fill_in("guild run train.py x=[-2.0:2.0]")
    request = panel.request()
    assert request is not None
    assert request.optimizer == "random"


def test_that_a_command_that_cannot_be_read_is_told(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    panel.fill_in("guild run train.py -o gpp")
    assert "gpp" in shown(panel, "runMessage")
    panel.fill_in("guild run train.py --gpus 0 x=1")
    assert "--gpus 0" in shown(panel, "runMessage")
    assert flags(panel)["x"] == "1"


def test_that_a_flag_of_a_command_that_the_script_has_not_is_told_at_its_row(
    panel: RunPanel, script: Path
) -> None:
    panel.open_script(str(script))
    panel.fill_in("guild-desktop run train.py x=[1,2] nosie=3")
    assert button(panel).text() == "Fix nosie first"
    assert not button(panel).isEnabled()
    assert panel.request() is None
    errors = part(panel, QListWidget, "errorList")
    told = [errors.item(row).text() for row in range(errors.count())]
    assert told == ["nosie: The script has no flag `nosie`. Did you mean noise?"]
    QTest.mouseClick(
        errors.viewport(),
        Qt.MouseButton.LeftButton,
        pos=errors.visualItemRect(errors.item(0)).center(),
    )
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    QTest.keyClick(part(panel, QTableView, "flagTable"), Qt.Key.Key_Delete)
    assert flags(panel) == {"x": "[1,2]", "noise": "0.1"}
    assert button(panel).text() == "Run 2"


def test_that_a_script_without_flags_takes_none_from_a_command(
    panel: RunPanel, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.py"
    plain.write_text("print('loss: 1')\n", encoding="utf-8")
    panel.fill_in(f"guild run {plain} x=1")
    assert button(panel).text() == "Fix x first"
    assert "x = 0.1" in part(panel, QListWidget, "errorList").item(0).text()


def test_that_a_script_with_computed_options_may_be_given_others(
    panel: RunPanel, tmp_path: Path
) -> None:
    computed = tmp_path / "computed.py"
    computed.write_text(
        "import argparse\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.add_argument('--lr', type=float, default=0.1)\n"
        "for name in ('x', 'y'):\n"
        "    parser.add_argument('--' + name, type=float, default=0.0)\n"
        "print(f'loss: {parser.parse_args().x}')\n",
        encoding="utf-8",
    )
    panel.fill_in(f"guild run {computed} x=[1,2]")
    assert button(panel).text() == "Run 2"
    request = panel.request()
    assert request is not None
    by_hand = request.operation.flags[-1]
    assert (by_hand.name, by_hand.origin, by_hand.passing) == ("x", "typed", "option")


def test_that_the_command_is_copied_by_its_button(panel: RunPanel, script: Path) -> None:
    panel.open_script(str(script))
    QTest.mouseClick(part(panel, QToolButton, "copyCommand"), Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == f"guild-desktop run {script}"


# --- memory and looks


def test_that_a_script_opens_as_it_was_last_run(
    new_panel: Callable[[], RunPanel], script: Path
) -> None:
    first = new_panel()
    first.open_script(str(script))
    first.fill_in("guild run train.py x=[0.0:1.0] -o forest -Fo kappa=3 -m 9 -X 'max score'")
    before = first.request()
    first.run()
    second = new_panel()
    second.open_script(str(script))
    after = second.request()
    assert before is not None
    assert after is not None
    assert (after.flags, after.optimizer, after.options) == (
        before.flags,
        before.optimizer,
        before.options,
    )
    assert after.objective == before.objective
    assert after.limits == before.limits


def test_that_ten_flags_fit_without_scrolling(panel: RunPanel, tmp_path: Path) -> None:
    script = tmp_path / "ten.py"
    script.write_text(TEN_FLAGS, encoding="utf-8")
    panel.open_script(str(script))
    panel.apply_flags({"lr": "loguniform[1e-5:0.1]", "optimizer": "[adam, sgd]"})
    for _ in range(5):
        QApplication.processEvents()
    table = part(panel, QTableView, "flagTable")
    assert table.model().rowCount() == 10
    assert table.verticalScrollBar().maximum() == 0
    for name in ("maxTrials", "runButton", "commandLine", "previewTable", "optimizerCombo"):
        widget = part(panel, QWidget, name)
        top_left = widget.mapTo(panel, QPoint(0, 0))
        assert panel.rect().contains(widget.rect().translated(top_left))
        assert not widget.visibleRegion().isEmpty()


def test_that_names_of_scripts_are_never_taken_for_markup(panel: RunPanel, tmp_path: Path) -> None:
    script = tmp_path / "<b>bold&.py"
    script.write_text("x = 1\n", encoding="utf-8")
    panel.open_script(str(script))
    assert "run &lt;b&gt;bold&amp;.py" in shown(panel, "previewSentence")


def test_that_every_control_has_a_name_for_those_who_cannot_see_it(panel: RunPanel) -> None:
    named = itertools.chain(
        panel.findChildren(QComboBox),
        panel.findChildren(QSpinBox),
        panel.findChildren(QPushButton),
        panel.findChildren(QTableView),
        panel.findChildren(QToolButton),
    )
    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in named
        if not widget.accessibleName() and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []
