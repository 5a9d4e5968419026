"""The list of runs: its top is read by itself, and is the same as the top of the whole list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from guild_desktop.cli.app import main
from guild_desktop.core.batch import Batch
from guild_desktop.core.operation import Operation
from guild_desktop.core.run import ScalarSummary, Status
from guild_desktop.store.edits import Edits
from guild_desktop.store.home import open_home
from guild_desktop.store.recorder import NewRun, Recorder, new_id
from guild_desktop.store.store import Store


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store(open_home(home)).opened() as store:
        yield store


def add_batch(store: Store, trials: int, *, hidden: bool = False) -> Batch:
    """Store a finished batch with finished runs."""
    operation = Operation("script", "/project/train.py", "train.py", "python", "/project")
    recorder = Recorder(store)
    batch = recorder.add_batch(
        Batch(new_id(), 0, operation, {"x": "[1:9]"}, "grid", hidden=hidden, planned=trials)
    )
    planned = [NewRun(number, {"x": number}, "grid", number) for number in range(1, trials + 1)]
    for run in recorder.add_runs(batch, planned, ""):
        recorder.end_run(run.id, Status.COMPLETED)
    recorder.set_batch(batch.id, status=Status.COMPLETED)
    return batch


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    assert main("runs", ["runs", *words, "--json"]) == 0
    documents: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return documents


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 7, 100])
def test_that_the_top_of_the_list_is_the_top_of_the_whole_list(
    store: Store, capsys: pytest.CaptureFixture[str], count: int
) -> None:
    add_batch(store, 3)
    add_batch(store, 1, hidden=True)
    add_batch(store, 2)
    whole, top = listed(capsys, "-a"), listed(capsys, "-n", str(count))
    batches = {document["batch"] for document in whole[:count]}
    assert top[:count] == whole[:count]
    assert top[count:] == [document for document in whole[count:] if document["id"] in batches]


def test_that_what_is_in_the_trash_has_no_place_in_the_list(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    add_batch(store, 2)
    gone = add_batch(store, 1)
    Recorder(store).set_batch(gone.id, deleted=1.0)
    ids = [document["id"] for document in listed(capsys)]
    assert gone.id not in ids
    assert ids == [document["id"] for document in listed(capsys, "-a")]


@pytest.mark.parametrize("words", [[], ["-Fo", "^train\\.py\\+?$"]])
def test_that_a_list_that_was_cut_says_of_how_many(
    store: Store, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    add_batch(store, 30)
    assert main("runs", ["runs", *words]) == 0
    text = capsys.readouterr().out
    assert "Showing 21 of 31" in text
    assert len(text.splitlines()) == 23


@pytest.mark.parametrize("trials", [20, 30])
def test_that_a_trial_is_never_listed_without_its_batch(
    store: Store, capsys: pytest.CaptureFixture[str], trials: int
) -> None:
    batch = add_batch(store, trials)
    assert [document["id"] for document in listed(capsys)][20:] == [batch.id]
    assert main("runs", ["runs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith(f"[-:{batch.id[:8]}]")
    assert len(lines) == 22 + (trials > 20)
    # The trash is cut by the other way to read the list.
    ids = [batch.id, *(run.id for run in store.runs_of(batch.id))]
    Edits(store).set_deleted(ids, deleted=True)
    assert [document["id"] for document in listed(capsys, "--deleted")][20:] == [batch.id]


def test_that_runs_are_numbered_from_the_newest_and_batches_are_not(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = add_batch(store, 2)
    assert main("runs", ["runs"]) == 0
    _, head, second, first = capsys.readouterr().out.splitlines()
    assert head.startswith(f"[-:{batch.id[:8]}]")
    assert (second[:3], first[:3]) == ("[1:", "[2:")


def test_that_an_empty_home_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert main("runs", ["runs"]) == 0
    assert "guild-desktop run SCRIPT" in capsys.readouterr().out


def test_that_every_document_of_a_run_has_its_gain_over_the_defaults(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = add_batch(store, 1)
    recorder = Recorder(store)
    new = [NewRun(2, {"x": 0.5}, "default", 1), NewRun(3, {"x": 1}, "model", 2)]
    for run, loss in zip(recorder.add_runs(batch, new, ""), (2.0, 0.5), strict=True):
        summary = ScalarSummary(loss, loss, loss, loss, loss, 1, 0)
        recorder.add_scalars([], {run.id: {"loss": summary}})
        recorder.end_run(run.id, Status.COMPLETED)
    assert [run["gain"] for run in listed(capsys) if run["batch"]] == [1.5, 0.0, None]
    # The defaults themselves need not be shown.
    assert [run["gain"] for run in listed(capsys, "-n", "1") if run["batch"]] == [1.5]
    assert main("compare", ["compare", "--json"]) == 0
    assert [run["gain"] for run in json.loads(capsys.readouterr().out)] == [1.5, 0.0, None]
    assert main("info", ["info", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["gain"] == 1.5


@pytest.mark.parametrize("words", [["-Sc"], ["-F", "x < 3"], ["1:2"], ["-n", "2"]])
def test_that_runs_stand_below_their_sweep_however_they_were_chosen(
    store: Store, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    batch = add_batch(store, 2)
    assert main("runs", ["runs", *words]) == 0
    rows = capsys.readouterr().out.splitlines()[1:]
    assert [row.split()[1] for row in rows] == ["train.py+", "train.py", "train.py"]
    assert rows[0].startswith(f"[-:{batch.id[:8]}]")


def test_that_only_what_was_chosen_is_in_the_document(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = add_batch(store, 3)
    assert [run["batch"] for run in listed(capsys, "-F", "x < 3")] == [batch.id] * 2


def test_that_a_sweep_that_is_not_in_the_trash_is_not_listed_there_with_its_runs(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = add_batch(store, 2)
    Edits(store).set_deleted([store.runs_of(batch.id)[0].id], deleted=True)
    assert main("runs", ["runs", "--deleted"]) == 0
    rows = capsys.readouterr().out.splitlines()[1:]
    assert [row.split()[1] for row in rows] == ["train.py"]
