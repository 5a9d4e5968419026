"""That what is typed and chosen in the Run panel becomes a request,
and that slips are told where they are.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Objective
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.gui.format import THIN_SPACE
from guild_desktop.gui.run_panel.run_panel import RunPanel
from guild_desktop.settings.preferences import Preferences
from tests.gui.run_panel.panel_parts import TEN_FLAGS, button, choose, flags, part, shown, write

# The platform without a screen says so whenever a popup opens.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


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
