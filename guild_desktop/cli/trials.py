"""Shows or saves the trials of a batch instead of running them."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import print_json
from guild_desktop.cli.limit_words import limit_lines
from guild_desktop.cli.repeats import trials_words
from guild_desktop.cli.summary import condition_lines, flag_text, pattern_lines
from guild_desktop.cli.tables import Table
from guild_desktop.core.dimension import points_of
from guild_desktop.core.errors import UserError
from guild_desktop.core.grid import Grid
from guild_desktop.core.values import format_value
from guild_desktop.flags import print_trials_document
from guild_desktop.flags.preview import json_flags
from guild_desktop.flags.trials_file import check_extension

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guild_desktop.core.values import Value
    from guild_desktop.engine.request import PlannedBatch


def show_trials(planned: PlannedBatch, file: str | None, *, printed: bool, as_json: bool) -> int:
    """Write the trials to ``file`` (.csv or .json), print them, or both; the exit status.

    A search has no trials yet: what they are chosen from is printed, and there is nothing to write.
    """
    if file is not None:
        _save(Path(file), planned)
    if as_json:
        print_json(_document(planned))
    elif printed:
        if planned.kind == "search":
            _print_space(planned)
        else:
            _print_trials(planned)
        if planned.batch.limits.repeat > 1 and planned.kind != "search":
            print(trials_words(planned.count, planned.batch.limits.repeat))
        limits = limit_lines(planned.batch.limits, single=planned.kind == "run")
        for line in (*condition_lines(planned), *limits, *pattern_lines(planned.batch)):
            print(line)
    return OK


def trials_of(planned: PlannedBatch) -> Iterator[dict[str, Value]]:
    """The trials in order; ``UserError`` if they are chosen only while a search runs."""
    resolved = planned.space.resolve(planned.batch.optimizer, points_of(planned.batch.options))
    if not isinstance(resolved, Grid):
        raise UserError(
            "The trials of a search are chosen while it runs.",
            "See what it chooses from with --print-trials, or list the values to try.",
        )
    return resolved.trials(planned.batch.limits.max_trials, planned.batch.seed)


def _document(planned: PlannedBatch) -> dict[str, Any]:
    batch = planned.batch
    optimizer = None if planned.kind == "run" else batch.optimizer
    limit = batch.limits.max_trials
    document = print_trials_document(
        planned.space, optimizer, limit, batch.seed, points_of(planned.batch.options)
    )
    if batch.limits.repeat > 1:
        document["repeat"] = batch.limits.repeat
    where = batch.limits.where.strip()
    if where:
        document["where"] = where
    patterns = batch.operation.patterns
    return {**document, "patterns": patterns} if patterns else document


def _print_trials(planned: PlannedBatch) -> None:
    space = planned.space
    names = sorted({*space, *(name for row in space.rows for name in row)})
    table = Table(["#", *names], right={0})
    for number, trial in enumerate(trials_of(planned), 1):
        cells = (format_value(trial[name]) if name in trial else "" for name in names)
        table.add([str(number), *cells])
    table.print(sys.stdout)


def _print_space(planned: PlannedBatch) -> None:
    document = _document(planned)
    trials = trials_words(planned.count, planned.batch.limits.repeat)
    print(f"{planned.batch.optimizer} chooses {trials} while it runs, from:")
    table = Table(["flag", "distribution", "values"])
    for name in sorted(planned.space):
        distribution = document["space"][name]["distribution"]
        table.add([name, distribution, flag_text(planned.space[name])])
    table.print(sys.stdout)


def _save(path: Path, planned: PlannedBatch) -> None:
    check_extension(path)
    trials = list(trials_of(planned))
    try:
        if path.suffix.lower() == ".json":
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
