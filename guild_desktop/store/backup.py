"""A copy of the store that can be trusted: written aside, checked, and only then given its name."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def back_up(connection: sqlite3.Connection, target: Path) -> None:
    """Copy the store into the file ``target``, in place of an earlier copy.

    Copying the file itself would miss what is still in SQLite's log. Raises ``sqlite3.Error`` when the
    copy cannot be made, or is no sound store; an earlier copy is untouched then.
    """
    aside = target.with_name(target.name + ".new")
    aside.unlink(missing_ok=True)
    connection.execute("VACUUM INTO ?", (str(aside),))
    aside.chmod(0o600)
    with closing(sqlite3.connect(aside)) as copy:
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        aside.unlink()
        error = sqlite3.DatabaseError(verdict)
        error.sqlite_errorname = "SQLITE_CORRUPT"
        raise error
    aside.replace(target)
