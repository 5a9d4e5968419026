"""The goal of a batch for which nobody names one."""

from __future__ import annotations

import pytest

from tests.outside.terminal import Terminal


@pytest.mark.parametrize(
    ("prints", "goal"),
    [
        (("accuracy", "loss"), ("loss", "minimize")),
        (("accuracy", "val_loss"), ("val_loss", "minimize")),
        (("epoch", "accuracy"), ("accuracy", "maximize")),
        (("epoch", "rmse"), ("rmse", "minimize")),
        # What is printed speaks of no goal: the loss may come from a file for TensorBoard.
        (("epoch", "device"), ("loss", "minimize")),
    ],
)
def test_that_it_is_what_the_script_prints(
    terminal: Terminal, prints: tuple[str, ...], goal: tuple[str, str]
) -> None:
    lines = "".join(f"print(f'{name}: {{x}}')\n" for name in prints)
    terminal.write("train.py", f"x = 1.0\n{lines}")
    asked = terminal.type("run", "train.py", "x=[0.0:1.0]", "-o", "bayes", answer="n\n").out
    assert f"{goal[1]} {goal[0]})" in asked


def test_that_it_is_the_loss_where_patterns_may_find_one(terminal: Terminal) -> None:
    terminal.write("train.py", "x = 1.0\nprint(f'accuracy: {x}')\nprint(f'the loss was {x}')\n")
    terminal.run("train.py", "x=[1,2]", "--scalar", "loss=loss was (\\value)")
    (batch,) = terminal.batches()
    assert batch["objective"] == [{"name": "loss", "direction": "minimize"}]


def test_that_a_module_of_the_project_has_it_too(terminal: Terminal) -> None:
    terminal.write("train.py", "x = 1.0\nprint(f'val_loss: {x}')\n")
    terminal.run("--module", "train", "x=[1,2]")
    (batch,) = terminal.batches()
    assert batch["objective"] == [{"name": "val_loss", "direction": "minimize"}]
