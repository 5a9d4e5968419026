"""Makes a home's store anew, from the folders of its runs and the newest copy that can be read."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from guild_desktop.core.errors import UserError
from guild_desktop.core.regular_file import open_regular
from guild_desktop.core.run import Status
from guild_desktop.engine.folder_records import kept_batches, kept_runs
from guild_desktop.engine.scalar_log import ScalarLog
from guild_desktop.engine.trial_start import event_files, events_file
from guild_desktop.scripts.kept_output import output_path
from guild_desktop.store.backup import daily_copies
from guild_desktop.store.edit_log import noted
from guild_desktop.store.home import Home, open_home
from guild_desktop.store.lock import FileLock, is_locked
from guild_desktop.store.plain_errors import told_plainly
from guild_desktop.store.recorder import Recorder
from guild_desktop.store.restoring import Restorer, revision_of
from guild_desktop.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run

_BLOCK = 1 << 20
_ENDINGS = ("", "-wal", "-shm")
_UNKNOWN = "the store was lost while it ran"
_UNSTARTED = "the store was lost before it started"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What the new store holds, and where the old one lies; ``copy`` is the copy it began with, if any.

    ``unstarted`` trials were planned and have no folder that could tell of them; ``nameless`` folders are
    there of batches that never began, or whose record is damaged.
    """

    batches: int
    runs: int
    unstarted: int
    nameless: int
    copy: Path | None
    old: Path | None


def rebuild_store(home: Home, told: Callable[[str], object] = lambda _text: None) -> Rebuilt:
    """Put a new store in the place of a damaged or lost one; the old one is kept under another name.

    Runs are taken from their folders, with their values from what they printed and wrote, what people
    wrote about them from where it was noted beside the store, and the rest, such as runs that have no
    folder, from the newest daily copy that is sound. ``told`` hears what is being done. The new store
    gets its place when it is complete. ``UserError`` while a batch runs, or if something was written to
    the old store meanwhile.
    """
    _check_that_nothing_runs(home)
    before = revision_of(home)
    scratch = home.path / "rebuilding"
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        draft = open_home(scratch)
        copy = _begin_with_copy(home, draft)
        with Store(draft).opened() as store:
            _take_from_folders(home, store, told)
            everything = store.changes_since(0)
        # Who would write waits for their turn, and finds the new store then.
        with told_plainly(home), FileLock(home.write_lock).held():
            _check_that_nothing_runs(home)
            if revision_of(home) != before:
                raise UserError(
                    "The store has changed while it was being made anew, and was left as it is.",
                    "Close what uses this home, then try again.",
                )
            old = _exchange(home, draft)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Rebuilt(
        len(everything.batches),
        len(everything.runs),
        _unstarted(everything.batches, everything.runs),
        _nameless(home, everything.batches),
        copy,
        old,
    )


def _unstarted(batches: Iterable[Batch], runs: Iterable[Run]) -> int:
    """How many trials these batches planned of which there is no run."""
    there = Counter(batch for batch, _trial in {(run.batch, run.trial) for run in runs})
    return sum(max(0, batch.planned - there[batch.id]) for batch in batches)


def _nameless(home: Home, batches: Iterable[Batch]) -> int:
    """How many folders of batches there are of which nothing is known any more."""
    known = {batch.id for batch in batches}
    return sum(folder.name not in known for folder in (home.path / "batches").glob("*/"))


def _check_that_nothing_runs(home: Home) -> None:
    for lock in (home.path / "locks").glob("*.lock"):
        if lock != home.write_lock and is_locked(lock):
            raise UserError("A batch is running in this home.", "Stop it first.")


def _begin_with_copy(home: Home, draft: Home) -> Path | None:
    """Let the draft begin with the newest copy that can be read; which it was."""
    for copy in daily_copies(home):
        shutil.copyfile(copy, draft.store_file)
        try:
            with Store(draft).opened() as store:
                store.changes_since(0)
        except UserError:
            for ending in _ENDINGS:
                _beside(draft.store_file, ending).unlink(missing_ok=True)
        else:
            return copy
    return None


def _take_from_folders(home: Home, store: Store, told: Callable[[str], object]) -> None:
    restorer = Restorer(store)
    batches = {batch.id: _ended(batch) for batch in kept_batches(home)}
    restorer.put_batches(batches.values())
    batches = {batch.id: batch for batch in store.changes_since(0).batches}
    runs = [_over(run) for run in kept_runs(home) if run.batch in batches]
    restorer.put_runs(runs)
    restorer.put_edits(noted(home))
    recorder = Recorder(store)
    for batch in batches.values():
        if batch.status.is_finished:
            # As a copy has them that was made while it was on.
            recorder.mark_lost(batch.id)
            recorder.call_off_pending(batch.id, _UNSTARTED)
    for number, run in enumerate(runs, 1):
        told(f"run {number:,} of {len(runs):,}")
        batch = batches[run.batch]
        log = ScalarLog(recorder, batch.operation.patterns, goal=batch.objective.name)
        read = _read_again(home, log, run)
        if run.scalars and run.scalars != read:
            # Of long output the middle is not kept.
            recorder.add_scalars([], {run.id: run.scalars})


def _read_again(home: Home, log: ScalarLog, run: Run) -> object:
    """Store the values that are in a run's folder; their summaries."""
    folder = home.run_folder(run.id)
    log.open(run, events_file(folder), event_files(folder))
    try:
        with open_regular(output_path(folder)) as output:
            while data := output.read(_BLOCK):
                log.feed(run.id, "stdout", data)
    except OSError:
        # It never printed anything, or its folder cannot be read.
        pass
    summaries, _unread = log.close(run.id)
    return summaries


def _ended(batch: Batch) -> Batch:
    if batch.status.is_finished or batch.status is Status.STAGED:
        return batch
    return replace(batch, status=Status.TERMINATED, reason=_UNKNOWN, resumed=None)


def _over(run: Run) -> Run:
    if run.status is not Status.RUNNING:
        return run
    return replace(run, status=Status.LOST, reason=_UNKNOWN)


def _exchange(home: Home, draft: Home) -> Path | None:
    """Put the draft in the store's place; where the old one lies now, None if there was none."""
    aside = home.path / time.strftime("store-damaged-%Y-%m-%d-%H%M%S.db")
    # SQLite would read an old log into the new store.
    for ending in reversed(_ENDINGS):
        file = _beside(home.store_file, ending)
        if file.exists():
            file.replace(_beside(aside, ending))
    draft.store_file.replace(home.store_file)
    return aside if aside.exists() else None


def _beside(store_file: Path, ending: str) -> Path:
    return store_file.with_name(store_file.name + ending)
