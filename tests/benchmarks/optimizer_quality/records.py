"""Results as lines of JSON, so that a long measurement can be interrupted, continued and merged."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

REPORT = range(1000)
"""Seeds of instances that results are published of; nobody tunes on them."""

TUNE = range(1000, 1_000_000)
"""Seeds of instances to tune on."""


@dataclass(frozen=True, slots=True)
class Key:
    """One search: an optimizer on one instance of a problem. ``plan`` is its budget if it wants to know."""

    optimizer: str
    problem: str
    seed: int
    workers: int
    plan: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What a search had reached after ``budget`` trials, and what made it (see ``study.source``)."""

    optimizer: str
    problem: str
    seed: int
    workers: int
    budget: int
    regret: float
    observed: float
    seconds: float
    source: str


def append(file: Path, records: Iterable[Record]) -> None:
    """Add the records of one search, a line each."""
    with file.open("a", encoding="utf-8") as lines:
        lines.write("".join(json.dumps(asdict(record)) + "\n" for record in records))


def read(files: Iterable[Path]) -> list[Record]:
    """All records; of several on the same search and budget the last one, if they have one source.

    A line cut short by an interruption is passed over.
    """
    found: dict[tuple[object, ...], Record] = {}
    for file in files:
        if not file.exists():
            continue
        for line in file.read_text("utf-8").splitlines():
            try:
                record = Record(**json.loads(line))
            except (ValueError, TypeError):
                continue
            key = (
                record.optimizer,
                record.problem,
                record.seed,
                record.workers,
                record.budget,
                record.source,
            )
            found.pop(key, None)
            found[key] = record
    return list(found.values())


def newest(records: Iterable[Record]) -> list[Record]:
    """Without what an earlier version of an optimizer or a problem gave."""
    records = list(records)
    last = {(record.optimizer, record.problem): record.source for record in records}
    return [record for record in records if last[record.optimizer, record.problem] == record.source]
