"""`run`: a script once, or as a batch of trials; this process is the batch's engine."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from guild_desktop.cli.app import FAILED, INTERRUPTED, MISUNDERSTOOD, OK, misuse
from guild_desktop.cli.command_lines import show_commands
from guild_desktop.cli.documents import batch_document, print_json, run_document
from guild_desktop.cli.ending import advice_about_goal, count_completed, end_line
from guild_desktop.cli.going_on import going_on
from guild_desktop.cli.options import (
    opened_store,
)
from guild_desktop.cli.progress import LineATrial, PassThrough, tell
from guild_desktop.cli.restart import BatchContinuation, request_for_restart
from guild_desktop.cli.run_options import run_parser
from guild_desktop.cli.run_request import read_words, request_of
from guild_desktop.cli.source_code import show_source
from guild_desktop.cli.starting import start_points
from guild_desktop.cli.summary import summary
from guild_desktop.cli.trials import show_trials
from guild_desktop.core.attempts import by_trial, latest_attempts
from guild_desktop.core.condition_errors import FilterError, NothingFitsError
from guild_desktop.core.errors import UserError
from guild_desktop.core.reasons import is_interrupted
from guild_desktop.core.run import SHORT_ID, Status
from guild_desktop.engine.batch_runner import BatchRunner
from guild_desktop.engine.detached import listen_to_signals
from guild_desktop.engine.launch import advance_queue, store_batch
from guild_desktop.engine.observer import Observer, SilentObserver
from guild_desktop.engine.request import PlannedBatch, plan_batch
from guild_desktop.flags import errors_document
from guild_desktop.store.batch_queue import BatchQueue

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from guild_desktop.core.batch import Batch
    from guild_desktop.store.store import Store


def main(arguments: list[str], home: str | None) -> int:
    """Run what the words say; see contracts in the guide for the exit statuses."""
    options = run_parser().parse_intermixed_args(arguments)
    try:
        return _main(options, home)
    except NothingFitsError:
        raise
    except FilterError as error:
        raise error.about("condition", options.where or "") from error


def _main(options: argparse.Namespace, home: str | None) -> int:
    try:
        words = read_words(options.words)
        if options.restart is None:
            if options.failed:
                misuse("--failed needs a batch.", "Write: guild-desktop run --restart ID --failed")
            if options.confirm is not None:
                misuse(
                    "--confirm needs a batch.", "Write: guild-desktop run --restart ID --confirm 5"
                )
            request = replace(
                request_of(options, words), start_points=start_points(options.start_from, home)
            )
        else:
            with opened_store(home) as store:
                target = request_for_restart(options, words, store)
                if isinstance(target, BatchContinuation):
                    return _go_on(options, store, target)
                request = target
        planned = plan_batch(request)
        _check_that_trials_are_compared(options, planned)
        if _only_shows(options):
            return _show(options, planned, home)
    except UserError as error:
        if _only_shows(options) and options.json:
            print_json(errors_document(error))
            return MISUNDERSTOOD
        raise
    skipped = _count_skipped(planned, home)
    if skipped == planned.count:
        return _report_nothing_left(options, planned)
    text = summary(planned)
    if skipped:
        text += f"\n{skipped} of them are completed and are left out."
    if not _confirmed(options, text):
        return FAILED
    _tell_unread(options, (*planned.notes, planned.warning))
    return _run_new(options, planned, home)


def _check_that_trials_are_compared(options: argparse.Namespace, planned: PlannedBatch) -> None:
    """``UserError`` for an option that compares trials, if there is only one."""
    if planned.kind != "run":
        return
    stopping = options.early_stopping if planned.batch.limits.early_stopping else None
    for name, given in (("--patience", options.patience), ("--early-stopping", stopping)):
        if given:
            misuse(
                f"{name} compares the trials of a batch, and this is a single run.",
                "Leave it out, or give a flag several values.",
            )


def _count_skipped(planned: PlannedBatch, home: str | None) -> int:
    """How many of the trials are left out because they are completed."""
    if not planned.batch.limits.needed:
        return 0
    from guild_desktop.engine.needed import count_completed

    with opened_store(home) as store:
        return count_completed(store, planned)


def _report_nothing_left(options: argparse.Namespace, planned: PlannedBatch) -> int:
    if options.json:
        print_json({"trials": 0, "skipped": planned.count})
    elif planned.count == 1:
        print(f"{planned.batch.operation.name} has completed this already; nothing is left to run.")
    else:
        name = planned.batch.operation.name
        print(f"{name} has completed all {planned.count} trials already; nothing is left to run.")
    return OK


def _only_shows(options: argparse.Namespace) -> bool:
    trials = options.print_trials or options.save_trials
    return bool(trials or options.print_cmd or options.test_sourcecode)


def _show(options: argparse.Namespace, planned: PlannedBatch, home: str | None) -> int:
    if options.needed:
        misuse("--needed is for trials that run, and here none does.", "Leave it out.")
    file, printed = options.save_trials, options.print_trials
    shown = {
        "--print-cmd": options.print_cmd,
        "--test-sourcecode": options.test_sourcecode,
        "--print-trials": printed,
        "--save-trials": file,
    }
    one, *others = (name for name, given in shown.items() if given)
    if others and one not in ("--print-trials", "--save-trials"):
        misuse(f"{one} and {others[0]} show different things.", "Give one of them.")
    if options.test_sourcecode:
        return show_source(planned.batch.operation, home, as_json=options.json)
    if options.print_cmd:
        return show_commands(planned, as_json=options.json)
    return show_trials(planned, file, printed=printed, as_json=options.json)


def _run_new(options: argparse.Namespace, planned: PlannedBatch, home: str | None) -> int:
    if options.stage and options.queue:
        misuse("--stage and --queue are two ways to start it later.", "Give one of them.")
    with opened_store(home) as store:
        batch = store_batch(store, planned, staged=options.stage, queued=options.queue)
        if options.stage:
            return _report_staged(options, store, batch)
        if options.queue:
            advance_queue(store)
            return _report_queued(options, store, batch)
        return _serve(options, store, batch)


def _go_on(options: argparse.Namespace, store: Store, target: BatchContinuation) -> int:
    if not _confirmed(options, going_on(target.planned)):
        return FAILED
    planned = target.planned
    left_out = f"{planned.before.name} {planned.sentence()}." if planned.leaves_out else ""
    _tell_unread(options, (left_out, *planned.notes, planned.warning))
    return _serve(options, store, target.prepare(store))


def _serve(options: argparse.Namespace, store: Store, batch: Batch) -> int:
    observer: Observer = SilentObserver()
    if not options.json:
        observer = PassThrough() if batch.hidden else LineATrial()
    runner = BatchRunner(store.home, batch.id, observer)
    listen_to_signals(runner.stopping)
    ended = runner.run()
    runs = store.runs_of(batch.id)
    latest = latest_attempts(runs)
    if options.json:
        _print_result(store, ended)
    elif not batch.hidden:
        if advice := advice_about_goal(ended, latest):
            tell(f"{ended.name}: {advice}", sys.stderr)
        print(end_line(ended, latest))
    if is_interrupted(runner.stopping.reason):
        return INTERRUPTED
    if batch.hidden:
        return OK if runs and runs[-1].status is Status.COMPLETED else FAILED
    return OK if count_completed(latest) and ended.status is not Status.ERROR else FAILED


def _print_result(store: Store, batch: Batch) -> None:
    runs = store.runs_of(batch.id)
    if batch.hidden and runs:
        print_json(run_document(runs[-1], {batch.id: batch}, store.home, gain=None))
    else:
        trials = len(by_trial(runs))
        print_json(batch_document(batch, trials, store.home.batch_folder(batch.id)))


def _report_staged(options: argparse.Namespace, store: Store, batch: Batch) -> int:
    if options.json:
        _print_result(store, batch)
    else:
        name, staged = batch.name, batch.id
        if batch.hidden:
            name, staged = batch.operation.name, store.runs_of(batch.id)[0].id
        start = f"guild-desktop run --restart {staged[:SHORT_ID]}"
        print(f"Staged {name} as {staged}; start it with: {start}")
    return OK


def _report_queued(options: argparse.Namespace, store: Store, batch: Batch) -> int:
    if options.json:
        _print_result(store, store.batch(batch.id))
        return OK
    name = batch.operation.name if batch.hidden else batch.name
    waiting = [other.id for other in BatchQueue(store).waiting()]
    if batch.id in waiting:
        print(f"Queued {name} as {batch.id}, place {waiting.index(batch.id) + 1}.")
    else:
        print(f"Nothing else runs, so {name} has started as {batch.id}.")
    return OK


def _confirmed(options: argparse.Namespace, text: str) -> bool:
    """Show what would happen and ask; nothing is stored unless the answer is yes."""
    if options.yes:
        return True
    # With --json, standard output is for the document alone.
    stream = sys.stderr if options.json else sys.stdout
    print(text, file=stream)
    print("Continue? (Y/n) ", end="", flush=True, file=stream)
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        print(file=stream)
    if not answer:
        tell("Nothing was started, as nobody answers here. To start without asking: -y", sys.stderr)
    return answer.strip().lower() in ("", "y", "yes") and answer != ""


def _tell_unread(options: argparse.Namespace, unexpected: Iterable[str]) -> None:
    """Say of the summary what nobody would expect, to those who have not read it."""
    if options.yes and not options.json:
        for sentence in filter(None, unexpected):
            print(sentence)
