"""Copies of the store that can be trusted: written aside, checked, and only then given their name."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

from guild_desktop.store.lock import FileLock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from guild_desktop.store.home import Home

KEPT = 5
"""How many daily copies there are; the oldest goes when one more is made."""

_A_DAY = 24 * 3600.0

_STEPS = 10_000
"""Steps of SQLite's machine between two looks at whether to give up: a millisecond or so."""


def back_up(
    connection: sqlite3.Connection, target: Path, given_up: Callable[[], bool] = lambda: False
) -> None:
    """Copy the store into the file ``target``, in place of an earlier copy.

    Copying the file itself would miss what is still in SQLite's log. Raises ``sqlite3.Error`` when the
    copy cannot be made, is no sound store, or is ``given_up``; an earlier copy is untouched then.
    """
    aside = target.with_name(target.name + ".new")
    aside.unlink(missing_ok=True)
    connection.set_progress_handler(given_up, _STEPS)
    try:
        connection.execute("VACUUM INTO ?", (str(aside),))
    except sqlite3.Error:
        # On a full disk, half a copy would take the last room.
        aside.unlink(missing_ok=True)
        raise
    finally:
        connection.set_progress_handler(None, 0)
    aside.chmod(0o600)
    with closing(sqlite3.connect(aside)) as copy:
        copy.set_progress_handler(given_up, _STEPS)
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        aside.unlink()
        error = sqlite3.DatabaseError(verdict)
        error.sqlite_errorname = "SQLITE_CORRUPT"
        raise error
    aside.replace(target)


def daily_copies(home: Home) -> list[Path]:
    """The daily copies of a home's store, the newest first."""
    return sorted(home.backups.glob("store-*.db"), reverse=True)


def is_due(home: Home) -> bool:
    """Whether the newest daily copy is older than a day, or there is none."""
    copies = daily_copies(home)
    try:
        return not copies or time.time() - copies[0].stat().st_mtime > _A_DAY
    except FileNotFoundError:
        # Another process is making room for a newer one.
        return False


def back_up_if_due(
    connection: sqlite3.Connection, home: Home, given_up: Callable[[], bool]
) -> bool:
    """Make today's copy if it is due and no other process is at it; whether that was done.

    Raises as ``back_up_today`` does, but for what is ``given_up``.
    """
    if not is_due(home):
        return False
    home.backups.mkdir(mode=0o700, exist_ok=True)
    lock = FileLock(home.backups / "copying.lock")
    if not lock.try_acquire():
        return False
    try:
        back_up_today(connection, home, given_up)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_INTERRUPT":
            raise
        return False
    finally:
        lock.release()
    return True


def back_up_today(
    connection: sqlite3.Connection, home: Home, given_up: Callable[[], bool] = lambda: False
) -> None:
    """Make today's copy and let go of the oldest; raises as ``back_up`` does, and ``OSError``."""
    home.backups.mkdir(mode=0o700, exist_ok=True)
    back_up(connection, home.backups / time.strftime("store-%Y-%m-%d.db"), given_up)
    for old in daily_copies(home)[KEPT:]:
        old.unlink(missing_ok=True)
