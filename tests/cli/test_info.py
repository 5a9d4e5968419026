"""Everything about a batch or run is told: also what was asked for and what it tries first."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from guild_desktop.cli.app import main
from guild_desktop.core.batch import Batch, Limits
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.core.run import Status
from guild_desktop.core.starts import StartPoint
from guild_desktop.engine.launch import store_batch
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.store.home import open_home
from guild_desktop.store.recorder import NewRun, Recorder
from guild_desktop.store.store import Store


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store(open_home(home)).opened() as store:
        yield store


def staged(store: Store, folder: Path, limits: Limits = Limits(), **more: object) -> Batch:  # noqa: B008 - a frozen value
    flags = (FlagInfo("x", 0.5, "number"), FlagInfo("Mode", "Fast", "string"))
    target = folder / "train.py"
    target.write_text("x = 0.5\nMode = 'Fast'\nprint('loss:', x)\n")
    operation = Operation(
        "script", str(target), "train.py", sys.executable, str(folder), "run", flags
    )
    texts = {"x": "[0.0:1.0]", "Mode": "[Fast, Slow]"}
    request = BatchRequest(operation, texts, optimizer="gp", limits=limits, seed=7, **more)  # type: ignore[arg-type] # each test's own
    return store_batch(store, plan_batch(request), staged=True)


def told(capsys: pytest.CaptureFixture[str], of: str) -> list[str]:
    assert main("info", ["info", of]) == 0
    return capsys.readouterr().out.splitlines()


def test_that_what_was_asked_for_is_told(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limits = Limits(workers=3, timeout=90.0, stop_after=3600.0, patience=4, repeat=2)
    batch = staged(store, tmp_path, limits, options={"kappa": "3"}, label="night", tags=("a", "b"))
    lines = told(capsys, batch.id)
    assert "options: acq-func=gp_hedge kappa=3.0 noise=gaussian random-starts=3 xi=0.05" in lines
    for line in (
        "seed: 7",
        "workers: 3",
        "time limit: 1 min 30 s",
        "stop after: 1 h",
        "patience: 4",
    ):
        assert line in lines
    assert {"repeats: 2", "label: night", "tags: a, b"} <= set(lines)


def test_that_what_it_tries_first_is_told(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    point = StartPoint("12345678", {"x": 0.25, "Mode": "Slow"})
    lines = told(capsys, staged(store, tmp_path, start_points=(point,)).id)
    at = lines.index("tried first:")
    assert lines[at + 1 : at + 3] == [
        "  x=0.5 Mode=Fast (defaults)",
        "  x=0.25 Mode=Slow (start point)",
    ]


def test_that_nothing_is_said_of_what_was_not_asked_for(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(capsys, staged(store, tmp_path, defaults_first=False).id)
    for name in ("workers:", "time limit:", "stop after:", "repeats:", "label:", "tried first:"):
        assert not any(line.startswith(name) for line in lines)


def test_that_a_run_is_told_as_a_repeat_of_its_trial(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = staged(store, tmp_path, Limits(repeat=2))
    recorder = Recorder(store)
    first = NewRun(1, {"x": 0.5, "Mode": "Fast"}, "default", 1)
    second = NewRun(1, {"x": 0.5, "Mode": "Fast"}, "default", 2, repeat=2)
    for run in (runs := recorder.add_runs(batch, [first, second], "")):
        recorder.end_run(run.id, Status.COMPLETED)
    assert f"batch: train.py+gp {batch.id}, trial 1, repeat 2" in told(capsys, runs[1].id)
