"""Early stopping in the Run panel: off unless chosen, then explained, with the options of the rule."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import EarlyStopping, Objective
from guild_desktop.gui.run_panel.run_panel import RunPanel
from guild_desktop.gui.theme import Themes
from guild_desktop.settings.preferences import Preferences

Part = TypeVar("Part", bound=QWidget)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    script = tmp_path / "train.py"
    script.write_text("rate = 1.0\nprint('loss:', rate)\n", encoding="utf-8")
    return script


@pytest.fixture
def panel(qtbot: QtBot, themes: Themes, tmp_path: Path, script: Path) -> RunPanel:
    panel = RunPanel(themes, Preferences(tmp_path / "settings.json"))
    qtbot.addWidget(panel)
    panel.resize(380, 900)
    panel.show()
    panel.open_script(str(script))
    panel.apply_flags({"rate": "[1.0, 2.0]"})
    next(fold for fold in panel.findChildren(QToolButton) if fold.text() == "More").click()
    return panel


def part(panel: RunPanel, kind: type[Part], name: str) -> Part:
    found = panel.findChild(kind, name)
    assert found is not None
    return found


def asked(panel: RunPanel) -> EarlyStopping | None:
    request = panel.request()
    assert request is not None
    return request.limits.early_stopping


def test_that_nothing_is_stopped_early_unless_a_rule_is_chosen(panel: RunPanel) -> None:
    choice = part(panel, QComboBox, "earlyStopping")
    assert choice.currentText() == "Off"
    assert not part(panel, QWidget, "earlyStoppingOptions").isVisible()
    assert asked(panel) is None
    assert "--early-stopping" not in part(panel, QLineEdit, "commandLine").text()


def test_that_a_rule_is_explained_set_and_asked_for(panel: RunPanel) -> None:
    choice = part(panel, QComboBox, "earlyStopping")
    choice.setCurrentText("Successive halving")
    options = part(panel, QWidget, "earlyStoppingOptions")
    assert options.isVisible()
    said = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert any("each time only the best part goes on" in text for text in said)
    factor = options.findChild(QSpinBox, "option-factor")
    assert factor is not None
    factor.setValue(3)
    assert asked(panel) == EarlyStopping("asha", {"min-steps": 1, "factor": 3, "startup-trials": 5})
    assert "--early-stopping asha,factor=3" in part(panel, QLineEdit, "commandLine").text()
    choice.setCurrentText("Median rule")
    assert asked(panel) == EarlyStopping(
        "median", {"startup-trials": 5, "warmup-steps": 0, "interval": 1}
    )
    choice.setCurrentText("Off")
    assert asked(panel) is None


def test_that_a_single_run_compares_nothing_whatever_is_chosen(
    panel: RunPanel, script: Path
) -> None:
    panel.fill_in(f"guild-desktop run {script} rate=[1,2] --early-stopping asha --patience 3")
    panel.apply_flags({"rate": "1.0"})
    request = panel.request()
    assert request is not None
    assert (request.limits.early_stopping, request.limits.patience) == (None, 0)
    command = part(panel, QLineEdit, "commandLine").text()
    assert "--patience" not in command
    assert "--early-stopping" not in command


def test_that_a_pasted_command_chooses_the_rule_and_one_without_turns_it_off(
    panel: RunPanel, script: Path
) -> None:
    panel.fill_in(f"guild-desktop run {script} rate=[1,2] --early-stopping median,interval=4")
    assert part(panel, QComboBox, "earlyStopping").currentText() == "Median rule"
    chosen = asked(panel)
    assert chosen is not None
    assert chosen.options["interval"] == 4
    panel.fill_in(f"guild-desktop run {script} rate=[1,2]")
    assert asked(panel) is None


def test_that_a_goal_known_at_its_first_step_cannot_be_run_with_a_rule(
    panel: RunPanel, script: Path
) -> None:
    panel.fill_in(
        f"guild-desktop run {script} rate=[1,2] --early-stopping median "
        f"--minimize '{Objective('loss', aggregate='first').column}'"
    )
    assert panel.request() is None
    assert not part(panel, QPushButton, "runButton").isEnabled()
