"""What a person is told when the store cannot be used."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from guild_desktop.store.errors import StoreError
from guild_desktop.store.home import open_home
from guild_desktop.store.plain_errors import told_plainly


@pytest.mark.parametrize(
    ("free", "told"), [(0, "is full (0 bytes free)"), (1 << 30, "The disk reports an error")]
)
def test_that_an_error_of_a_disk_without_room_is_told_as_a_full_disk(
    home: Path, monkeypatch: pytest.MonkeyPatch, free: int, told: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=free))
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_SHMSIZE"
    with pytest.raises(StoreError) as caught, told_plainly(open_home(home)):
        raise error
    assert told in caught.value.message
    assert caught.value.code == "SQLITE_IOERR_SHMSIZE"
