"""That a home whose store is damaged is made whole by one command."""

from __future__ import annotations

import shutil

from tests.outside.terminal import Terminal


def test_that_a_damaged_store_is_told_with_the_command_that_makes_it_anew(
    terminal: Terminal,
) -> None:
    assert terminal.run("train.py", "x=[1,2,3]", "--random-seed", "1").status == 0
    before = terminal.rows()
    (terminal.home / "store.db").write_bytes(b"not what it was" * 500)
    said = terminal.type("runs")
    assert said.status == 2
    assert "guild-desktop rebuild" in said.err
    said = terminal.type("rebuild", answer="n\n")
    assert said.status == 1
    assert (terminal.home / "store.db").read_bytes().startswith(b"not what it was")
    said = terminal.type("rebuild", answer="y\n")
    assert said.status == 0
    assert "The new store holds 3 runs of 1 batch." in said.out
    assert terminal.rows() == before


def test_that_rebuild_prints_one_document_if_that_is_asked_for(terminal: Terminal) -> None:
    assert terminal.run("train.py").status == 0
    (terminal.home / "store.db").unlink()
    said = terminal.type("rebuild", "-y", "--json")
    assert said.status == 0
    assert said.document["runs"] == 1
    assert said.document["old"] is None


def test_that_rebuild_says_what_could_not_come_back(terminal: Terminal) -> None:
    terminal.write("fails.py", "x = 1\nraise SystemExit('no')\n")
    terminal.run("fails.py", "x=[1,2,3]", "--fail-on-trial-error")
    (terminal.home / "store.db").unlink()
    shutil.rmtree(terminal.home / "backups")
    said = terminal.type("rebuild", "-y")
    assert "2 trials had not started and did not come back" in said.out
