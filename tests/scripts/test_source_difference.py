"""What differs between the sources of two runs."""

from __future__ import annotations

import json

from guild_desktop.scripts.snapshot import take_snapshot
from guild_desktop.scripts.source_difference import (
    MOST_LINES,
    compare_sources,
    difference,
    find_snapshot,
)


def test_that_a_continued_batch_has_the_source_of_each_of_its_runs(project, tmp_path):
    hashes = []
    for number in (1, 2):
        project.write("train.py", f"x = {number}\n")
        folder = tmp_path / "batch" / f"source-{number}"
        hashes.append(take_snapshot(project.operation(), folder).hash)
    batch = tmp_path / "batch"
    assert find_snapshot(batch, hashes[0]).name == "source-1"
    assert find_snapshot(batch, hashes[1]).name == "source-2"
    assert find_snapshot(batch, "other") is None
    found = compare_sources((batch, hashes[0], "train.py"), (batch, hashes[1], "train.py"))
    assert found.lines[-2:] == ("-x = 1", "+x = 2")
    assert found.changed == ("train.py",)


def test_that_a_snapshot_that_is_gone_or_broken_is_told(tmp_path):
    broken = tmp_path / "source-1" / ".guild"
    broken.mkdir(parents=True)
    (broken / "snapshot.json").write_text("{")
    side = (tmp_path, "hash", "train.py")
    assert "train.py" in compare_sources(side, side).trouble


def test_that_added_and_removed_files_differ():
    found = difference({"a.py": b"x\n", "b.py": b""}, {"a.py": b"x\n", "c.py": b"y\n"})
    assert found.changed == ("b.py", "c.py")
    assert found.same == 1
    assert "+y" in found.lines
    assert "--- not there" in found.lines


def test_that_data_is_not_shown_as_text():
    found = difference({"a.bin": b"\0"}, {"a.bin": b"\1\0"})
    assert found.lines == ("a.bin differs, and is no text or too long to be compared by lines.",)


def test_that_of_a_notebook_the_cells_are_compared():
    def notebook(line, result):
        cell = {"source": [line], "outputs": [result]}
        return json.dumps({"cells": [cell]}).encode()

    found = difference({"a.ipynb": notebook("x = 1", "1")}, {"a.ipynb": notebook("x = 2", "2")})
    assert found.lines[-2:] == ("-x = 1", "+x = 2")


def test_that_a_very_long_difference_is_cut_and_says_so():
    text = b"".join(b"%d\n" % at for at in range(2 * MOST_LINES))
    found = difference({"a.py": b""}, {"a.py": text})
    assert found.cut
    assert len(found.lines) == MOST_LINES
