"""`analyze`: which flags matter, what a model makes of the runs, and what to try next."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from guild_desktop.cli.app import FAILED, OK, misuse
from guild_desktop.cli.documents import print_json
from guild_desktop.cli.options import Parser, add_selection, chooses, count, opened_store
from guild_desktop.cli.selecting import chosen_rows, load_frame, load_records
from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.listing import ListingFilters, Records, runs_of_rows, select_rows
from guild_desktop.core.run import SHORT_ID, Run
from guild_desktop.scripts.environment import THREAD_LIMITS

if TYPE_CHECKING:
    from guild_desktop.analysis.question import Question
    from guild_desktop.analysis.results import Analysis
    from guild_desktop.core.frame import RunFrame

_MOST_PROPOSALS = 100
"""Each takes some hundredths of a second, and all of them wait for those before."""

_NO_RUN = (None, "", "average", "best")
"""What ``--at`` may say besides a run."""

_DESCRIPTION = """\
Show which flags the objective depends on, what a model makes of the runs and what to try next.
Works for batches of any optimizer, for several batches together and for imported tables.
"""


def main(arguments: list[str], home: str | None) -> int:
    """Analyze the runs of one batch, or those that are selected."""
    options = _parser().parse_intermixed_args(arguments)
    # More threads would help little and take the processors from trials that run meanwhile.
    for name in THREAD_LIMITS:
        os.environ.setdefault(name, "1")
    batch, runs, own = _chosen(options, home)
    if not runs:
        print("No runs match.", file=sys.stderr)
        return FAILED
    question = _question(options, own, runs)
    from guild_desktop.analysis.analyze import analyze

    analysis = analyze(batch, runs, question)
    if options.json:
        from guild_desktop.analysis.documents import plain_document

        head = {"batch": None if batch is None else batch.id}
        print_json(head | plain_document(analysis))
    else:
        from guild_desktop.cli.analysis_tables import print_analysis

        print_analysis(_title(batch, analysis), analysis, sys.stdout)
    refused = analysis.importance.refusal and analysis.response.refusal
    return FAILED if refused else OK


def _parser() -> Parser:
    parser = Parser("analyze", _DESCRIPTION)
    add_selection(parser)
    goal = parser.add_mutually_exclusive_group()
    goal.add_argument("--objective", metavar="COL", help="the scalar to explain (the batch's own)")
    goal.add_argument("-N", "--minimize", metavar="COL", help="explain it; low is good")
    goal.add_argument("-X", "--maximize", metavar="COL", help="explain it; high is good")
    parser.add_argument("--flags", metavar="NAME,...", help="show the model along these flags only")
    parser.add_argument(
        "--pair", metavar="NAME,NAME", help="also the model over two flags (in --json)"
    )
    parser.add_argument(
        "--at",
        metavar="RUN|average",
        help="keep the other flags as in this run, or average over all runs (the model's best)",
    )
    parser.add_argument(
        "--next", metavar="N", type=count, default=3, help="how many proposals to show (3)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser


def _chosen(
    options: argparse.Namespace, home: str | None
) -> tuple[Batch | None, list[Run], Objective]:
    """The batch whose space counts, the runs in the order of creation, and the objective of the newest."""
    with opened_store(home) as store:
        known = load_frame(store) if options.where else load_records(store)
    if not chooses(options):
        batches = [b for b in known.batches.values() if not b.hidden and b.deleted is None]
        if not batches:
            misuse(
                "There is no batch to analyze.", "Make one with: guild-desktop run SCRIPT x=[0:1]"
            )
        options.select = [max(batches, key=lambda batch: batch.sequence).id]
    rows = chosen_rows(options, known)
    runs = [run for run in runs_of_rows(known, rows) if run.deleted is None][::-1]
    if options.at not in _NO_RUN:
        options.at = _run_at(options.at, known, runs)
    ids = {run.batch for run in runs}
    theirs = [known.batches[batch_id] for batch_id in ids if batch_id in known.batches]
    shown = [batch for batch in theirs if not batch.hidden]
    # Of several batches each had a space of its own: then it is what the runs have varied.
    batch = shown[0] if len(theirs) == 1 and shown else None
    newest = max(theirs, key=lambda batch: batch.sequence, default=None)
    return batch, runs, Objective() if newest is None else newest.objective


def _question(options: argparse.Namespace, own: Objective, runs: list[Run]) -> Question:
    from guild_desktop.analysis.question import Question

    objective = own
    if options.objective:
        direction = (
            own.direction if Objective.of(options.objective).name == own.name else "minimize"
        )
        objective = Objective.of(options.objective, direction)
    elif options.minimize or options.maximize:
        direction = "minimize" if options.minimize else "maximize"
        objective = Objective.of(options.minimize or options.maximize, direction)
    _check_objective(objective, runs)
    pair = _names(options.pair)
    if pair and len(set(pair)) != 2:
        misuse(f"--pair {options.pair} names no two flags.", "Write them like --pair lr,depth.")
    if options.next > _MOST_PROPOSALS:
        misuse(f"{options.next} proposals are too many.", f"Ask for {_MOST_PROPOSALS} at most.")
    run = "" if options.at in _NO_RUN else options.at
    return Question(
        objective,
        flags=_names(options.flags) or None,
        pair=(pair[0], pair[1]) if pair else None,
        context="run" if run else "average" if options.at == "average" else "best",
        context_run=run,
        proposals=options.next,
    )


def _check_objective(objective: Objective, runs: list[Run]) -> None:
    reported = sorted({name for run in runs for name in run.scalars})
    if reported and objective.name not in reported:
        raise UserError(
            f"No run reported {objective.name}.",
            f"Choose with --minimize or --maximize what they reported: {', '.join(reported[:10])}.",
        )


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def _run_at(word: str, known: RunFrame | Records, runs: list[Run]) -> str:
    """The id of the run that a word means, by its id or its place in the list; it is one of ``runs``."""
    named = {row.record.id for row in select_rows(known, [word], ListingFilters())}
    found = [run.id for run in runs if run.id in named]
    if len(found) != 1:
        misuse(
            f"{word} names {len(found)} of these runs, and one is needed.",
            "Give the id of one of them, its place in the list, or average.",
        )
    return found[0]


def _title(batch: Batch | None, analysis: Analysis) -> str:
    goal = f"{analysis.objective.direction} {analysis.objective.column}"
    return goal if batch is None else f"{batch.name} {batch.id[:SHORT_ID]}, {goal}"
