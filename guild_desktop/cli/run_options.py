"""The options of `run`."""

from __future__ import annotations

from argparse import BooleanOptionalAction
from typing import get_args

from guild_desktop.cli.options import (
    Parser,
    at_least_one,
    count,
    devices,
    not_empty,
    number,
    time_span,
    whole_number,
)
from guild_desktop.core.batch import StartMode
from guild_desktop.optimizers.registry import own_optimizer_infos


def run_parser() -> Parser:
    """Knows every option of ``run`` and what its help says."""
    parser = Parser("run", "Run a script once, or as a batch of trials.")
    add = parser.add_argument
    add("words", nargs="*", metavar="SCRIPT | FLAG=EXPR | @FILE")
    add("--module", help="run a module, as python -m does")
    add("--command", help="run a command template; {x} stands for the flag x")
    again = "go on with a batch, or run a run again; other options change it or are refused"
    add("--restart", metavar="ID", help=again)
    failed = (
        "with --restart: run again what failed or was lost; a search makes no new trials then, "
        "a grid runs all that is not completed"
    )
    add("--failed", action="store_true", help=failed)
    best = "with --restart: run the N best trials K more times each (--repeat K, otherwise 3) and nothing else"
    add("--confirm", type=at_least_one, metavar="N", help=best)
    names = ", ".join(info.name for info in own_optimizer_infos())
    add(
        "-o",
        "--optimizer",
        help=f"what proposes trials: {names}; all with: guild-desktop optimizers",
    )
    add("-Fo", dest="optimizer_flags", action="append", default=[], metavar="NAME=VALUE")
    add("-m", "--max-trials", type=whole_number)
    small = "the scalar to make small (loss, or: min loss)"
    add("-N", "--minimize", metavar="COL", action="append", help=small)
    add("-X", "--maximize", metavar="COL", action="append", help="the scalar to make large")
    add("--random-seed", type=whole_number)
    seeds = "runs of each trial, with a random seed each, judged by their mean (1)"
    add("--repeat", type=at_least_one, metavar="K", help=seeds)
    add("--workers", type=whole_number, help="how many trials run at once")
    start = (
        "cold: each trial in a new Python (usual); warm: forked after the imports; auto: what pays"
    )
    add("--start", choices=get_args(StartMode), help=start)
    add("--python", type=not_empty, help="the interpreter for the trials")
    add("--cwd", choices=("run", "project"), help="where trials run: in their own folder or yours")
    add("--timeout", type=number, metavar="S", help="seconds a trial may take")
    add("--fail-on-trial-error", action="store_true", help="stop at the first failure")
    pattern = "numbers in its output besides 'name: number' lines; may be repeated"
    add("--scalar", metavar="NAME=PATTERN", action="append", help=pattern)
    many = "stop when K trials have failed; 0: never (otherwise: when the first 3 all fail)"
    add("--stop-after-failures", dest="max_failures", type=count, metavar="K", help=many)
    span = "start no more trials after so long: seconds, 10m, 2h"
    add("--stop-after", type=time_span, metavar="TIME", help=span)
    patience = "stop when N completed trials in a row brought no better objective; 0: never"
    add("--patience", type=count, metavar="N", help=patience)
    early = (
        "stop trials that do worse than others at the same step: median, asha or off, "
        "with options as in asha,factor=4 (they are listed by: guild-desktop optimizers)"
    )
    add("--early-stopping", metavar="RULE", help=early)
    cards = "graphics cards, as in 0,1: each trial that runs at once gets one"
    add("--devices", type=devices, metavar="LIST", help=cards)
    add(
        "--retries",
        type=whole_number,
        metavar="N",
        help="more attempts that a failed trial gets (0)",
    )
    holds = 'only trials whose flags satisfy it, such as "warmup < epochs"'
    add("--where", metavar="CONDITION", help=holds)
    first = "a search tries the script's defaults first (usual if it learns from results)"
    add("--defaults-first", action=BooleanOptionalAction, default=None, help=first)
    point = "a search tries the flags of this run first; may be repeated"
    add("--start-from", action="append", metavar="RUN", help=point)
    add("--needed", action="store_true", help="leave out what the same code has completed before")
    add("--stage", action="store_true", help="store it, start it later with --restart")
    turn = "start it when what runs and waits has ended; this command does not wait"
    add("--queue", action="store_true", help=turn)
    add("-l", "--label", metavar="T", help="a label for it")
    add("-t", "--tag", metavar="T", action="append", help="a tag for it; may be repeated")
    add("--comment", metavar="T", help="a comment for it")
    space = "show the trials, or what a search chooses them from; run nothing"
    add("--print-trials", action="store_true", help=space)
    file = "write the trials to a .csv or .json file, run nothing"
    add("--save-trials", metavar="FILE", help=file)
    commands = "print the trials' command lines; global variables stand behind #; run nothing"
    add("--print-cmd", action="store_true", help=commands)
    source = "show what of the project runs see, and by which rule; run nothing"
    add("--test-sourcecode", action="store_true", help=source)
    add("-y", "--yes", action="store_true", help="do not ask")
    add("--json", action="store_true", help="print one JSON document and nothing else")
    return parser
