"""How things are measured: CPU time, medians, and rivals taking turns in one run."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Task = Callable[[], object]


@dataclass(frozen=True)
class Result:
    """One measured value, and whether it keeps below its bar; None where there is no bar."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    holds: bool | None = None
    note: str = ""

    def line(self) -> str:
        """The result as a row of the printed table."""
        bar = "" if self.bar is None else f"<= {self.bar:g}"
        verdict = {None: "", True: "holds", False: "MISSED"}[self.holds]
        return (
            f"{self.name:<58} {self.value:>9.3g} {self.unit:<5} {bar:<8} {verdict:<6} {self.note}"
        ).rstrip()


def result(name: str, value: float, unit: str, bar: float | None = None, note: str = "") -> Result:
    """A result that is good when its value is at most ``bar``."""
    return Result(name, round(value, 4), unit, bar, None if bar is None else value <= bar, note)


def cpu_of_children(task: Task) -> float:
    """Milliseconds of CPU, user and system, of the processes that ``task`` starts and waits for."""
    before = _children()
    task()
    return (_children() - before) * 1000


def cpu_here(task: Task) -> float:
    """Milliseconds of CPU that ``task`` takes in this process, in all its threads."""
    before = time.process_time()
    task()
    return (time.process_time() - before) * 1000


def wall(task: Task) -> float:
    """Milliseconds on the clock; on a busy machine these say little."""
    before = time.perf_counter()
    task()
    return (time.perf_counter() - before) * 1000


def medians(
    tasks: Mapping[str, Task], rounds: int, cost: Callable[[Task], float]
) -> dict[str, float]:
    """The median cost of each task; they take turns, so that a slow minute meets all of them.

    A first round is not counted: it warms caches and leaves compiled files behind.
    """
    costs: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + 1):
        for name, task in tasks.items():
            spent = cost(task)
            if number:
                costs[name].append(spent)
    return {name: statistics.median(spent) for name, spent in costs.items()}


def process(command: Sequence[str], where: Path | None = None, **variables: str) -> Task:
    """A task that runs a command in silence, in the folder ``where``; it must succeed."""
    environment = {**os.environ, **variables}

    def run() -> None:
        subprocess.run(
            command,
            check=True,
            cwd=where,
            stdout=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            env=environment,
        )

    return run


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
