"""`import`: a table's rows are runs for every other command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guild_desktop.cli.app import MISUNDERSTOOD, OK, main

TABLE = """run,status,x,mode,loss,time
1,completed,0.5,a,-0.25,2.5
2,failed,1,b,,0.5
3,running,2,,,
4,completed,3,b,0.75,4
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "results.csv"
    path.write_text(TABLE)
    return path


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = OK) -> str:
    assert main(words[0], list(words)) == status
    told = capsys.readouterr()
    return told.out if status == OK else told.err


def document(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    return json.loads(said(capsys, *words, "--json"))


def test_that_it_says_what_has_come(capsys: pytest.CaptureFixture[str], table: Path) -> None:
    words = said(capsys, "import", str(table))
    assert words.startswith("results.csv+table ")
    assert "4 runs (2 completed, 1 error, 1 lost), minimize loss" in words


def test_that_a_copy_of_the_store_holds_its_runs_which_have_no_folders(
    capsys: pytest.CaptureFixture[str], table: Path, home: Path
) -> None:
    said(capsys, "import", str(table))
    before = document(capsys, "runs", "-a")
    (home / "store.db").unlink()
    said(capsys, "rebuild", "-y")
    assert document(capsys, "runs", "-a") == before


def test_that_its_batch_is_told_as_json(capsys: pytest.CaptureFixture[str], table: Path) -> None:
    batch = document(capsys, "import", str(table), "--name", "old.py", "-X", "loss")
    assert (batch["operation"], batch["optimizer"], batch["trials"]) == ("old.py+table", "table", 4)
    assert batch["objective"] == [{"name": "loss", "direction": "maximize"}]


def test_that_other_commands_find_its_runs(capsys: pytest.CaptureFixture[str], table: Path) -> None:
    said(capsys, "import", str(table))
    runs = document(capsys, "runs", "-Fo", "results.csv")
    assert [run["trial"] for run in runs] == [4, 3, 2, 1]
    assert runs[0]["flags"] == {"x": 3, "mode": "b"}
    assert runs[3]["scalars"]["loss"]["last"] == -0.25
    assert document(capsys, "runs", "-Fo", "results.csv+table")[0]["trials"] == 4
    assert [run["trial"] for run in document(capsys, "compare", "-Sc", "--min", "loss")] == [1, 4]
    best = said(capsys, "select", "-F", "loss < 0 and time > 1", "--params")
    assert best == "x=0.5 mode=a\n"
    assert f"table: {table}" in said(capsys, "info", "1")
    assert "2 completed" not in said(capsys, "runs", "-Se")


def test_that_tensorboard_and_compare_write_all_of_them(
    capsys: pytest.CaptureFixture[str], table: Path, tmp_path: Path
) -> None:
    said(capsys, "import", str(table))
    logs = tmp_path / "logs"
    assert "4 runs" in said(capsys, "tensorboard", "--no-launch", "--logdir", str(logs))
    copy = tmp_path / "copy.csv"
    said(capsys, "compare", "--csv", str(copy))
    again = document(capsys, "import", str(copy), "--dry-run")
    becomes = {each["column"]: each["becomes"] for each in again["columns"]}
    assert becomes == {
        "run": "label",
        "operation": "left out",
        "started": "left out",
        "status": "status",
        "x": "flag",
        "mode": "flag",
        "time": "time",
        "loss": "scalar",
    }


def test_that_a_dry_run_shows_the_columns_and_stores_nothing(
    capsys: pytest.CaptureFixture[str], table: Path
) -> None:
    words = said(capsys, "import", str(table), "--dry-run", "--flag", "loss", "--scalar", "x")
    assert "loss    flag" in words
    assert "4 runs" in words
    assert "No runs." in said(capsys, "runs")


def test_that_the_same_table_is_not_there_twice(
    capsys: pytest.CaptureFixture[str], table: Path
) -> None:
    said(capsys, "import", str(table))
    words = said(capsys, "import", str(table))
    assert "is there already" in words
    assert "--again" in words
    assert len(document(capsys, "runs", "-a")) == 5
    said(capsys, "import", str(table), "--again")
    assert len(document(capsys, "runs", "-a")) == 10


def test_that_what_cannot_be_imported_is_told_and_stores_nothing(
    capsys: pytest.CaptureFixture[str], table: Path
) -> None:
    table.write_text(TABLE.replace("0.75", "O.75"))
    words = said(capsys, "import", str(table), status=MISUNDERSTOOD)
    assert "results.csv, line 5, column loss: O.75 is not a number." in words
    assert "No runs." in said(capsys, "runs")


@pytest.mark.parametrize("index", ["1", "-Fo"])
def test_that_its_runs_cannot_be_run_again(
    capsys: pytest.CaptureFixture[str], table: Path, index: str
) -> None:
    batch = document(capsys, "import", str(table))
    which = batch["id"] if index == "-Fo" else index
    words = said(capsys, "run", "--restart", which, "-y", status=MISUNDERSTOOD)
    assert "come from the table results.csv" in words
