"""SQLite's errors and the disk's, in words that a person can do something about."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from peewee import DatabaseError, InterfaceError

from guild_desktop.store.disk_space import shortage
from guild_desktop.store.errors import DamagedRecordError, StoreError
from guild_desktop.store.schema import MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guild_desktop.store.home import Home

_REBUILD = "Make it anew from the folders of the runs: guild-desktop rebuild"
_CAUSES = {
    "SQLITE_FULL": ("The disk is full", "Free some space; nothing that was stored is lost."),
    "SQLITE_IOERR": ("The disk reports an error", "Check the disk and its free space."),
    "SQLITE_READONLY": ("The store cannot be written", "Change the permissions of the home."),
    "SQLITE_CANTOPEN": ("The store cannot be opened", "Check the permissions of the home."),
    "SQLITE_CORRUPT": ("The store is damaged", _REBUILD),
    "SQLITE_NOTADB": ("The store is damaged", _REBUILD),
    "SQLITE_BUSY": ("Another program holds the store", "Close it, then try again."),
}


@contextmanager
def told_plainly(home: Home) -> Iterator[None]:
    """Turn errors that a person can do something about, SQLite's and files', into ``StoreError``."""
    try:
        yield
    except (DatabaseError, InterfaceError, sqlite3.Error) as error:
        code = _sqlite_code(error)
        # SQLite cannot even make the files beside the store, and calls that an error of the disk.
        if code.startswith("SQLITE_IOERR") and (told := shortage(home.path)):
            _, hint = _CAUSES["SQLITE_FULL"]
            raise StoreError(f"{told[:1].upper()}{told[1:]}.", hint, code) from error
        for prefix, (message, hint) in _CAUSES.items():
            if code.startswith(prefix):
                raise StoreError(f"{message}: {home.store_file}.", hint, code) from error
        # Python's own words, of a text that is none any more: SQLite finds nothing wrong with that.
        if "Could not decode to UTF-8" not in str(error) and _is_sound(home):
            raise
        raise _damage(home) from error
    except (DamagedRecordError, UnicodeDecodeError) as error:
        # Python cannot even tell SQLite's words about some kinds of damage.
        raise _damage(home) from error
    except TimeoutError as error:
        message, hint = _CAUSES["SQLITE_BUSY"]
        raise StoreError(f"{message}: {home.store_file}.", hint, "SQLITE_BUSY") from error
    except OSError as error:
        # The store's file or its lock.
        raise StoreError(
            f"The store {home.store_file} cannot be reached: {error.strerror or error}.",
            "Check that its folder is there and can be used.",
        ) from error


def _damage(home: Home) -> StoreError:
    message, hint = _CAUSES["SQLITE_CORRUPT"]
    return StoreError(f"{message}: {home.store_file}.", hint, "SQLITE_CORRUPT")


def _is_sound(home: Home) -> bool:
    """Whether nothing is wrong with the store itself, so that an error it does not explain
    is a bug of ours.
    """
    address = f"file:{quote(str(home.store_file))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as store:
            (verdict,) = store.execute("PRAGMA quick_check").fetchone()
            tables = _tables(store)
    except sqlite3.Error:
        return False
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        for step in MIGRATIONS:
            step(new)
        return bool(verdict == "ok" and tables == _tables(new))


def _tables(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def _sqlite_code(error: BaseException) -> str:
    """SQLite's own name of the cause: peewee hides it some steps down the chain of exceptions."""
    seen: BaseException | None = error
    code = ""
    while seen is not None:
        code = getattr(seen, "sqlite_errorname", None) or code
        seen = seen.__cause__ or seen.__context__
    return code
