"""What the panel offers as a goal."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Objective
from guild_desktop.core.errors import UserError
from guild_desktop.gui.run_panel.goal_row import GoalRow, likely_objective


@pytest.mark.parametrize(
    ("names", "objective"),
    [
        ((), Objective("loss")),
        (("x", "loss"), Objective("loss")),
        (("accuracy", "val_loss"), Objective("val_loss")),
        (("accuracy",), Objective("accuracy", "maximize")),
        (("val/f1 score",), Objective("val/f1 score", "maximize")),
        (("error",), Objective("error")),
        (("glossary",), Objective("glossary")),
        (("epoch", "test_error"), Objective("test_error")),
        (("epoch", "accuracy", "rmse"), Objective("accuracy", "maximize")),
    ],
)
def test_that_the_likely_goal_is_a_loss_or_else_what_was_found(
    names: tuple[str, ...], objective: Objective
) -> None:
    assert likely_objective(names) == objective


def test_that_a_goal_a_person_typed_is_never_replaced(qtbot: QtBot) -> None:
    row = GoalRow()
    qtbot.addWidget(row)
    row.scalar.lineEdit().selectAll()
    QTest.keyClicks(row.scalar.lineEdit(), "score")
    row.set_script_scalars(["loss", "accuracy"])
    row.set_known_scalars(["loss"])
    assert row.objective() == row.chosen == Objective("score")


def test_that_a_goal_may_be_typed_with_its_prefix(qtbot: QtBot) -> None:
    row = GoalRow()
    qtbot.addWidget(row)
    row.scalar.setEditText("scalar:loss")
    assert row.objective() == row.chosen == Objective("loss")
    row.scalar.setEditText("scalar:")
    assert row.chosen is None


def test_that_the_window_goes_on_choosing_until_a_person_does(qtbot: QtBot) -> None:
    row = GoalRow()
    qtbot.addWidget(row)
    row.set_script_scalars(["accuracy"])
    assert row.objective() == Objective("accuracy", "maximize")
    row.set_script_scalars(["loss"])
    assert row.objective() == Objective("loss")
    assert row.chosen is None


def test_that_a_goal_without_a_name_is_told(qtbot: QtBot) -> None:
    row = GoalRow()
    qtbot.addWidget(row)
    row.scalar.setEditText(" ")
    with pytest.raises(UserError, match="names no scalar"):
        row.objective()


@pytest.mark.parametrize("aggregate", ["last", "first", "min", "max", "avg"])
def test_that_every_value_over_the_steps_can_be_the_goal(qtbot: QtBot, aggregate: str) -> None:
    row = GoalRow()
    qtbot.addWidget(row)
    row.set_objective(Objective("loss", "maximize", aggregate))
    assert row.objective() == Objective("loss", "maximize", aggregate)
