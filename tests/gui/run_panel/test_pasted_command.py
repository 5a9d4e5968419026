"""That the Run panel says its state as a command, and takes one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
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

from guild_desktop.core.batch import Objective
from guild_desktop.gui.run_panel.run_panel import RunPanel
from tests.gui.run_panel.panel_parts import button, flags, part, shown

# The platform without a screen says so whenever a popup opens.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


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


@pytest.mark.parametrize("goal", ["", "loss", "accuracy"])
def test_that_a_command_names_the_goal_where_the_script_speaks_of_another(
    panel: RunPanel, script: Path, goal: str
) -> None:
    script.write_text("x = 1\nprint(f'accuracy: {x}')\n")
    named = f" --minimize {goal}" if goal else ""
    command = f"guild-desktop run {script} 'x=[1, 2]'{named}"
    panel.fill_in(command)
    assert part(panel, QLineEdit, "commandLine").text() == command
    request = panel.request()
    assert request is not None
    usual = Objective("accuracy", "maximize")
    assert request.objective == (Objective(goal) if goal else usual)


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
