"""What the commands' options have in common: parsing without tracebacks, SELECT, the home."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.core.time_span import read_time_span
from guild_desktop.settings.folders import home_folder
from guild_desktop.store.batch_queue import BatchQueue
from guild_desktop.store.home import open_home
from guild_desktop.store.lock import is_locked
from guild_desktop.store.store import Store

STATUS_SWITCHES = {
    "-Sc": Status.COMPLETED,
    "-Se": Status.ERROR,
    "-St": Status.TERMINATED,
    "-Sr": Status.RUNNING,
    "-Sp": Status.PENDING,
    "-Ss": Status.STAGED,
}


class Parser(argparse.ArgumentParser):
    """An argument parser that tells problems as ``UserError`` and never guesses abbreviations."""

    def __init__(self, verb: str, description: str) -> None:
        super().__init__(prog=f"guild-desktop {verb}", description=description, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Refuse the words given."""
        raise UserError(f"{message[:1].upper()}{message[1:]}.", f"Try: {self.prog} --help")


def whole_number(text: str) -> int:
    """Any whole number; what makes sense is for others to say."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None


def number(text: str) -> float:
    """Any number."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None


def count(text: str) -> int:
    """How many, as an option gives it: a whole number from 0 up."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 up")
    return int(text)


def at_least_one(text: str) -> int:
    """How many of something that there is always one of: a whole number from 1 up."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)


def not_empty(text: str) -> str:
    """What an option names: any text with a letter in it."""
    if not text.strip():
        raise argparse.ArgumentTypeError("it is empty; name something, or leave the option out")
    return text


def time_span(text: str) -> float:
    """A length of time in seconds, as an option gives it."""
    seconds = read_time_span(text)
    if seconds is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 90, 10m or 1h30m")
    return seconds


def devices(text: str) -> tuple[str, ...]:
    """The names between the commas, as an option gives them."""
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise argparse.ArgumentTypeError(f"{text!r} is no list such as 0,1")
    return names


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add SELECT: ids, indexes and slices, and the filters."""
    parser.add_argument(
        "select", nargs="*", help="run ids or prefixes, 3, 1:20, :20 (1 is the newest run)"
    )
    parser.add_argument("-Fo", dest="operations", action="append", metavar="OPERATION")
    parser.add_argument("-Fl", dest="labels", action="append", metavar="LABEL")
    parser.add_argument("-Ft", dest="tags", action="append", metavar="TAG")
    parser.add_argument("-Fm", dest="marked", action="store_true", help="only marked runs")
    parser.add_argument(
        "-F", dest="where", action="append", metavar="CONDITION", help='such as "loss < -0.5"'
    )
    for switch, status in STATUS_SWITCHES.items():
        parser.add_argument(
            switch,
            dest="statuses",
            action="append_const",
            const=status,
            help=f"only {status} runs",
        )


def chooses(options: argparse.Namespace) -> bool:
    """Whether anything of SELECT was given, so that only some of the runs are meant."""
    return bool(
        options.select
        or options.operations
        or options.labels
        or options.tags
        or options.marked
        or options.where
        or options.statuses
    )


@contextmanager
def opened_store(home: str | None) -> Iterator[Store]:
    """The store of the home that was named or is usual; dead engines are set right first.

    So is a queue that they left standing.
    """
    with Store(open_home(Path(home_folder(home)))).opened() as store:
        unfinished = store.unfinished_batches()
        if any(not is_locked(store.home.engine_lock(batch.id)) for batch in unfinished):
            from guild_desktop.engine.recovery import recover

            recover(store)
            unfinished = store.unfinished_batches()
        if not unfinished and not BatchQueue(store).is_empty():
            from guild_desktop.engine.launch import advance_queue

            advance_queue(store)
        yield store
