"""How a script may end, and what that means for its run, the next one and the optimizer."""

from __future__ import annotations

import pytest

from guild_desktop.core.objective_value import minimized_value
from guild_desktop.core.run import Status
from tests.engine.conftest import Bench

ENDS = [
    ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", -11, "ended by SIGSEGV"),
    ("import os; os.abort()", -6, "ended by SIGABRT"),
    (
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        -9,
        "ended by SIGKILL, perhaps for want of memory",
    ),
    (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 29, 1 << 29)); b'x' * (1 << 30)",
        1,
        "MemoryError",
    ),
    ("import sys; sys.exit(3)", 3, "exit status 3"),
    ("input()", 1, "EOFError: EOF when reading a line"),
]
NAMES = ["SIGSEGV", "SIGABRT", "SIGKILL", "no memory", "exit 3", "asks for input"]


@pytest.mark.parametrize(("ending", "status", "reason"), ENDS, ids=NAMES)
def test_that_how_it_ended_is_told_its_numbers_stay_and_the_next_run_starts(
    bench: Bench, ending: str, status: int, reason: str
) -> None:
    code = f"x = 1\nprint('loss: 0.5', flush=True)\nif x == 1:\n    {ending}\n"
    batch = bench.batch(code, {"x": "[1, 2]"})
    assert bench.run(batch).status is Status.COMPLETED
    first, second = bench.runs(batch)
    assert (first.status, first.exit_status, first.reason) == (Status.ERROR, status, reason)
    assert first.scalars["loss"].last == 0.5
    # The optimizer is told that it failed, not what it had printed.
    assert minimized_value(first, batch) is None
    assert second.status is Status.COMPLETED
    assert minimized_value(second, batch) == 0.5


@pytest.mark.parametrize("printed", ["loss: nan", "loss: inf", "loss: -inf", "nothing"])
@pytest.mark.parametrize("optimizer", ["random", "gp"])
def test_that_a_search_goes_on_after_runs_that_diverged_or_reported_nothing(
    bench: Bench, printed: str, optimizer: str
) -> None:
    code = f"x = 0.5\nprint('loss: 1' if x > 0.5 else '{printed}')\n"
    batch = bench.batch(code, {"x": "[0.0:1.0]"}, optimizer, max_trials=8)
    assert bench.run(batch).status is Status.COMPLETED
    assert bench.statuses(batch) == [Status.COMPLETED] * 8
    odd = [run for run in bench.runs(batch) if float(run.flags["x"]) <= 0.5]  # type: ignore[arg-type]
    assert odd
    for run in odd:
        if printed == "nothing":
            assert run.reason == "reported no loss"
            assert not run.scalars
        else:
            assert str(run.scalars["loss"].last) == printed.removeprefix("loss: ")
