"""`info`: everything about one run or batch."""

from __future__ import annotations

from guild_desktop.cli.app import OK
from guild_desktop.cli.documents import batch_document, print_json, run_document
from guild_desktop.cli.options import Parser, opened_store
from guild_desktop.cli.runs import local_time
from guild_desktop.cli.selecting import the_one
from guild_desktop.core.run import Run, Status
from guild_desktop.core.values import format_value
from guild_desktop.flags import space_of
from guild_desktop.store.store import Store


def main(arguments: list[str], home: str | None) -> int:
    """Show one run."""
    parser = Parser("info", "Show everything about one run or batch.")
    parser.add_argument("run", help="an id, the beginning of one, or an index (1 is the newest)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args(arguments)
    with opened_store(home) as store:
        record = the_one(store, options.run)
        if isinstance(record, Run):
            batches = {record.batch: store.batch(record.batch)}
            document = run_document(record, batches, store.home)
        else:
            trials = len(store.runs_of(record.id))
            document = batch_document(record, trials, store.home.batch_folder(record.id))
        if options.json:
            print_json(document)
        elif isinstance(record, Run):
            operation = batches[record.batch].operation
            table = "" if operation.can_run else operation.target
            _print_run(record, "" if table else document["dir"], table)
        else:
            _print_batch(store, document)
    return OK


def _print_run(run: Run, folder: str, table: str) -> None:
    facts = {
        "id": run.id,
        "operation": run.operation,
        "status": run.status.value + (f" ({run.reason})" if run.reason else ""),
        "started": local_time(run.started),
        "stopped": local_time(run.stopped),
        "time": "" if run.seconds is None else f"{run.seconds:.3f} s",
        "exit status": "" if run.exit_status is None else str(run.exit_status),
        "label": run.label,
        "tags": ", ".join(run.tags),
        "comment": run.comment,
        "table": table,
        "folder": folder,
    }
    _print_facts(facts)
    print("flags:")
    for name in sorted(run.flags):
        print(f"  {name}: {format_value(run.flags[name])}")
    print("scalars:")
    for name, summary in sorted(run.scalars.items()):
        print(f"  {name}: {summary.last:.6g} (step {summary.step})")


def _print_batch(store: Store, document: dict[str, object]) -> None:
    batch = store.batch(str(document["id"]))
    _print_facts(
        {
            "id": batch.id,
            "operation": batch.name,
            "status": batch.status.value + (f" ({batch.reason})" if batch.reason else ""),
            "started": local_time(batch.started),
            "stopped": local_time(batch.stopped),
            "time": "" if document["seconds"] is None else f"{document['seconds']:.3f} s",
            "trials": str(document["trials"]),
            "start": "" if batch.limits.start == "cold" else batch.limits.start,
            "objective": f"{batch.objective.direction} {batch.objective.column}",
            "table": "" if batch.operation.can_run else batch.operation.target,
            "folder": str(document["dir"]) if batch.operation.can_run else "",
        }
    )
    print("flags:")
    for name in sorted(batch.flags):
        print(f"  {name}: {batch.flags[name]}")
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
