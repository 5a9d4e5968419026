"""Measures how good optimizers are, or reports on what was measured."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

# Before numpy is loaded: several threads in each of several jobs would be measured as cost.
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_variable] = "1"

from guild_desktop.core.errors import UserError  # noqa: E402  the line above comes first
from tests.benchmarks.optimizer_quality import ours, peers, records, study  # noqa: E402  as above
from tests.benchmarks.optimizer_quality.ahead import MODE  # noqa: E402  as above
from tests.benchmarks.optimizer_quality.problems import PROBLEMS  # noqa: E402  as above
from tests.benchmarks.optimizer_quality.report import report  # noqa: E402  as above

_FEW = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run or report; 2 if what was asked for makes no sense."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options) if options.verb == "run" else _report(options)
    except (UserError, ValueError) as error:
        print(" ".join(map(str, error.args)), file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.optimizer_quality", description=__doc__
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", help="run the searches that a file of results still lacks")
    run.add_argument("--jobs", type=int, default=1, help="searches at a time (1)")
    run.add_argument("--ahead", action="store_true", help="ask ours ahead of time, as engines do")
    tell = verbs.add_parser("report", help="print tables of files of results, in Markdown")
    tell.add_argument("--observed", action="store_true", help="regret of the lowest loss seen")
    tell.add_argument("--ours", nargs="*", help="whose place to tell (all of ours)")
    for verb in (run, tell):
        verb.add_argument("--problems", nargs="*", choices=PROBLEMS, default=list(PROBLEMS))
        verb.add_argument("--optimizers", nargs="*", metavar="NAME[:OPTION=VALUE...]")
        verb.add_argument(
            "--seeds",
            default="report",
            help=f"report (0:{_FEW}), tune ({records.TUNE.start}:{records.TUNE.start + _FEW}), or A:B in one of both",
        )
        verb.add_argument("--workers", nargs="*", type=int, default=[1])
        verb.add_argument("--budgets", nargs="*", type=int, default=[20, 50, 100])
        verb.add_argument("--json", nargs="*" if verb is tell else None, type=Path, required=True)
    return parser


def seeds_of(text: str) -> range:
    """The seeds that were meant; ValueError if some are for tuning and some for reports."""
    for name, whole in (("report", records.REPORT), ("tune", records.TUNE)):
        if text == name:
            return whole[:_FEW]
    start, _, stop = text.partition(":")
    seeds = range(int(start), int(stop))
    for whole in (records.REPORT, records.TUNE):
        if seeds and seeds[0] in whole and seeds[-1] in whole:
            return seeds
    raise ValueError(
        f"The seeds {text} are none, or of both kinds: 0:{records.TUNE.start} are for reports, "
        f"those from {records.TUNE.start} on for tuning."
    )


def _run(options: argparse.Namespace) -> int:
    names = options.optimizers or [*ours.names(), *peers.PEERS]
    if options.ahead:
        names = [f"{name}{MODE}" for name in names if peers.is_ours(name)]
    present = []
    for name in names:
        if lacking := peers.missing(name):
            print(f"missing: {name} needs {', '.join(lacking)}")
        else:
            present.append(name)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    keys = list(
        study.wanted(
            present, options.problems, seeds_of(options.seeds), options.workers, options.budgets
        )
    )
    ended = study.run(keys, options.budgets, options.json, options.jobs)
    for number, (key, trouble) in enumerate(ended, 1):
        plan = f" of {key.plan} trials" if key.plan else ""
        what = f"{key.optimizer} on {key.problem} {key.seed}, workers {key.workers}{plan}"
        print(f"{number}: {what}{f': FAILED, {trouble}' if trouble else ''}", flush=True)
    return 0


def _report(options: argparse.Namespace) -> int:
    seeds = seeds_of(options.seeds)
    found = [
        record
        for record in records.newest(records.read(options.json))
        if record.seed in seeds
        and record.problem in options.problems
        and record.workers in options.workers
        and record.budget in options.budgets
        and (not options.optimizers or record.optimizer in options.optimizers)
    ]
    names = dict.fromkeys(record.optimizer for record in found)
    mine = options.ours or [name for name in names if peers.is_ours(name)]
    for line in report(found, mine, observed=options.observed):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
