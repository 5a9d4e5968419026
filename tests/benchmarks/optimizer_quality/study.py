"""Runs the searches that are still missing in a file of results, several seeds at a time."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from guild_desktop.core.space import Search
from tests.benchmarks.optimizer_quality import peers, problems, records
from tests.benchmarks.optimizer_quality.records import Key, Record
from tests.benchmarks.optimizer_quality.rival import Setting
from tests.benchmarks.optimizer_quality.simulation import simulate


def wanted(
    optimizers: Sequence[str],
    names: Sequence[str],
    seeds: Iterable[int],
    workers: Sequence[int],
    budgets: Sequence[int],
) -> Iterator[Key]:
    """Every search that was asked for; seed by seed, so that an interruption leaves whole comparisons."""
    entries = {name: peers.entry(name) for name in optimizers}
    for seed in seeds:
        for problem in names:
            for count in workers:
                for name, entry in entries.items():
                    if entry.sequential and count > 1:
                        continue
                    for plan in budgets if entry.plans else (None,):
                        yield Key(name, problem, seed, count, plan)


def source(optimizer: str, problem: str) -> str:
    """What a result was made with, so that it is known as old when the optimizer or the problem changes."""
    return f"{peers.maker(optimizer)}, {peers.digest(problems.sources(problem))}"


def run(
    keys: Sequence[Key], budgets: Sequence[int], file: Path, jobs: int
) -> Iterator[tuple[Key, str]]:
    """Run what is missing in ``file`` and add it there; gives each search when it has ended.

    The text is what broke it, else empty: a library of others that fails on one instance must not
    cost the night's results.
    """
    sources = {
        (key.optimizer, key.problem): source(key.optimizer, key.problem)
        for key in {Key(key.optimizer, key.problem, 0, 1): key for key in keys}.values()
    }
    there = {
        (r.optimizer, r.problem, r.seed, r.workers, r.budget, r.source)
        for r in records.read([file])
    }

    def is_missing(key: Key) -> bool:
        source = sources[key.optimizer, key.problem]
        return any(
            (key.optimizer, key.problem, key.seed, key.workers, budget, source) not in there
            for budget in ([key.plan] if key.plan else budgets)
        )

    def task(key: Key) -> tuple[Key, Sequence[int], str]:
        return key, budgets, sources[key.optimizer, key.problem]

    missing = [key for key in keys if is_missing(key)]
    if jobs == 1:
        for key in missing:
            found, trouble = _tried(*task(key))
            records.append(file, found)
            yield key, trouble
        return
    # Started afresh: a fork would copy the threads of numpy's libraries.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        running = {pool.submit(_tried, *task(key)): key for key in missing}
        for done in as_completed(running):
            found, trouble = done.result()
            records.append(file, found)
            yield running[done], trouble


def search(key: Key, budgets: Sequence[int], source: str) -> list[Record]:
    """One search from its start to the largest budget, or to the one it planned for."""
    problem = problems.PROBLEMS[key.problem](key.seed)
    space = problem.space.resolve("random")
    if not isinstance(space, Search):
        raise TypeError(f"{key.problem} is no space to search.")
    budgets = [key.plan] if key.plan else budgets
    rival = peers.entry(key.optimizer).begin(Setting(space, key.seed, max(budgets), key.workers))
    reached = simulate(problem, rival, key.seed, budgets=budgets, workers=key.workers)
    return [
        Record(
            key.optimizer,
            key.problem,
            key.seed,
            key.workers,
            step.trials,
            step.regret,
            step.observed,
            step.seconds,
            source,
        )
        for step in reached
    ]


def _tried(key: Key, budgets: Sequence[int], source: str) -> tuple[list[Record], str]:
    try:
        return search(key, budgets, source), ""
    except Exception as error:  # noqa: BLE001  whatever a library raises is told, and the next one is run
        return [], f"{type(error).__name__}: {error}"
