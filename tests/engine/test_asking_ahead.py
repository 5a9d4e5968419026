"""That the next proposals are there before a worker wants them, and know what was told since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from guild_desktop.core.run import Status
from guild_desktop.core.values import Value
from guild_desktop.engine.child_proposer import ChildProposer
from guild_desktop.engine.platform import is_readable
from guild_desktop.engine.proposer import Proposal
from guild_desktop.optimizers import entry_points
from tests.engine.conftest import PARABOLA, Bench, wait_until

DIARY = """
from guild_desktop.optimizers import OptimizerInfo, Suggestion

info = OptimizerInfo(
    name={name!r}, title="Diary", summary="Notes what it hears.", group="Learn from results", revises={revises}
)


class Diary:
    skipped = 0
    asked = 0

    def __init__(self, name):
        self.name = name

    def ask(self):
        self.asked += 1
        self.note("ask", self.asked / 100)
        return Suggestion({{self.name: self.asked / 100}}, "model")

    def tell(self, params, value):
        self.note("tell", params[self.name])

    def withdraw(self, params):
        self.asked -= 1
        self.note("withdraw", params[self.name])

    def recommend(self):
        return None

    def revise(self, params):
        self.note("revise", params[self.name])
        return Suggestion({{self.name: params[self.name] + 0.5}}, "model") if params[self.name] < 0.5 else None

    def note(self, word, x):
        with open({path!r}, "a") as diary:
            print(word, round(100 * x), file=diary)


def create(search, options, seed):
    return Diary(search.dimensions[0].name)
"""
RANGE = {"x": "[0.0:1.0]"}
Proposing = Callable[[str], ChildProposer]


@pytest.fixture
def diary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Installs the optimizers ``diary`` and ``revising``; the file in which they note what they hear."""
    folder, path = tmp_path / "packages", tmp_path / "diary"
    path.touch()
    for name in ("diary", "revising"):
        facts = folder / f"{name}_package-1.0.dist-info"
        facts.mkdir(parents=True)
        source = DIARY.format(name=name, revises=name == "revising", path=str(path))
        (folder / f"{name}_package.py").write_text(source)
        (facts / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}_package\nVersion: 1\n"
        )
        entry = f"[guild_desktop.optimizers]\n{name} = {name}_package\n"
        (facts / "entry_points.txt").write_text(entry)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", str(folder))
    entry_points._found.cache_clear()
    yield path
    entry_points._found.cache_clear()


@pytest.fixture
def proposing(bench: Bench) -> Iterator[Proposing]:
    """Starts the process of an optimizer for a batch of one flag."""
    started: list[ChildProposer] = []

    def start(optimizer: str) -> ChildProposer:
        proposer = ChildProposer(bench.batch(PARABOLA, RANGE, optimizer), bench.folder)
        started.append(proposer)
        return proposer

    yield start
    for proposer in started:
        proposer.close()


def prepare_one(proposer: ChildProposer, count: int = 1) -> None:
    """Have one more proposal ready that nobody has asked for yet, the last of so many."""
    proposer.prepare(count)
    wait_for_answer(proposer)


def wait_for_answer(proposer: ChildProposer) -> None:
    """Until the optimizer is idle: what it notes comes before its answer."""
    descriptor = proposer.descriptor
    assert descriptor is not None
    wait_until(lambda: is_readable(descriptor))


def proposed(proposer: ChildProposer) -> Proposal:
    found: list[Proposal] = []
    proposer.request()
    wait_until(lambda: found.extend(filter(None, [proposer.poll()])) or found)
    return found[0]


def flags_of_first(proposer: ChildProposer) -> Mapping[str, Value]:
    """Those of a first trial, which runs from now on."""
    flags = proposed(proposer).flags
    assert flags is not None
    return flags


def process_of_optimizer() -> psutil.Process:
    (found,) = [child for child in psutil.Process().children() if "optimizer" in child.cmdline()]
    return found


def test_that_each_next_trial_is_asked_for_while_one_runs_and_none_after_the_last(
    bench: Bench, diary: Path
) -> None:
    batch = bench.batch(PARABOLA, RANGE, "diary", max_trials=4)
    bench.run(batch)
    assert diary.read_text().splitlines() == [
        "ask 1",
        "ask 2",
        "tell 1",
        "ask 3",
        "tell 2",
        "ask 4",
        "tell 3",
        "tell 4",
    ]
    assert [run.flags["x"] for run in bench.runs(batch)] == [0.01, 0.02, 0.03, 0.04]


def test_that_there_is_a_proposal_for_each_worker_while_all_of_them_are_busy(
    bench: Bench, diary: Path
) -> None:
    code = f"x = 0.5\nwhile open({str(diary)!r}).read().count('ask') < 6: pass\nprint('loss: 1')\n"
    batch = bench.batch(code, RANGE, "diary", max_trials=6, workers=3, timeout=60)
    bench.run(batch)
    assert bench.statuses(batch) == [Status.COMPLETED] * 6
    assert diary.read_text().splitlines()[:6] == [f"ask {number}" for number in range(1, 7)]


