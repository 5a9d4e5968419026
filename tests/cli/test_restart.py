"""What an option means on a restart: every one is carried out or refused, none is ignored."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from guild_desktop.cli.app import main
from guild_desktop.cli.restart_meanings import MEANINGS, Kind
from guild_desktop.cli.run_options import run_parser
from guild_desktop.core.batch import Batch
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.core.run import Status
from guild_desktop.engine.launch import store_batch
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.store.home import open_home
from guild_desktop.store.recorder import NewRun, Recorder
from guild_desktop.store.store import Store


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store(open_home(home)).opened() as store:
        yield store


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "train.py").write_text("x = 1\nprint('loss: 1')\n")
    (tmp_path / "other.py").write_text("x = 1\n")
    (tmp_path / "trials.csv").write_text("x\n1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return tmp_path


def add(store: Store, project: Path, kind: Kind) -> str:
    """Store something of that kind that is idle; the id to restart it by."""
    script = str(project / "train.py")
    flags = (FlagInfo("x", 1, "number"),)
    operation = Operation("script", script, "train.py", sys.executable, str(project), "run", flags)
    texts = {Kind.GRID: "[1,2,3]", Kind.SEARCH: "[0.0:1.0]"}
    optimizer = "gp" if kind is Kind.SEARCH else None
    request = BatchRequest(operation, {"x": texts.get(kind, "1")}, optimizer=optimizer, seed=7)
    batch = store_batch(store, plan_batch(request), staged=True)
    if not batch.hidden:
        Recorder(store).set_batch(batch.id, status=Status.COMPLETED)
        return batch.id
    if kind is Kind.RUN_AGAIN:
        Recorder(store).set_batch(batch.id, status=Status.COMPLETED)
    return store.runs_of(batch.id)[0].id


def stored(store: Store) -> tuple[object, ...]:
    changes = store.changes_since(0)
    return changes.runs, changes.batches


def test_that_every_option_has_a_meaning_on_a_restart() -> None:
    options = set(vars(run_parser().parse_args([]))) - {"words"}
    assert set(MEANINGS) == options | {"script", "flags", "trials_files"}
    assert {len(meanings) for meanings in MEANINGS.values()} == {len(Kind)}


GRID, SEARCH, STAGED, AGAIN = Kind
REFUSED = [
    *((kind, ["other.py"], "other.py") for kind in Kind),
    *((kind, ["--module", "train"], "train.py and nothing else") for kind in Kind),
    *((kind, ["--command", "train {x}"], "train.py and nothing else") for kind in Kind),
    *((kind, ["@trials.csv"], "run train.py @trials.csv") for kind in (GRID, SEARCH, STAGED)),
    (SEARCH, ["-o", "random", "x=1"], "nothing to search"),
    (STAGED, ["-o", "random"], "as it was stored"),
    *((kind, ["-o", "magic"], "magic") for kind in (GRID, SEARCH, AGAIN)),
    (STAGED, ["-Fo", "points=3"], "-Fo points=3"),
    (GRID, ["-Fo", "kappa=3"], "kappa"),
    (STAGED, ["x=2"], "run train.py x=2"),
    (STAGED, ["-m", "2"], "--max-trials 2"),
    (GRID, ["-m", "2"], "has 3 trials"),
    *((kind, ["-m", "0"], "1 or more") for kind in (SEARCH, AGAIN)),
    (SEARCH, ["-m", "100000000"], "100,000,000 trials"),
    *((kind, ["--random-seed", "8"], "seed, 7") for kind in (GRID, SEARCH, STAGED)),
    *((kind, ["--stage"], "stored already") for kind in (GRID, SEARCH, STAGED)),
    *((kind, ["--print-trials"], "--print-trials") for kind in (GRID, SEARCH, STAGED)),
    *((kind, ["--save-trials", "t.csv"], "--save-trials") for kind in (GRID, SEARCH, STAGED)),
    *((kind, ["--print-cmd"], "--print-cmd") for kind in (GRID, SEARCH, STAGED)),
    *((kind, ["--test-sourcecode"], "--test-sourcecode") for kind in (GRID, SEARCH, STAGED)),
    *((kind, ["--timeout", "nan"], "more than 0") for kind in Kind),
    *((kind, ["--workers", "0"], "at least one") for kind in Kind),
    *((kind, ["--python", "no-such-python"], "no-such-python") for kind in Kind),
    *((kind, ["-N", "a", "-N", "b"], "one objective") for kind in Kind),
    *((kind, ["--repeat", "0"], "'0' is not a whole number from 1 up") for kind in Kind),
    *((kind, ["--repeat", "101"], "cannot have 101 repeats") for kind in (GRID, SEARCH, AGAIN)),
    *((kind, ["--early-stopping", "off,factor=3"], "off has no options") for kind in Kind),
    *((kind, ["--confirm", "0"], "'0' is not a whole number from 1 up") for kind in Kind),
    *((kind, ["--patience", "3"], "--patience") for kind in (STAGED, AGAIN)),
    *((kind, ["--early-stopping", "asha"], "is a single run") for kind in (STAGED, AGAIN)),
    (AGAIN, ["--confirm", "2"], "is one run, and --confirm is about the best trials"),
    (AGAIN, ["--failed"], "Leave --failed out to run it again.\n"),
    *((kind, ["--scalar", "loss=("], "has a mistake at character 6") for kind in Kind),
]


@pytest.mark.parametrize(("kind", "words", "said"), REFUSED)
def test_that_a_restart_refuses(
    store: Store,
    project: Path,
    capsys: pytest.CaptureFixture[str],
    kind: Kind,
    words: list[str],
    said: str,
) -> None:
    target = add(store, project, kind)
    before = stored(store)
    assert main("run", ["run", "--restart", target, *words, "-y"]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""
    assert stored(store) == before
    assert not (project / "t.csv").exists()


@pytest.mark.parametrize("words", [["--failed"], ["--confirm", "2"]])
def test_that_what_is_for_a_batch_names_the_batch_of_the_run_that_was_given(
    store: Store, project: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    batch = add(store, project, GRID)
    (run,) = Recorder(store).add_runs(store.batch(batch), [NewRun(1, {"x": 1}, "grid", 1)], "")
    assert main("run", ["run", "--restart", run.id, *words, "-y"]) == 2
    assert f"--restart {batch[:8]} {' '.join(words)}\n" in capsys.readouterr().err


@pytest.mark.parametrize("kind", [GRID, SEARCH])
def test_that_a_restart_may_repeat_what_the_record_says(
    store: Store, project: Path, capsys: pytest.CaptureFixture[str], kind: Kind
) -> None:
    target = add(store, project, kind)
    name = {GRID: "+", SEARCH: "gaussian"}[kind]
    words = ["./train.py", "-o", name, "--random-seed", "7"]
    # Without an answer nothing starts, but the question has been asked.
    assert main("run", ["run", "--restart", target, *words]) == 1
    assert "Continue?" in capsys.readouterr().out


def test_that_the_question_leaves_standard_output_to_the_document(
    store: Store, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("run", ["run", "--restart", add(store, project, GRID), "--json"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Continue?" in captured.err


def test_that_a_refused_preview_is_a_document_when_that_is_asked_for(
    store: Store, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--restart", add(store, project, GRID), "--print-trials", "--json"]
    assert main("run", ["run", *words]) == 2
    assert "stored already" in json.loads(capsys.readouterr().out)["error"]["message"]


@pytest.mark.parametrize("words", [["-N", "a", "-N", "b"], ["-X", "a", "-X", "a"], ["-N", " "]])
def test_that_a_new_batch_takes_one_objective(
    store: Store, project: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main("run", ["run", "train.py", "x=[1,2]", *words, "-y"]) == 2
    assert "objective" in capsys.readouterr().err
    assert stored(store) == ((), ())


def test_that_a_run_again_takes_its_flags_from_a_file_and_what_was_typed(
    store: Store, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "trials.csv").write_text("x,y\n5,1\n,2\n")
    (project / "train.py").write_text("x = 1\ny = 1\nz = 1\n")
    assert main("run", ["run", "train.py", "x=8", "y=8", "z=8", "--stage", "-y"]) == 0
    (staged,) = store.changes_since(0).runs
    Recorder(store).set_batch(staged.batch, status=Status.COMPLETED)
    capsys.readouterr()
    words = ["--restart", staged.id, "@trials.csv", "z=[3,4]", "--print-trials", "--json"]
    assert main("run", ["run", *words]) == 0
    trials = json.loads(capsys.readouterr().out)["trials"]
    expected = [(5, 1, 3), (5, 1, 4), (8, 2, 3), (8, 2, 4)]
    assert [(trial["x"], trial["y"], trial["z"]) for trial in trials] == expected


def test_that_a_run_again_can_be_staged(store: Store, project: Path) -> None:
    target = add(store, project, AGAIN)
    words = ["-o", "random", "x=[0.0:1.0]", "-m", "4", "--timeout", "9", "--cwd", "project"]
    people = ["-l", "night", "-t", "a", "--comment", "look"]
    seed = ["--random-seed", "3", "--fail-on-trial-error", "--workers", "2", "-X", "score"]
    seed += ["--start", "warm"]
    said = ["run", "--restart", target, *words, *people, *seed, "--stage", "-y"]
    assert main("run", said) == 0
    batch: Batch = store.changes_since(0).batches[-1]
    assert (batch.status, batch.optimizer, batch.planned) == (Status.STAGED, "random", 4)
    assert (batch.limits.timeout, batch.limits.workers, batch.limits.start) == (9, 2, "warm")
    assert batch.limits.fail_on_trial_error
    assert (batch.operation.cwd, batch.seed, batch.objective.column) == ("project", 3, "score")
    assert (batch.label, batch.tags, batch.comment) == ("night", ("a",), "look")


@pytest.mark.parametrize("kind", Kind)
def test_that_what_is_gone_is_told_before_a_record_is_touched(
    store: Store, project: Path, capsys, kind: Kind
) -> None:
    restarted = add(store, project, kind)
    (project / "train.py").unlink()
    before = stored(store)
    assert main("run", ["run", "--restart", restarted, "-y"]) == 2
    assert str(project / "train.py") in capsys.readouterr().err
    assert stored(store) == before


def test_that_a_sweep_that_goes_on_names_the_limits_that_change(
    store: Store, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = add(store, project, SEARCH)
    words = ["--workers", "2", "--patience", "3", "--early-stopping", "off", "--start", "auto"]
    main("run", ["run", "--restart", target, *words])
    said = "Workers: 2 (before: 1)\nStart: auto (before: cold)\nPatience: 3 (before: none)\n"
    assert said in capsys.readouterr().out
