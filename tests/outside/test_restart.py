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
    assert "2 of 2 trials completed, best" in said.out
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


HALF_TOLD = """\
x = 1.0
print(f"loss: {x * x}")
if x < 1:
    print(f"score: {x}")
"""


def test_that_a_search_goes_on_with_another_range_optimizer_and_goal(terminal: Terminal) -> None:
    terminal.write("half.py", HALF_TOLD)
    terminal.run("half.py", "x=[0.0:2.0]", "-o", "random", "-m", "6", "--random-seed", "1")
    tried = [run["flags"]["x"] for run in terminal.runs()]
    (batch,) = terminal.batches()
    inside = [x for x in tried if 0.5 <= x <= 1.5]
    silent = sum(x >= 1 for x in inside)
    assert 0 < silent < len(inside) < 6
    changed = ("--restart", batch["id"], "x=[0.5:1.5]", "-o", "bayes", "-X", "score", "-m", "2")
    asked = terminal.type("run", *changed, answer="n\n")
    short = batch["id"][:8]
    outside = 6 - len(inside)
    sentence = (
        f"uses {len(inside) - silent} of 6 earlier trials: {outside} "
        f"{'lies' if outside == 1 else 'lie'} outside x=[0.5:1.5], {silent} reported no score"
    )
    assert asked.out.splitlines()[:-1] == [
        f"You are about to go on with half.py+random ({short}, 6 trials): 2 more",
        "  x: [0.5:1.5] (before: [0.0:2.0])",
        "Optimizer: bayes (before: random)",
        "Goal: maximize score (before: minimize loss)",
        f"It {sentence}.",
    ]
    assert terminal.batches() == [batch]
    said = terminal.type("run", *changed, "-y")
    assert said.status == 0, said.err
    assert said.out.startswith(f"half.py+random {sentence}.\n")
    assert f"half.py+bayes {short}: 8 of 8 trials completed" in said.out
    assert terminal.type("select", "-Fo", "half.py+bayes").out.strip() == batch["id"]
    (ended,) = terminal.batches()
    assert ended["objective"] == [{"name": "score", "direction": "maximize"}]
    assert ended["reason"] == sentence
    new = [run["flags"]["x"] for run in terminal.runs() if run["trial"] > 6]
    assert all(0.5 <= x <= 1.5 for x in new)


def test_that_a_flag_that_the_script_has_gained_can_be_given(terminal: Terminal) -> None:
    terminal.write("grows.py", "x = 1.0\nprint(f'loss: {x}')\n")
    terminal.run("grows.py", "x=[0.0:2.0]", "-o", "random", "-m", "2")
    terminal.write("grows.py", "x = 1.0\nz = 3\nprint(f'loss: {x + z}')\n")
    (batch,) = terminal.batches()
    said = terminal.type("run", "--restart", batch["id"], "z=[1:4]", "-m", "1", "-y")
    assert said.status == 0, said.err
    assert "uses 0 of 2 earlier trials: 2 ran without z." in said.out
    assert terminal.runs()[0]["flags"].keys() == {"x", "z"}
    said = terminal.type("run", "--restart", batch["id"], "zz=[1:4]", "-m", "1", "-y")
    assert said.status == 2
    assert "zz" in said.err


def test_that_a_grid_goes_on_as_a_search_with_so_many_more(terminal: Terminal) -> None:
    terminal.write("line.py", "x = 1\nprint(f'loss: {x}')\n")
    terminal.run("line.py", "x=[1,2,3]")
    (batch,) = terminal.batches()
    said = terminal.type(
        *("run", "--restart", batch["id"], "-o", "random", "x=[1:9]", "-m", "2", "-y")
    )
    assert said.status == 0, said.err
    assert "uses" not in said.out
    assert "line.py+random" in said.out
    assert "5 of 5 trials completed" in said.out
    back = terminal.type("run", "--restart", batch["id"], "-o", "grid", "x=[1,2,11]", "-y")
    assert back.status == 0, back.err
    assert terminal.rows()[0]["flags"]["x"] == 11


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("x = 1.0\ndef (\n", "syntax error in line 2"),
        ("x = 1.0\nprint('loss: 1')\n", "once.py has no y any more, which its runs set."),
    ],
)
def test_that_a_script_in_which_every_run_would_fail_is_refused_before(
    terminal: Terminal, code: str, told: str
) -> None:
    terminal.write("once.py", "x = 1.0\ny = 1\nprint('loss: 1')\n")
    terminal.run("once.py", "x=[0.0:1.0]", "-m", "2")
    (batch,) = terminal.batches()
    terminal.write("once.py", code)
    for again in (batch["id"], terminal.runs()[0]["id"]):
        said = terminal.type("run", "--restart", again, "-y")
        assert (said.status, said.out) == (2, "")
        assert told in said.err
    assert len(terminal.runs()) == 2
