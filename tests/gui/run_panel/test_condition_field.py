"""The condition on the flags in the Run panel: what it leaves is previewed, and slips are told beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from guild_desktop.gui.run_panel.run_panel import RunPanel
from guild_desktop.gui.run_panel.trial_table import TrialTable
from guild_desktop.gui.theme import Themes
from guild_desktop.settings.preferences import Preferences

Part = TypeVar("Part", bound=QWidget)

SCRIPT = "warmup = 1\nepochs = 5\nprint('loss:', warmup / epochs)\n"


@pytest.fixture
def panel(qtbot: QtBot, themes: Themes, tmp_path: Path) -> RunPanel:
    script = tmp_path / "train.py"
    script.write_text(SCRIPT, encoding="utf-8")
    panel = RunPanel(themes, Preferences(tmp_path / "settings.json"))
    qtbot.addWidget(panel)
    panel.resize(380, 900)
    panel.show()
    panel.open_script(str(script))
    panel.apply_flags({"warmup": "[1, 3, 5]", "epochs": "[2, 4]"})
    return panel


def part(panel: RunPanel, kind: type[Part], name: str) -> Part:
    found = panel.findChild(kind, name)
    assert found is not None
    return found


def enter(panel: RunPanel, condition: str) -> QPushButton:
    part(panel, QLineEdit, "whereField").setText(condition)
    return part(panel, QPushButton, "runButton")


def unfold(panel: RunPanel) -> None:
    next(fold for fold in panel.findChildren(QToolButton) if fold.text() == "More").click()


def test_that_what_a_condition_leaves_is_counted_shown_and_asked_for(panel: RunPanel) -> None:
    assert enter(panel, "warmup < epochs").text() == "Run 3"
    said = part(panel, QLabel, "previewSentence").accessibleName()
    assert "3 of 6 combinations: those where warmup < epochs." in said
    assert "--where 'warmup < epochs'" in part(panel, QLineEdit, "commandLine").text()
    request = panel.request()
    assert request is not None
    assert request.limits.where == "warmup < epochs"
    assert enter(panel, "").text() == "Run 6"


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("warmup < epoch", "There is no flag epoch. Did you mean epochs?"),
        ("warmup > 9", "No combination satisfies warmup > 9."),
    ],
)
def test_that_what_is_wrong_with_a_condition_is_told_below_it(
    panel: RunPanel, condition: str, told: str
) -> None:
    unfold(panel)
    problem, message = (part(panel, QLabel, name) for name in ("whereProblem", "runMessage"))
    run = enter(panel, condition)
    assert (run.text(), run.isEnabled()) == ("Fix the condition first", False)
    assert problem.isVisible()
    assert problem.text().startswith(told)
    assert not message.isVisible()
    assert enter(panel, "warmup < epochs").isEnabled()
    assert not problem.isVisible()


def test_that_a_wrong_condition_that_is_folded_away_is_told_beside_the_button(
    panel: RunPanel,
) -> None:
    enter(panel, "warmup <")
    message = part(panel, QLabel, "runMessage")
    assert message.isVisible()
    assert "A value is missing here." in message.text()


def test_that_a_pasted_command_fills_the_condition_in_and_the_next_one_empties_it(
    panel: RunPanel, tmp_path: Path
) -> None:
    script = tmp_path / "train.py"
    panel.fill_in(f"guild-desktop run {script} warmup=[1,3] --where 'warmup < epochs'")
    assert part(panel, QLineEdit, "whereField").text() == "warmup < epochs"
    panel.fill_in(f"guild-desktop run {script} warmup=[1,3]")
    assert part(panel, QLineEdit, "whereField").text() == ""


def test_that_a_search_for_which_nothing_can_satisfy_the_condition_cannot_be_run(
    panel: RunPanel,
) -> None:
    unfold(panel)
    panel.apply_flags({"warmup": "[0.0:9.0]"})
    run = enter(panel, "warmup > 9")
    assert (run.text(), run.isEnabled()) == ("Fix the condition first", False)
    told = part(panel, QLabel, "whereProblem").text()
    assert told.startswith("No value in the ranges satisfies warmup > 9.")


def test_that_a_condition_that_hardly_ever_holds_is_warned_of_without_examples(
    panel: RunPanel,
) -> None:
    panel.apply_flags({"warmup": "[0.0:9.0]"})
    assert enter(panel, "warmup = 1.25").isEnabled()
    said = part(panel, QLabel, "previewSentence").accessibleName()
    assert "None of 2,000 combinations drawn by chance satisfies warmup = 1.25" in said
    assert panel.findChild(TrialTable).model().rowCount() == 0
