"""The file that keeps a trial's output within bounds."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, strategies as st

from guild_desktop.engine.output import OutputFile


def kept(folder: Path, chunks: list[bytes], head: int, tail: int) -> bytes:
    path = folder / "output"
    path.unlink(missing_ok=True)
    file = OutputFile(path, head, tail)
    for chunk in chunks:
        file.write(chunk)
    file.close()
    assert sorted(each.name for each in folder.iterdir()) == ["output"]
    return path.read_bytes()


@given(chunks=st.lists(st.binary(max_size=12), max_size=12))
def test_that_everything_is_kept_while_it_fits(tmp_path_factory, chunks: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("output")
    assert kept(folder, chunks, head=1000, tail=10) == b"".join(chunks)


@given(
    chunks=st.lists(st.text("abcdefgh\n", max_size=30).map(str.encode), max_size=12),
    head=st.integers(0, 40),
    tail=st.integers(2, 40),
)
def test_that_the_beginning_and_the_end_are_kept_and_the_gap_is_counted(
    tmp_path_factory, chunks: list[bytes], head: int, tail: int
) -> None:
    written = b"".join(chunks)
    found = kept(tmp_path_factory.mktemp("output"), chunks, head, tail)
    gap = re.search("\n… ([0-9,]+) bytes left out here …\n".encode(), found)
    if gap is None:
        assert found == written
        return
    first, last = found[: gap.start()], found[gap.end() :]
    assert len(first) == head
    assert written.startswith(first)
    assert written.endswith(last)
    assert len(last) >= tail // 2
    assert len(first) + len(last) + int(gap[1].replace(b",", b"")) == len(written)


def test_that_disk_use_stays_bounded_while_a_trial_runs(tmp_path: Path) -> None:
    file = OutputFile(tmp_path / "output", head=1000, tail=200)
    for _ in range(1000):
        file.write(b"x" * 77)
        assert sum(each.stat().st_size for each in tmp_path.iterdir()) <= 1200
    file.close()
