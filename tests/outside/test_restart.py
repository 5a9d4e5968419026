"""Options on a restart reach what goes on."""

from __future__ import annotations

import sys

import pytest

from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Run
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store
from tests.outside.terminal import Terminal

WHERE = "import os\nx = 1\nprint('loss: 1')\nprint(f'score: {x}')\nopen('here', 'w').close()\n"
CARRIED = (
    *("--timeout", "50", "--workers", "2", "--fail-on-trial-error", "--cwd", "project"),
    *("--python", sys.executable, "-X", "scalar:score"),
    *("--label", "night", "--tag", "b", "--comment", "look again"),
)


@pytest.fixture
def where(terminal: Terminal) -> Terminal:
    """A script that shows its working folder."""
    terminal.write("where.py", WHERE)
    return terminal


def records(terminal: Terminal) -> tuple[Batch, tuple[Run, ...]]:
    """The newest batch, hidden or not, and its runs."""
    with Store(open_home(terminal.home)).opened() as store:
        batch = store.changes_since(0).batches[-1]
        return batch, store.runs_of(batch.id)


@pytest.mark.parametrize(
    ("words", "more", "runs"),
    [
        (["x=[1,2,3,4,5]", "-m", "2"], ["-m", "3"], 3),
        (["x=[0.0:1.0]", "-o", "random", "-m", "2"], ["-m", "1"], 3),
        (["x=[1,2]", "--stage"], ["-m", "1"], 1),
        (["x=[0.0:1.0]", "--stage"], ["-m", "2"], 2),
        (["x=3", "--stage"], [], 1),
        (["x=3"], [], 1),
    ],
)
def test_that_a_restart_carries_its_options(
    where: Terminal, words: list[str], more: list[str], runs: int
) -> None:
    assert where.run("where.py", *words, "--label", "day", "--tag", "a").status == 0
    _, before = records(where)
    target = where.rows()[-1]["id"] if len(where.rows()) == 1 else where.batches()[0]["id"]
    said = where.type("run", "--restart", target, *more, *CARRIED, "-y")
    assert said.status == 0, said.err
    batch, found = records(where)
    assert len(found) == batch.planned == runs
    assert {run.status.value for run in found} == {"completed"}
    assert (batch.limits.timeout, batch.limits.workers) == (50, 2)
    assert batch.limits.fail_on_trial_error
    assert (batch.objective.name, batch.objective.direction) == ("score", "maximize")
    assert (where.folder / "here").exists()
    finished = {run.id for run in before if run.started is not None}
    new = [run for run in found if run.id not in finished]
    assert new
    for record in (batch, *new):
        assert (record.label, record.tags) == ("night", ("a", "b"))
        assert record.comment == "look again"
    if batch.id in {run.batch for run in before}:
        assert all(run.label == "day" for run in found if run.id in finished)


def test_that_a_restart_stops_at_the_first_failure_when_told_to(terminal: Terminal) -> None:
    terminal.write("half.py", "x = 1\nassert x == 1\n")
    assert terminal.run("half.py", "x=[1,2,3]").status == 0
    (batch,) = terminal.batches()
    again = ("run", "--restart", batch["id"], "--fail-on-trial-error", "-y", "--json")
    said = terminal.type(*again)
    assert said.status == 1
    assert said.document["status"] == "error"
    assert sum(run["status"] == "error" for run in terminal.runs()) == 3


def test_that_a_prefixed_objective_is_found_where_a_flag_has_its_name(terminal: Terminal) -> None:
    text = '{"tag": "loss", "value": %d, "step": 1}'
    # Printed, the name of a flag is no scalar.
    code = f"import os\nloss = 3\nopen(os.environ['GUILD_EVENTS'], 'a').write('{text}\\n' % (loss * 2))\n"
    terminal.write("clash.py", code)
    said = terminal.run("clash.py", "loss=[1,2]", "-N", "scalar:loss")
    assert said.status == 0
    assert "reported no" not in said.out
    assert "loss: 2" in said.out
    assert terminal.batches()[0]["objective"] == [{"name": "loss", "direction": "minimize"}]


FAILS_ONCE = """\
import os
x = 1.0
assert os.environ["GUILD_ATTEMPT"] > "1" or x > 0.5, "too small"
print("loss: 1")
"""


def test_that_what_failed_of_a_search_is_run_again(terminal: Terminal) -> None:
    terminal.write("once.py", FAILS_ONCE)
    terminal.run("once.py", "x=[0.0:1.0]", "-o", "random", "-m", "6", "--random-seed", "1")
    (batch,) = terminal.batches()
    failed = len(terminal.rows("-Se"))
    assert 0 < failed < 6
    said = terminal.type("run", "--restart", batch["id"], "--failed", "-y")
    assert said.status == 0, said.err
    assert "6 of 6 trials completed" in said.out
    assert "[6/6]" in said.out
    assert len(terminal.runs()) == 6 + failed
    said = terminal.type("run", "--restart", batch["id"], "--failed", "-y")
    assert said.status == 2
    assert "No run of once.py+random failed." in said.err
    said = terminal.type("run", "once.py", "--failed", "-y")
    assert said.status == 2
    assert "--failed needs a batch." in said.err


def test_that_retries_count_as_the_same_trial(terminal: Terminal) -> None:
    terminal.write("once.py", FAILS_ONCE)
    said = terminal.run("once.py", "x=[0.1,0.9]", "--retries", "1")
    assert said.status == 0, said.err
    assert said.out.rstrip().endswith("2 of 2 trials completed")
    assert "[3/" not in said.out
    attempt = next(run for run in terminal.runs() if run["trial"] == 1)
    assert "attempt: 2" in terminal.type("info", attempt["id"]).out


def test_that_info_names_the_batch_and_the_attempts_before(terminal: Terminal) -> None:
    terminal.write("once.py", FAILS_ONCE)
    terminal.run("once.py", "x=[0.1,0.9]", "--retries", "1")
    (batch,) = (row for row in terminal.rows() if row["batch"] is None)
    assert "trials: 2, 1 earlier attempt failed\n" in terminal.type("info", batch["id"]).out
    first, second = sorted(
        (run for run in terminal.runs() if run["trial"] == 1), key=lambda run: run["started"]
    )
    said = terminal.type("info", second["id"]).out
    assert f"batch: once.py+ {batch['id']}, trial 1\n" in said
    assert f"attempt: 2 of 2 (before: {first['short_id']} error)\n" in said
