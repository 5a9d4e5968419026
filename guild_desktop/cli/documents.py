"""Runs and batches as JSON, in the form that scripts rely on."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from guild_desktop.core.run import SHORT_ID

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run, ScalarSummary
    from guild_desktop.core.values import Value
    from guild_desktop.store.home import Home


def print_json(document: object) -> None:
    """Print one JSON document to stdout."""
    print(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())


def run_document(
    run: Run, batches: Mapping[str, Batch], home: Home, gain: float | None
) -> dict[str, Any]:
    """One run with its ``gain``; ``batch`` is null for a single run."""
    batch = batches.get(run.batch)
    return {
        "id": run.id,
        "short_id": run.id[:SHORT_ID],
        "batch": None if batch is None or batch.hidden else run.batch,
        "trial": None if batch is None or batch.hidden else run.trial,
        "repeat": None if batch is None or batch.hidden else run.repeat,
        "operation": run.operation,
        "status": run.status.value,
        "reason": run.reason,
        "started": iso_time(run.started),
        "stopped": iso_time(run.stopped),
        "seconds": run.seconds,
        "origin": run.origin,
        "label": run.label,
        "tags": run.tags,
        "marked": run.marked,
        "comment": run.comment,
        "flags": {name: plain(value) for name, value in run.flags.items()},
        "scalars": {name: _summary(summary) for name, summary in run.scalars.items()},
        "gain": gain,
        "exit_status": run.exit_status,
        "dir": str(home.run_folder(run.id)),
        "source_hash": run.source_hash,
    }


def batch_document(batch: Batch, trials: int, folder: Path) -> dict[str, Any]:
    """One batch: the same names as a run's, and how many trials it has."""
    return {
        "id": batch.id,
        "short_id": batch.id[:SHORT_ID],
        "batch": None,
        "trial": None,
        "operation": batch.name,
        "status": batch.status.value,
        "reason": batch.reason,
        "started": iso_time(batch.started),
        "stopped": iso_time(batch.stopped),
        "seconds": None if batch.stopped is None else batch.lasted(batch.stopped),
        "label": batch.label,
        "tags": batch.tags,
        "marked": batch.marked,
        "comment": batch.comment,
        "flags": _batch_flags(batch),
        "scalars": {},
        "exit_status": None,
        "dir": str(folder),
        "source_hash": "",
        "trials": trials,
        "planned": batch.planned,
        "repeat": batch.limits.repeat,
        "optimizer": batch.optimizer,
        "objective": [{"name": batch.objective.column, "direction": batch.objective.direction}],
    }


def _batch_flags(batch: Batch) -> dict[str, Any]:
    """Its flags: those with one value as runs have them, expressions as text."""
    # Lists of runs are printed without the flag language.
    from guild_desktop.core.dimension import Fixed
    from guild_desktop.flags import FlagErrors, parse

    try:
        space = parse(batch.flags, batch.operation.flags)
    except FlagErrors:
        # Of an older program, whose language was another.
        return dict(batch.flags)
    fixed = {name: it.value for name, it in space.items() if isinstance(it, Fixed)}
    return {name: plain(fixed[name]) if name in fixed else t for name, t in batch.flags.items()}


def iso_time(seconds: float | None) -> str | None:
    """ISO 8601 in UTC, to the millisecond."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def plain(value: Value) -> Any:
    """A value as JSON has it; nan and infinities are the words nan, inf and -inf."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value


def _summary(summary: ScalarSummary) -> dict[str, Any]:
    return {
        "last": plain(summary.last),
        "first": plain(summary.first),
        "min": plain(summary.min),
        "max": plain(summary.max),
        "avg": plain(summary.avg),
        "count": summary.count,
        "step": summary.step,
    }