def test_that_a_free_worker_needs_no_optimizer_for_what_is_ready(proposing: Proposing) -> None:
    proposer = proposing("bayes")
    prepare_one(proposer)
    process_of_optimizer().suspend()
    proposer.request()
    proposal = proposer.poll()
    assert proposal is not None
    assert proposal.origin == "initial"


def test_that_what_is_ready_is_tried_although_its_optimizer_was_killed(
    proposing: Proposing,
) -> None:
    proposer = proposing("bayes")
    prepare_one(proposer)
    process_of_optimizer().kill()
    assert proposed(proposer).origin == "initial"
    assert proposed(proposer).origin == "random"
    assert "random values were tried instead" in proposer.notice


def test_that_what_is_ready_is_revised_when_a_result_comes_in(
    proposing: Proposing, diary: Path
) -> None:
    proposer = proposing("revising")
    running = flags_of_first(proposer)
    prepare_one(proposer)
    proposer.tell(running, 1.0)
    assert proposed(proposer).flags == {"x": 0.52}
    assert diary.read_text().splitlines() == ["ask 1", "ask 2", "tell 1", "revise 2"]


def test_that_an_optimizer_may_leave_what_is_ready_as_it_is(
    proposing: Proposing, diary: Path
) -> None:
    proposer = proposing("revising")
    running = flags_of_first(proposer)
    prepare_one(proposer)
    for _ in range(2):
        # The second time it gives no other values for those that it gave the first time.
        proposer.tell(running, 1.0)
        wait_for_answer(proposer)
    assert proposed(proposer).flags == {"x": 0.52}
    assert diary.read_text().splitlines()[3:] == ["revise 2", "tell 1", "revise 52"]


def test_that_only_the_oldest_of_what_is_ready_is_revised_for_a_worker(
    proposing: Proposing, diary: Path
) -> None:
    proposer = proposing("revising")
    running = flags_of_first(proposer)
    prepare_one(proposer)
    prepare_one(proposer, count=2)
    proposer.tell(running, 1.0)
    assert proposed(proposer).flags == {"x": 0.52}
    assert proposed(proposer).flags == {"x": 0.53}
    assert diary.read_text().splitlines()[3:] == ["tell 1", "revise 2", "revise 3"]


@pytest.mark.usefixtures("diary")
def test_that_what_was_to_be_revised_is_tried_if_its_optimizer_is_killed(
    proposing: Proposing,
) -> None:
    proposer = proposing("revising")
    running = flags_of_first(proposer)
    prepare_one(proposer)
    prepare_one(proposer, count=2)
    process = process_of_optimizer()
    process.suspend()
    proposer.tell(running, 1.0)
    process.kill()
    assert proposed(proposer).flags == {"x": 0.02}
    assert proposed(proposer).flags == {"x": 0.03}
    assert proposed(proposer).origin == "random"
    assert "random values were tried instead" in proposer.notice


def test_that_a_worker_does_not_wait_for_a_slow_optimizer_to_learn_of_a_result(
    proposing: Proposing, diary: Path
) -> None:
    proposer = proposing("diary")
    running = flags_of_first(proposer)
    prepare_one(proposer)
    proposer.tell(running, None)
    assert proposed(proposer).flags == {"x": 0.02}
    prepare_one(proposer)
    assert diary.read_text().splitlines() == ["ask 1", "ask 2", "tell 1", "ask 3"]


def test_that_all_that_is_ready_is_made_anew_once_nobody_wants_it_for_a_while(
    proposing: Proposing, diary: Path
) -> None:
    proposer = proposing("diary")
    running = flags_of_first(proposer)

    def has_asked(times: int) -> bool:
        proposer.prepare(2)
        return diary.read_text().count("ask") == times

    wait_until(lambda: has_asked(3))
    proposer.tell(running, 1.0)
    wait_until(lambda: has_asked(5))
    assert diary.read_text().splitlines() == [
        "ask 1",
        "ask 2",
        "ask 3",
        "tell 1",
        "withdraw 3",
        "withdraw 2",
        "ask 2",
        "ask 3",
    ]


@pytest.mark.parametrize("optimizer", ["bayes", "gp"])
def test_that_a_model_takes_one_processor_at_most_from_the_trials(
    proposing: Proposing, optimizer: str
) -> None:
    proposer = proposing(optimizer)
    for number in range(12):
        proposer.tell({"x": number / 12}, (number / 12 - 0.3) ** 2)
    assert proposed(proposer).origin in ("model", "explore")
    assert process_of_optimizer().num_threads() == 1
