"""Tables of what was measured, in Markdown, and whether ours is the lowest."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tests.benchmarks.optimizer_quality.records import Record

Regrets = Mapping[int, float]
"""By seed."""

SURE = 0.05
"""A difference that chance makes less often than this is one."""


def verdict(ours: Regrets, others: Mapping[str, Regrets]) -> str:
    """Whether ours has the lowest median, could have it but for chance, or is behind.

    Against the one with the lowest median a Wilcoxon signed-rank test (1945), two-sided, over the
    seeds that both have. The lowest of many was chosen by looking, which flatters it: the test is
    hard on ours, and few seeds are kind to it.
    """
    medians = {name: float(np.median(list(found.values()))) for name, found in others.items()}
    if not medians:
        return "alone"
    lowest = min(medians, key=lambda name: medians[name])
    if np.median(list(ours.values())) <= medians[lowest]:
        return "lowest"
    chance = same_by_chance(ours, others[lowest])
    if chance >= SURE:
        return f"within noise of the lowest ({lowest}, p = {chance:.2f})"
    return f"behind {lowest} (p = {chance:.2g})"


def same_by_chance(one: Regrets, other: Regrets) -> float:
    """How often chance alone makes such a difference, seed by seed; 1 if no seed differs."""
    from scipy.stats import wilcoxon

    seeds = sorted(one.keys() & other.keys())
    differences = np.array([one[seed] - other[seed] for seed in seeds])
    if not np.any(differences):
        return 1.0
    with warnings.catch_warnings():
        # Ties and few seeds make it fall back to an approximation, which it mentions.
        warnings.simplefilter("ignore")
        return float(wilcoxon(differences).pvalue)


def report(
    records: Sequence[Record], ours: Sequence[str], *, observed: bool = False
) -> Iterator[str]:
    """Lines of Markdown: for each number of workers and budget one table, then the verdicts and the CPU.

    ``observed`` takes the trial with the lowest loss in place of the recommended one.
    """
    names = list(dict.fromkeys(record.optimizer for record in records))
    problems = list(dict.fromkeys(record.problem for record in records))
    for workers in sorted({record.workers for record in records}):
        for budget in sorted({record.budget for record in records}):
            here = [r for r in records if (r.workers, r.budget) == (workers, budget)]
            if not here:
                continue
            regrets: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
            seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
            for r in here:
                regrets[r.optimizer, r.problem][r.seed] = r.observed if observed else r.regret
                seconds[r.optimizer, r.problem].append(r.seconds)
            at_once = "one at a time" if workers == 1 else f"{workers} at a time"
            yield f"### After {budget} trials, {at_once}"
            yield ""
            yield "Median regret [quartiles] (seeds); CPU seconds of one search in the last column."
            yield ""
            yield from _table(
                ["", *problems, "CPU s"],
                [
                    [
                        name,
                        *(_cell(regrets.get((name, problem))) for problem in problems),
                        _cpu([s for problem in problems for s in seconds.get((name, problem), [])]),
                    ]
                    for name in names
                ],
            )
            for mine in ours:
                rows = [
                    [
                        problem,
                        verdict(
                            regrets[mine, problem],
                            {
                                name: regrets[name, problem]
                                for name in names
                                if name != mine and (name, problem) in regrets
                            },
                        ),
                    ]
                    for problem in problems
                    if (mine, problem) in regrets
                ]
                if rows:
                    yield from _table([mine, "against all others"], rows)


def _table(head: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def _cell(regrets: Regrets | None) -> str:
    if not regrets:
        return "-"
    low, middle, high = np.percentile(list(regrets.values()), (25, 50, 75))
    return f"{middle:.3g} [{low:.2g}, {high:.2g}] ({len(regrets)})"


def _cpu(seconds: list[float]) -> str:
    return f"{np.median(seconds):.3g}" if seconds else "-"
