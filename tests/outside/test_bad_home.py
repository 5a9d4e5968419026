"""What is wrong with a home is one plain sentence, and the home is left alone."""

from __future__ import annotations

import sqlite3

import pytest

from guild_desktop.store.schema import SCHEMA_VERSION
from tests.outside.refusals import assert_refused
from tests.outside.terminal import Terminal


def test_that_a_home_that_is_a_file_is_refused(terminal: Terminal) -> None:
    terminal.home.parent.mkdir(parents=True, exist_ok=True)
    terminal.home.write_text("not a folder")
    assert_refused(terminal.run("train.py"), str(terminal.home))
    assert_refused(terminal.type("runs"), str(terminal.home))
    assert terminal.home.read_text() == "not a folder"


def test_that_a_home_that_cannot_be_made_is_refused(terminal: Terminal) -> None:
    terminal.run("train.py")
    before = {path.name for path in terminal.home.rglob("*")}
    # Nothing keeps root from writing but a file where a folder has to be.
    inside = terminal.home / "store.db" / "home"
    assert_refused(terminal.run("train.py", "--home", str(inside)), str(inside), "--home")
    assert {path.name for path in terminal.home.rglob("*")} == before


def test_that_a_home_of_a_newer_program_is_left_alone(terminal: Terminal) -> None:
    terminal.run("train.py")
    with sqlite3.connect(terminal.home / "store.db") as database:
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    database.close()
    before = (terminal.home / "store.db").read_bytes()
    for said in (terminal.type("runs"), terminal.run("train.py")):
        assert_refused(said, "newer Guild Desktop", "Install")
    assert (terminal.home / "store.db").read_bytes() == before


@pytest.mark.parametrize("kind", ["overwritten", "cut short"])
def test_that_a_damaged_store_is_told_and_left_alone(terminal: Terminal, kind: str) -> None:
    terminal.run("train.py", "x=[1,2]")
    store = terminal.home / "store.db"
    good = store.read_bytes()
    store.write_bytes(b"x" * 4096 + good[4096:] if kind == "overwritten" else good[:6000])
    damaged = store.read_bytes()
    for said in (terminal.type("runs"), terminal.run("train.py")):
        assert_refused(said, "damaged", str(store))
    assert store.read_bytes() == damaged


def test_that_a_strangers_database_is_never_written(terminal: Terminal) -> None:
    terminal.home.mkdir(parents=True)
    with sqlite3.connect(terminal.home / "store.db") as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
    database.close()
    before = (terminal.home / "store.db").read_bytes()
    assert_refused(terminal.type("runs"), "not a store of Guild Desktop")
    assert (terminal.home / "store.db").read_bytes() == before
