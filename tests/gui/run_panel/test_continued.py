"""A sweep that goes on changed, by way of the Run panel."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Batch, Limits, Objective
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.engine.continuing import Continuation, plan_continuation
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.gui.run_panel.run_panel import RunPanel
from guild_desktop.gui.theme import Themes
from guild_desktop.settings.preferences import Preferences

SCRIPT = "x = 0.5\nnoise = 0.1\nprint(f'loss: {x}')\n"


@pytest.fixture
def panel(qtbot: QtBot, themes: Themes, tmp_path: Path) -> RunPanel:
    (tmp_path / "train.py").write_text(SCRIPT)
    panel = RunPanel(themes, Preferences(tmp_path / "preferences.json"))
    qtbot.addWidget(panel)
    panel.resize(337, 666)
    panel.show()
    return panel


@pytest.fixture
def sweep(tmp_path: Path) -> Callable[..., Batch]:
    """Makes sweeps of the script that have ended."""

    def make(texts: dict[str, str], optimizer: str | None, **others: Any) -> Batch:
        script = tmp_path / "train.py"
        infos = tuple(
            FlagInfo(name, value, "number") for name, value in (("x", 0.5), ("noise", 0.1))
        )
        operation = Operation(
            "script", str(script), "train.py", sys.executable, str(tmp_path), "run", infos
        )
        request = BatchRequest(operation, texts, optimizer=optimizer, seed=3, **others)
        planned = plan_batch(request).batch
        return replace(planned, id="ab12" * 8, status=Status.COMPLETED)

    return make


def ran(batch: Batch, *xs: float) -> tuple[Run, ...]:
    return tuple(
        Run(
            f"{number:032x}",
            number,
            batch.id,
            number,
            "train.py",
            Status.COMPLETED,
            started=1.0,
            flags={"x": x, "noise": 0.1},
            scalars={"loss": ScalarSummary(x, x, x, x, x, 1, 0)},
        )
        for number, x in enumerate(xs, 1)
    )


def enter(panel: RunPanel, batch: Batch, *xs: float) -> tuple[Run, ...]:
    runs = ran(batch, *xs)
    panel.set_library(lambda _word: None, lambda _word: batch, lambda _batch: runs)
    panel.continue_sweep(batch)
    return runs


def said(panel: RunPanel) -> str:
    label = panel.findChild(QLabel, "previewSentence")
    assert label is not None
    return label.accessibleName()


def button(panel: RunPanel) -> QPushButton:
    found = panel.findChild(QPushButton, "runButton")
    assert found is not None
    return found


def command(panel: RunPanel) -> str:
    line = panel.findChild(QLineEdit, "commandLine")
    assert line is not None
    return line.text()


def pressed(panel: RunPanel, qtbot: QtBot) -> tuple[str, Continuation]:
    with qtbot.waitSignal(panel.continue_requested) as asked:
        QTest.mouseClick(button(panel), Qt.MouseButton.LeftButton)
    batch_id, change = asked.args
    return batch_id, change


def test_that_the_panel_has_the_settings_of_the_sweep_and_says_what_is_used(
    panel: RunPanel, sweep: Callable[..., Batch], qtbot: QtBot
) -> None:
    limits = Limits(max_trials=7, timeout=9.0, workers=1, where="x < 2")
    batch = sweep({"x": "[-2.0:2.0]"}, "gp", limits=limits, options={"kappa": 3.0})
    runs = enter(panel, batch, 0.1, 0.2, 1.5)
    strip = panel.findChild(QLabel, "continuedSweep")
    assert strip is not None
    assert strip.isVisible()
    assert strip.text() == "Going on with train.py+gp (ab12ab12), 7 runs so far"
    assert said(panel).startswith(
        "You are about to go on with train.py+gp (7 more runs with 'gp', minimize loss). "
        "Uses 3 of 3 earlier runs."
    )
    assert button(panel).text() == "Run 7 more"
    assert command(panel) == "guild-desktop run --restart ab12ab12 --max-trials 7"
    batch_id, change = pressed(panel, qtbot)
    assert batch_id == batch.id
    planned = plan_continuation(batch, runs, change).batch
    changed = {"planned": 10, "model_best": None, "operation": planned.operation}
    assert planned == replace(batch, **changed)
    assert planned.operation.flags[0].name == "x"
    assert not strip.isVisible()


def test_that_what_is_changed_is_counted_told_and_asked_for(
    panel: RunPanel, sweep: Callable[..., Batch], qtbot: QtBot
) -> None:
    batch = sweep({"x": "[-2.0:2.0]"}, "random", limits=Limits(max_trials=5))
    runs = enter(panel, batch, 0.1, 0.2, 1.5)
    panel.apply_flags({"x": "[0.0:1.0]", "noise": "0.1"})
    panel._form.method.choose("bayes")
    panel._form.goal.set_objective(Objective("accuracy", "maximize"))
    panel._form.limits.set_max_trials(4)
    assert "Uses 0 of 3 earlier runs: 1 lies outside x=[0.0:1.0], 2 reported no accuracy." in said(
        panel
    )
    assert button(panel).text() == "Run 4 more"
    assert command(panel) == (
        "guild-desktop run --restart ab12ab12 'x=[0.0:1.0]' --optimizer bayes "
        "--max-trials 4 --maximize accuracy"
    )
    _, change = pressed(panel, qtbot)
    planned = plan_continuation(batch, runs, change)
    assert (planned.to_go, planned.batch.optimizer) == (4, "bayes")
    assert planned.batch.flags == {"x": "[0.0:1.0]", "noise": "0.1"}
    assert planned.batch.objective == Objective("accuracy", "maximize")
    assert planned.batch.seed == batch.seed


def test_that_a_flag_that_goes_back_to_its_default_does_so_in_the_sweep(
    panel: RunPanel, sweep: Callable[..., Batch], qtbot: QtBot
) -> None:
    batch = sweep({"x": "[-2.0:2.0]", "noise": "[0.0:1.0]"}, "random")
    runs = enter(panel, batch, 0.1)
    panel.apply_flags({"x": "[-2.0:2.0]"})
    _, change = pressed(panel, qtbot)
    assert plan_continuation(batch, runs, change).batch.flags["noise"] == "0.1"


def test_that_a_grid_goes_on_with_what_is_left_of_it(
    panel: RunPanel, sweep: Callable[..., Batch]
) -> None:
    enter(panel, sweep({"x": "[1, 2, 3]"}, None), 1, 2, 3)
    assert button(panel).text() == "Nothing is left to run"
    assert not button(panel).isEnabled()
    panel.apply_flags({"x": "[1, 2, 3, 4, 5]"})
    assert button(panel).text() == "Run 2"
    assert "Uses 3 of 3 completed runs." in said(panel)


def test_that_one_can_make_a_new_sweep_instead(
    panel: RunPanel, sweep: Callable[..., Batch], qtbot: QtBot
) -> None:
    enter(panel, sweep({"x": "[-2.0:2.0]"}, "random", limits=Limits(max_trials=5)), 0.1)
    assert panel.request() is None
    leave = panel.findChild(QToolButton, "leaveContinued")
    assert leave is not None
    QTest.mouseClick(leave, Qt.MouseButton.LeftButton)
    assert button(panel).text() == "Run 5"
    with qtbot.waitSignal(panel.run_requested):
        QTest.mouseClick(button(panel), Qt.MouseButton.LeftButton)


def test_that_what_is_wrong_stands_on_the_button_and_asks_for_nothing(
    panel: RunPanel, sweep: Callable[..., Batch]
) -> None:
    enter(panel, sweep({"x": "[-2.0:2.0]"}, "bayes"), 0.1)
    panel.apply_flags({"x": "[-2.0:"})
    assert button(panel).text() == "Fix x first"
    panel.apply_flags({"x": "0.3"})
    assert not button(panel).isEnabled()
    assert panel.problem() is not None


def test_that_the_seed_and_the_words_of_a_sweep_are_not_changed_here(
    panel: RunPanel, sweep: Callable[..., Batch]
) -> None:
    enter(panel, sweep({"x": "[-2.0:2.0]"}, "bayes", label="night"), 0.1)
    assert panel._form.more.label == "night"
    assert not panel._form.more._label.isEnabled()
    assert not panel._form.more._seed.isEnabled()


def test_that_a_pasted_command_that_goes_on_is_entered_on_top_of_the_settings(
    panel: RunPanel, sweep: Callable[..., Batch]
) -> None:
    batch = sweep({"x": "[-2.0:2.0]"}, "gp", limits=Limits(max_trials=5, timeout=9.0))
    runs = ran(batch, 0.1, 1.5)
    panel.set_library(
        lambda _word: None,
        lambda word: batch if word == "ab12" else None,
        lambda _batch: runs,
    )
    panel.fill_in("guild-desktop run --restart ab12 x=[0.0:1.0] -m 3 -Fo kappa=2")
    assert button(panel).text() == "Run 3 more"
    assert "Uses 1 of 2 earlier runs: 1 lies outside x=[0.0:1.0]." in said(panel)
    assert command(panel).endswith("'x=[0.0:1.0]' -Fo kappa=2 --max-trials 3")
    panel.fill_in("guild-desktop run train.py x=[0.0:1.0] -m 4")
    assert button(panel).text() == "Run 4"
    panel.fill_in("guild-desktop run --restart nobody -m 3")
    assert "nobody is no sweep" in panel._form.message.text()
