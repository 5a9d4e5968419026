"""`tensorboard`: runs in TensorBoard, with what they report while it is open."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import webbrowser
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from guild_desktop.cli.app import FAILED, OK, complain
from guild_desktop.cli.options import Parser, add_selection, chooses, not_empty, opened_store
from guild_desktop.cli.selecting import chosen_rows, load_frame
from guild_desktop.core.errors import UserError
from guild_desktop.core.listing import runs_of_rows
from guild_desktop.interop.tensorboard.chosen_folder import chosen_log_folder
from guild_desktop.interop.tensorboard.log_folder import LogFolder
from guild_desktop.interop.tensorboard.open_board import OpenBoard
from guild_desktop.interop.tensorboard.temporary_folder import new_log_folder
from guild_desktop.settings.system_libraries import has_display

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from guild_desktop.core.run import Run
    from guild_desktop.store.store import Store

_ROUND = 1.0
"""Seconds between two looks at the store."""


def main(arguments: list[str], home: str | None) -> int:
    """Write the runs for TensorBoard and show them until Ctrl+C."""
    parser = Parser("tensorboard", "Show runs in TensorBoard, also those that come later.")
    add_selection(parser)
    where = "where to write them; else into a temporary folder"
    parser.add_argument("--logdir", type=not_empty, metavar="DIR", help=where)
    parser.add_argument("--no-launch", action="store_true", help="write them and do no more")
    options = parser.parse_intermixed_args(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        # They too end what was started and take the temporary folder away, unless nohup keeps one off.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)
    with opened_store(home) as store:
        logdir = options.logdir
        folder = None if logdir is None else chosen_log_folder(logdir, store.home.path)
        chosen = _Chosen(store, options)
        if not chosen.runs:
            start = "No runs. Start one with: guild-desktop run SCRIPT"
            print("No runs match." if chooses(options) else start, file=sys.stderr)
            return FAILED
        try:
            if options.no_launch:
                _write(store, chosen, folder or new_log_folder())
            else:
                _show(store, chosen, folder)
        except UserError as error:
            complain(error)
            return FAILED
    return OK


class _Chosen:
    """The runs that SELECT means, oldest first, followed in the store."""

    def __init__(self, store: Store, options: argparse.Namespace) -> None:
        self._store = store
        self._options = options
        self._version = store.data_version()
        self._look_at = 0.0
        self._frame = load_frame(store)
        self.runs = self._select()

    def more(self, seconds: float) -> Sequence[Run]:
        """Wait so long; then all of them if there is something new in the store."""
        time.sleep(seconds)
        now = time.monotonic()
        if now < self._look_at:
            return ()
        self._look_at = now + _ROUND
        version = self._store.data_version()
        if version == self._version:
            return ()
        self._version = version
        changes = self._store.changes_since(self._frame.revision)
        self._frame = self._frame.updated(
            changes.runs, changes.batches, changes.purged, revision=changes.revision
        )
        # What was chosen by its id may be deleted by now.
        with suppress(UserError):
            self.runs = self._select()
        return self.runs

    @property
    def pythons(self) -> tuple[str, ...]:
        """The interpreters of the runs, that of the newest first."""
        batches = dict.fromkeys(run.batch for run in reversed(self.runs))
        return tuple(self._frame.batches[batch].operation.python for batch in batches)

    def _select(self) -> tuple[Run, ...]:
        runs = runs_of_rows(self._frame, chosen_rows(self._options, self._frame))
        return tuple(reversed(runs))


def _write(store: Store, chosen: _Chosen, folder: Path) -> None:
    """Write the runs, and say where they are."""
    with closing(LogFolder(folder, store.series)) as log:
        log.update(chosen.runs)
        written, shown = sum(run.has_begun for run in chosen.runs), len(log)
    others = f", which shows {shown:,} now" if shown > written else ""
    print(f"Wrote {_count(written)} into {folder}{others}")


def _show(store: Store, chosen: _Chosen, folder: Path | None) -> None:
    """Keep TensorBoard open until it ends, which is a ``UserError``, or until Ctrl+C."""
    told = False

    def tell(address: str) -> None:
        nonlocal told
        if told:
            return
        told = True
        print(f"TensorBoard shows {_count(board.count)} at {address} (Ctrl+C ends it)", flush=True)
        # Some browsers come back only when they are closed.
        threading.Thread(target=_open_browser, args=(address,), daemon=True).start()

    with OpenBoard(store, chosen.runs, chosen.pythons, folder) as board:
        board.follow(chosen.more, tell)


def _open_browser(address: str) -> None:
    """Without a display only a browser in this terminal would be found, and take it over."""
    shown = has_display() or bool(os.environ.get("BROWSER"))
    can_be_seen = not sys.platform.startswith("linux") or shown
    if not can_be_seen or not webbrowser.open(f"{address}#hparams"):
        print("No browser could be opened here; go to the address yourself.", file=sys.stderr)


def _count(runs: int) -> str:
    return "1 run" if runs == 1 else f"{runs:,} runs"
