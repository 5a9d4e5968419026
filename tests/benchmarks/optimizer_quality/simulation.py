"""Workers that take a while, simulated: the same seed gives the same order of trials ending."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from tests.benchmarks.optimizer_quality.problem import Params, Problem
from tests.benchmarks.optimizer_quality.rival import Asked, Rival

T = TypeVar("T")

_SPREAD = 0.5
"""Deviation of the logarithm of how long trials take: of two at a time, one is often overtaken."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What a search had after so many trials: noise-free regret, and the CPU its asking and telling took.

    ``regret`` is of the trial it recommends, ``observed`` of the one with the lowest loss.
    """

    trials: int
    regret: float
    observed: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A trial that ends: when, in units of a usual trial, and how many others are running then."""

    time: float
    params: Params
    loss: float
    running: int


def simulate(
    problem: Problem,
    rival: Rival,
    seed: int,
    *,
    budgets: Sequence[int],
    workers: int,
    watch: Callable[[Moment], None] = lambda _moment: None,
) -> list[Reached]:
    """Run one search to the largest budget and say what it had at each.

    A worker that ends a trial is given the next at once, so that none waits while trials are left.
    Results and durations depend on ``seed`` and the number of the trial alone. A search that has
    tried all there is keeps what it has.
    """
    clock = _Cpu()
    running: list[tuple[float, int, Asked]] = []
    best: tuple[float, Params] | None = None
    started = ended = 0
    now = 0.0
    reached: list[Reached] = []
    more = True
    for budget in sorted(budgets):
        while ended < budget:
            # The largest budget, not this one, says when to stop asking: the others only look on.
            while more and len(running) < workers and started < max(budgets):
                asked = clock.charge(rival.ask)
                more = asked is not None
                if asked is not None:
                    lasts = float(np.exp(_SPREAD * _chance(seed, started, 1).standard_normal()))
                    heapq.heappush(running, (now + lasts, started, asked))
                    started += 1
            if not running:
                break
            now, number, asked = heapq.heappop(running)
            loss = problem.evaluate(asked.params, _chance(seed, number, 2))
            told = asked
            clock.charge(lambda told=told, loss=loss: rival.tell(told, loss))
            ended += 1
            if best is None or loss < best[0]:
                best = loss, asked.params
            watch(Moment(now, asked.params, loss, len(running)))
        if best is None:
            raise ValueError(f"Nothing was proposed for {problem.name}.")
        recommended = rival.recommend() or best[1]
        reached.append(
            Reached(
                budget, problem.regret(recommended), problem.regret(best[1]), round(clock.spent, 4)
            )
        )
    return reached


class _Cpu:
    """Adds up the CPU seconds of what it is given to call."""

    def __init__(self) -> None:
        self.spent = 0.0

    def charge(self, call: Callable[[], T]) -> T:
        before = time.process_time()
        try:
            return call()
        finally:
            self.spent += time.process_time() - before


def _chance(seed: int, number: int, purpose: int) -> np.random.Generator:
    return np.random.default_rng((seed, number, purpose))
