"""Runs that are planned: their numbers and seeds."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from guild_desktop.store.recorder import NewRun

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run
    from guild_desktop.core.values import Value


def trial_seed(batch_seed: int, trial: int, repeat: int = 1) -> int:
    """The random seed of a run: fixed by its batch's seed and the numbers of its trial and repeat."""
    words = f"{batch_seed}:{trial}" if repeat == 1 else f"{batch_seed}:{trial}:{repeat}"
    digest = hashlib.blake2b(words.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") >> 1


def new_repeats(
    batch: Batch, trial: int, flags: Mapping[str, Value], origin: str, repeats: Iterable[int]
) -> list[NewRun]:
    """Runs of a trial that are not there yet, by the numbers of their repeats."""
    return [
        NewRun(trial, flags, origin, trial_seed(batch.seed, trial, repeat), repeat)
        for repeat in repeats
    ]


def attempt_after(run: Run, batch: Batch) -> NewRun:
    """Another attempt at what ``run`` tried: a run of its own with the same numbers, flags and seed."""
    seed = trial_seed(batch.seed, run.trial, run.repeat) if run.seed is None else run.seed
    return NewRun(run.trial, run.flags, run.origin, seed, run.repeat)
