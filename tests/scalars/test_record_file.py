"""That records are read once they are whole, and that damage does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import masked_crc32c

from guild_desktop.scalars.record_file import RecordFile, checksum, framed

RECORDS = st.lists(st.binary(max_size=30), max_size=6)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "events.out.tfevents.1"


@given(st.binary(max_size=100))
def test_that_checksums_are_tensorboard_s(data):
    assert checksum(data) == masked_crc32c(data)


@given(RECORDS, st.data())
def test_that_records_are_the_same_however_a_file_grows(tmp_path_factory, records, data):
    whole = b"".join(map(framed, records))
    path = tmp_path_factory.mktemp("grows") / "events"
    cuts = data.draw(st.lists(st.integers(0, len(whole)), max_size=8).map(sorted))
    file, found = RecordFile(path), []
    for begin, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        with path.open("ab") as more:
            more.write(whole[begin:end])
        found += file.read()
    assert found == records
    assert (file.offset, file.skipped, file.broken) == (len(whole), 0, False)


@given(RECORDS, st.integers(1, 60))
def test_that_reading_in_portions_gives_everything(tmp_path_factory, records, most):
    path = tmp_path_factory.mktemp("portions") / "events"
    path.write_bytes(b"".join(map(framed, records)))
    file, found = RecordFile(path), []
    while portion := list(file.read(most)):
        found += portion
    assert found == records


@given(st.lists(st.binary(min_size=1, max_size=30), min_size=1, max_size=4), st.data())
def test_that_one_damaged_byte_costs_its_record_or_what_follows(tmp_path_factory, records, data):
    whole = bytearray(b"".join(map(framed, records)))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("damage") / "events"
    path.write_bytes(whole)
    file = RecordFile(path)
    found = list(file.read())
    if file.broken:
        assert found == records[: len(found)]
    else:
        assert file.skipped == 1
        damaged = next(
            i for i in range(len(records)) if [*found[:i], records[i], *found[i:]] == records
        )
        assert records[:damaged] + records[damaged + 1 :] == found


def test_that_reading_ends_for_good_at_a_damaged_length(file: Path) -> None:
    file.write_bytes(framed(b"one") + b"\xff" * 20)
    records = RecordFile(file)
    assert list(records.read()) == [b"one"]
    with file.open("ab") as more:
        more.write(framed(b"two"))
    assert list(records.read()) == []
    assert records.broken


def test_that_a_file_begun_anew_is_read_from_its_beginning(file: Path) -> None:
    file.write_bytes(framed(b"one") + framed(b"two"))
    records = RecordFile(file)
    assert list(records.read()) == [b"one", b"two"]
    file.write_bytes(framed(b"three"))
    assert list(records.read()) == [b"three"]


def test_that_a_huge_record_is_stepped_over(file: Path) -> None:
    file.write_bytes(framed(b"one") + framed(bytes(2 << 20)) + framed(b"two"))
    records = RecordFile(file)
    assert list(records.read()) == [b"one", b"two"]
    assert records.skipped == 1


def test_that_a_file_that_is_not_there_has_no_records(file: Path) -> None:
    assert list(RecordFile(file).read()) == []
