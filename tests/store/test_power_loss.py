"""That whatever is left of the store's files after a crash, it is what was stored up to some moment."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.store.home import Home, open_home
from guild_desktop.store.store import Store

WORDS = 200

WRITER = """
import os, sys
from pathlib import Path
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store
store = Store(open_home(Path(sys.argv[1])))
store.open()
for number in range(int(sys.argv[2])):
    store.send(sys.argv[3], str(number))
# Without a word, as when the power goes: the log is not folded into the store.
os._exit(0)
"""


@pytest.fixture
def torn_off(home: Path, batch_id: str) -> Path:
    """A home whose writer was gone in a moment, with all its words still in the log."""
    arguments = [str(home), str(WORDS), batch_id]
    subprocess.run([sys.executable, "-c", WRITER, *arguments], check=True)
    assert (home / "store.db-wal").stat().st_size > 100_000
    return home


@pytest.fixture
def batch_id(store: Store, batch: object) -> str:
    identity: str = batch.id  # type: ignore[attr-defined]
    store.close()
    return identity


def copy_of(home: Path, to: Path) -> Home:
    shutil.rmtree(to, ignore_errors=True)
    opened = open_home(to)
    # The index of the log is made anew from the log.
    for name in ("store.db", "store.db-wal"):
        shutil.copyfile(home / name, to / name)
    return opened


def words_in(home: Home, batch_id: str) -> list[str]:
    with Store(home).opened() as store:
        check = store.connection.database.execute_sql("PRAGMA integrity_check").fetchone()
        assert check == ("ok",)
        return [command.text for command in store.commands_after(batch_id, 0)]


def test_that_all_words_are_there_when_the_log_is_whole(
    torn_off: Path, tmp_path: Path, batch_id: str
) -> None:
    kept = words_in(copy_of(torn_off, tmp_path / "copy"), batch_id)
    assert kept == [str(number) for number in range(WORDS)]


@pytest.mark.parametrize("harm", ["cut", "zeroed", "garbage"])
def test_that_of_a_damaged_log_the_words_before_the_damage_are_there(
    torn_off: Path, tmp_path: Path, batch_id: str, harm: str
) -> None:
    rng = random.Random(7)
    size = (torn_off / "store.db-wal").stat().st_size
    lengths = []
    for _ in range(20):
        copy = copy_of(torn_off, tmp_path / "copy")
        log = copy.path / "store.db-wal"
        place = rng.randrange(size)
        with log.open("r+b") as file:
            if harm == "cut":
                file.truncate(place)
            else:
                file.seek(place)
                length = min(4096, size - place)
                file.write(bytes(length) if harm == "zeroed" else rng.randbytes(length))
        kept = words_in(copy, batch_id)
        assert kept == [str(number) for number in range(len(kept))]
        lengths.append(len(kept))
    assert len(set(lengths)) > 5, "the damage should have been in many places"


@pytest.mark.parametrize("gone", ["store.db-wal", "store.db-shm"])
def test_that_a_store_without_its_log_opens_as_it_was_before(
    torn_off: Path, batch_id: str, gone: str
) -> None:
    (torn_off / gone).unlink()
    kept = words_in(open_home(torn_off), batch_id)
    assert kept == [str(number) for number in range(len(kept))]


@pytest.mark.parametrize("seed", range(4))
def test_that_a_damaged_store_is_a_sentence_or_still_readable_never_a_crash(
    torn_off: Path, tmp_path: Path, batch_id: str, seed: int
) -> None:
    words_in(open_home(torn_off), batch_id)
    rng = random.Random(seed)
    whole = (torn_off / "store.db").read_bytes()
    hints = []
    for _ in range(60):
        copy = open_home(tmp_path / "copy")
        damaged = bytearray(whole)
        for _ in range(rng.randrange(1, 40)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        copy.store_file.write_bytes(damaged[: rng.choice([len(damaged), len(damaged) // 2])])
        try:
            with Store(copy).opened() as store:
                store.changes_since(0)
                store.commands_after(batch_id, 0)
        except UserError as error:
            hints.append(error.hint)
        shutil.rmtree(copy.path)
    assert hints
    assert all(hints), "each says what to do"
