"""`info`: everything about one run or batch."""

from __future__ import annotations

from pathlib import Path

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import batch_document, print_json, run_document
from guild_desktop.cli.gains import gains_of
from guild_desktop.cli.limit_words import limit_words
from guild_desktop.cli.options import Parser, opened_store
from guild_desktop.cli.selecting import the_one
from guild_desktop.cli.starting import starting_lines
from guild_desktop.cli.summary import pattern_lines
from guild_desktop.core.attempts import by_trial, latest_attempts
from guild_desktop.core.batch import Batch
from guild_desktop.core.moment import local_time
from guild_desktop.core.run import SHORT_ID, Run, Status
from guild_desktop.core.values import format_value
from guild_desktop.flags import space_of
from guild_desktop.scripts.kept_output import find_gap, output_path
from guild_desktop.store.batch_queue import BatchQueue
from guild_desktop.store.store import Store


def main(arguments: list[str], home: str | None) -> int:
    """Show one run."""
    parser = Parser("info", "Show everything about one run or batch.")
    parser.add_argument("run", help="an id, the beginning of one, or an index (1 is the newest)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    with opened_store(home) as store:
        record = the_one(store, options.run)
        batch = store.batch(record.batch) if isinstance(record, Run) else record
        operation = batch.operation
        if isinstance(record, Run):
            gain = gains_of(store, [record], {batch.id: batch})[record.id]
            document = run_document(record, {batch.id: batch}, store.home, gain)
        else:
            trials = len(by_trial(store.runs_of(record.id)))
            document = batch_document(record, trials, store.home.batch_folder(record.id))
        if operation.patterns:
            document["patterns"] = operation.patterns
        if options.json:
            print_json(document)
            return OK
        if isinstance(record, Run):
            table = "" if operation.can_run else operation.target
            place = {
                "status": _status(store, record, batch),
                "batch": ""
                if batch.hidden
                else f"{batch.name} {batch.id}, {_place(record, batch)}",
                "attempt": _attempt(store, record),
            }
            _print_run(record, "" if table else document["dir"], table, place)
        else:
            _print_batch(store, document)
        if operation.patterns:
            print("\n".join(pattern_lines(batch)))
    return OK


def _print_run(run: Run, folder: str, table: str, place: dict[str, str]) -> None:
    facts = {
        "id": run.id,
        "operation": run.operation,
        "status": place["status"],
        "batch": place["batch"],
        "started": local_time(run.started),
        "stopped": local_time(run.stopped),
        "time": "" if run.seconds is None else f"{run.seconds:.3f} s",
        "proposed by": run.origin,
        "attempt": place["attempt"],
        "exit status": "" if run.exit_status is None else str(run.exit_status),
        "would have ended": ", ".join(f"{name}: {v:.6g}" for name, v in run.foreseen.items()),
        "label": run.label,
        "tags": ", ".join(run.tags),
        "comment": run.comment,
        "table": table,
        "folder": folder,
        "output": _gap_words(Path(folder)) if folder else "",
    }
    _print_facts(facts)
    print("flags:")
    for name in sorted(run.flags):
        print(f"  {name}: {format_value(run.flags[name])}")
    print("scalars:")
    for name, summary in sorted(run.scalars.items()):
        print(f"  {name}: {summary.last:.6g} (step {summary.step})")


def _status(store: Store, record: Run | Batch, batch: Batch) -> str:
    """The state with its reason; of what waits in the queue its place there."""
    waiting = [each.id for each in BatchQueue(store).waiting()] if batch.is_waiting else []
    if batch.id in waiting:
        return f"queued, place {waiting.index(batch.id) + 1}"
    return record.status.value + (f" ({record.reason})" if record.reason else "")


def _place(run: Run, batch: Batch) -> str:
    """Which trial of its batch a run is, and which repeat if there may be several."""
    repeat = f", repeat {run.repeat}" if run.repeat > 1 or batch.limits.repeat > 1 else ""
    return f"trial {run.trial}{repeat}"


def _attempt(store: Store, run: Run) -> str:
    """Which attempt of its trial a run is, with those before it; nothing of the only one."""
    attempts = store.attempts_at(run)
    earlier = [each for each in attempts if each.sequence < run.sequence]
    if len(attempts) == 1:
        return ""
    ids = ", ".join(f"{each.id[:SHORT_ID]} {each.status}" for each in earlier)
    before = f" (before: {ids})" if ids else ""
    return f"{len(earlier) + 1} of {len(attempts)}{before}"


def _trials(store: Store, batch: Batch) -> str:
    """How many trials there are of those it wants, and how many attempts came before their latest."""
    runs = store.runs_of(batch.id)
    latest = latest_attempts(runs)
    trials = len(by_trial(latest))
    words = str(trials)
    if trials < batch.planned:
        words += f" of {batch.planned} planned"
    if len(latest) > trials:
        words += f" with {len(latest)} runs"
    kept = {run.id for run in latest}
    failed = sum(run.status is Status.ERROR for run in runs if run.id not in kept)
    attempts = "attempt" if failed == 1 else "attempts"
    return words + (f", {failed} earlier {attempts} failed" if failed else "")


def _gap_words(folder: Path) -> str:
    """What of the output was not kept, as one says it; nothing if all of it was."""
    gap = find_gap(output_path(folder))
    if gap is None:
        return ""
    how_much = "some bytes" if gap.size is None else f"{gap.size:,} bytes"
    return f"{how_much} in the middle of it were not kept"


def _print_batch(store: Store, document: dict[str, object]) -> None:
    batch = store.batch(str(document["id"]))
    _print_facts(
        {
            "id": batch.id,
            "operation": batch.name,
            "status": _status(store, batch, batch),
            "started": local_time(batch.started),
            "stopped": local_time(batch.stopped),
            "time": "" if document["seconds"] is None else f"{document['seconds']:.3f} s",
            "trials": _trials(store, batch),
            "options": " ".join(f"{n}={format_value(v)}" for n, v in sorted(batch.options.items())),
            "seed": str(batch.seed),
            "where": batch.limits.where,
            "repeats": str(batch.limits.repeat) if batch.limits.repeat > 1 else "",
            **limit_words(batch.limits),
            "objective": f"{batch.objective.direction} {batch.objective.column}",
            "label": batch.label,
            "tags": ", ".join(batch.tags),
            "comment": batch.comment,
            "table": "" if batch.operation.can_run else batch.operation.target,
            "folder": str(document["dir"]) if batch.operation.can_run else "",
        }
    )
    print("flags:")
    for name in sorted(batch.flags):
        print(f"  {name}: {batch.flags[name]}")
    if batch.starts:
        _, *starts = starting_lines(batch.starts, space_of(batch), ())
        print("\n".join(("tried first:", *starts)))
    best = batch.model_best
    if best is not None:
        flags = ", ".join(f"{n} = {format_value(v)}" for n, v in sorted(best.flags.items()))
        spread = "" if best.deviation is None else f" ± {best.deviation:.3g}"
        print(f"model's best: {best.value:.4g}{spread} at {flags}")
        space = space_of(batch)
        runs = [run for run in store.runs_of(batch.id) if run.status is Status.COMPLETED]
        outside = sum(not space.holds(run.flags) for run in runs)
        if outside:
            print(f"  of these ranges; {outside} of {len(runs)} completed runs lie outside of them")


def _print_facts(facts: dict[str, str]) -> None:
    for name, text in facts.items():
        if text:
            print(f"{name}: {text}")
