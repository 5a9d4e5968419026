"""How interpreters are offered and told about."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from guild_desktop.core.errors import UserError
from guild_desktop.gui.run_panel.interpreter_row import InterpreterRow, interpreter_name


@pytest.mark.parametrize(
    ("path", "version", "where", "name"),
    [
        (
            "/home/ada/work/.venv/bin/python3",
            "3.12.1",
            "beside the script",
            "Python 3.12.1 · .venv",
        ),
        ("/home/me/.pyenv/versions/3.13.0/bin/python3", "3.13.0", "pyenv", "Python 3.13.0 · pyenv"),
        ("/usr/bin/python3", "3.11", "PATH", "Python 3.11 · /usr/bin/python3"),
        ("/opt/conda/envs/torch/bin/python3", "", "conda", "Python · torch"),
    ],
)
def test_that_an_interpreter_is_called_what_people_call_it(
    path: str, version: str, where: str, name: str
) -> None:
    assert interpreter_name(path, version, where) == name


@pytest.fixture
def row(qtbot: QtBot) -> InterpreterRow:
    row = InterpreterRow()
    qtbot.addWidget(row)
    return row


@pytest.mark.skipif(os.name == "nt", reason="an environment looks different there")
def test_that_the_environment_beside_the_script_is_the_usual_one(
    row: InterpreterRow, qtbot: QtBot, tmp_path: Path
) -> None:
    python = tmp_path / ".venv" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    (tmp_path / ".git").mkdir()
    row.open(tmp_path / "train.py", "", ())
    assert row.python == row.usual == str(python)
    assert row.chosen is None
    qtbot.waitUntil(lambda: row.combo.count() > 2)
    assert row.combo.itemText(0).endswith(".venv")


def test_that_a_persons_choice_is_kept_and_checked(
    row: InterpreterRow, qtbot: QtBot, tmp_path: Path
) -> None:
    row.open(tmp_path / "train.py", sys.executable, ("surely_not_installed", "numpy"))
    assert row.chosen == row.working() == sys.executable
    with qtbot.waitSignal(row.changed):
        pass
    assert row.working() == sys.executable
    assert "3." in row.combo.currentText()


def test_that_one_that_cannot_be_started_is_refused(
    row: InterpreterRow, qtbot: QtBot, tmp_path: Path
) -> None:
    row.open(tmp_path / "train.py", str(tmp_path / "python"), ())
    with qtbot.waitSignal(row.changed):
        pass
    with pytest.raises(UserError, match="cannot be started"):
        row.working()
    row.choose(sys.executable)
    assert row.working() == sys.executable


def test_that_the_packaged_program_says_in_the_window_what_to_do_without_a_python(
    row: InterpreterRow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_EXE", "PYENV_ROOT"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    row.open(tmp_path / "train.py", "", ())
    with pytest.raises(UserError) as refused:
        row.working()
    assert refused.value.message == "There is no Python to run the script with."
    assert "--python" not in refused.value.hint
    assert "Install Python 3" in refused.value.hint
