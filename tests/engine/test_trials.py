"""What an optimizer is told of the trials that have ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from guild_desktop.core.run import Run, Status
from guild_desktop.engine.trials import ProposedTrials
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import PARABOLA, Bench

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guild_desktop.core.values import Value


class Listening:
    """A proposer that proposes nothing and remembers what it hears."""

    descriptor = None
    notice = ""

    def __init__(self) -> None:
        self.heard: list[tuple[Value, object]] = []

    def tell(
        self, flags: Mapping[str, Value], value: float | None, _repeats: object = None
    ) -> None:
        self.heard.append((flags["x"], value))

    def expect(self, flags: Mapping[str, Value]) -> None:
        self.heard.append((flags["x"], "expected"))

    def withdraw(self, flags: Mapping[str, Value]) -> None:
        self.heard.append((flags["x"], "withdrawn"))

    def request(self) -> None: ...

    def prepare(self, count: int) -> None: ...

    def poll(self) -> None: ...

    def model_best(self) -> None: ...

    def close(self) -> None: ...


def heard_of(bench: Bench, *runs: Run) -> list[tuple[Value, object]]:
    """What the optimizer of a batch hears when the batch goes on after these runs."""
    batch = bench.batch(PARABOLA, {"x": "[-2.0:2.0]"}, "random")
    proposer = Listening()
    ProposedTrials(batch, runs, Recorder(bench.store), "", proposer)
    return proposer.heard


def ended(status: Status, reason: str = "", started: float | None = 1.0) -> Run:
    return Run("r", 1, "b", 1, "train.py", status, reason, started=started, flags={"x": 0.5})


def test_that_a_failed_trial_is_told_as_failed(bench: Bench) -> None:
    assert heard_of(bench, ended(Status.ERROR, "ValueError")) == [(0.5, None)]


def test_that_a_trial_over_its_time_limit_is_told_as_failed(bench: Bench) -> None:
    late = replace(ended(Status.TERMINATED), timed_out=True)
    assert heard_of(bench, late) == [(0.5, None)]


def test_that_nothing_is_told_of_a_trial_that_was_stopped(bench: Bench) -> None:
    assert heard_of(bench, ended(Status.TERMINATED, "stopped")) == []


@pytest.mark.parametrize(
    "run",
    [
        ended(Status.LOST, "the engine ended without a word"),
        ended(Status.TERMINATED, "interrupted"),
        ended(Status.TERMINATED, "the engine ended before it started", started=None),
    ],
    ids=["lost", "interrupted", "not begun"],
)
def test_that_a_trial_that_is_taken_up_again_is_expected_and_not_proposed(
    bench: Bench, run: Run
) -> None:
    assert heard_of(bench, run) == [(0.5, "expected")]


def test_that_a_trial_that_never_started_is_withdrawn(bench: Bench) -> None:
    run = ended(Status.TERMINATED, "stopped before it started", started=None)
    batch = bench.batch(PARABOLA, {"x": "[-2.0:2.0]"}, "random")
    proposer = Listening()
    trials = ProposedTrials(batch, (), Recorder(bench.store), "", proposer)
    trials.learn(run)
    assert proposer.heard == [(0.5, "withdrawn")]
