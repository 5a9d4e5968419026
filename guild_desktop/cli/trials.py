"""Shows or saves the trials of a batch instead of running them."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import print_json
from guild_desktop.cli.tables import Table
from guild_desktop.core.errors import UserError
from guild_desktop.core.grid import Grid
from guild_desktop.core.values import format_value
from guild_desktop.flags import print_trials_document
from guild_desktop.flags.preview import json_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guild_desktop.core.values import Value
    from guild_desktop.engine.request import PlannedBatch


def show_trials(planned: PlannedBatch, file: str | None, *, as_json: bool) -> int:
    """Print the trials, or write them to ``file`` (.csv or .json); the exit status."""
    batch = planned.batch
    if file is not None:
        _save(Path(file), planned)
        return OK
    if as_json:
        optimizer = None if planned.kind == "run" else batch.optimizer
        limit = batch.limits.max_trials
        print_json(print_trials_document(planned.space, optimizer, limit, batch.seed))
        return OK
    names = sorted({*planned.space, *(name for row in planned.space.rows for name in row)})
    table = Table(["#", *names], right={0})
    for number, trial in enumerate(_trials(planned), 1):
        cells = (format_value(trial[name]) if name in trial else "" for name in names)
        table.add([str(number), *cells])
    table.print(sys.stdout)
    return OK


def _trials(planned: PlannedBatch) -> Iterator[dict[str, Value]]:
    points = int(planned.batch.options.get("points", 5))
    resolved = planned.space.resolve(planned.batch.optimizer, points=points)
    if not isinstance(resolved, Grid):
        raise UserError(
            "The trials of a search are chosen while it runs.",
            "Leave --print-trials and --save-trials out, or list the values to try.",
        )
    return resolved.trials(planned.batch.limits.max_trials, planned.batch.seed)


def _save(path: Path, planned: PlannedBatch) -> None:
    trials = list(_trials(planned))
    try:
        if path.suffix == ".json":
            documents = [json_flags(trial) for trial in trials]
            path.write_text(json.dumps(documents, indent=2) + "\n", encoding="utf-8")
            return
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            names = sorted({name for trial in trials for name in trial})
            writer.writerow(names)
            for trial in trials:
                writer.writerow(
                    [format_value(trial[name]) if name in trial else "" for name in names]
                )
    except OSError as error:
        raise UserError(
            f"{path} cannot be written: {error.strerror or error}.", "Name another file."
        ) from error
