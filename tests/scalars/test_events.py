"""That a script can append its numbers to a file."""

from __future__ import annotations

import json
import math

import pytest

from guild_desktop.scalars.events import EventsFile
from guild_desktop.scalars.summary import ScalarPoint


def line(**event) -> str:
    return json.dumps(event) + "\n"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "events.jsonl"


def test_that_nothing_is_there_before_the_script_writes(file):
    assert EventsFile(file).read() == []


def test_that_each_line_is_read_once(file):
    events = EventsFile(file)
    file.write_text(line(tag="loss", value=0.5, step=3))
    assert events.read() == [ScalarPoint("loss", 0.5, 3)]
    assert events.read() == []
    with file.open("a") as more:
        more.write(line(tag="loss", value=1, step=4) + line(tag="acc", value=0, step=4))
    assert events.read() == [ScalarPoint("loss", 1.0, 4), ScalarPoint("acc", 0.0, 4)]


def test_that_a_line_being_written_waits_for_its_end(file):
    events = EventsFile(file)
    text = line(tag="loss", value=0.5, step=3)
    file.write_text(text[:10])
    assert events.read() == []
    file.write_text(text)
    assert events.read() == [ScalarPoint("loss", 0.5, 3)]


def test_that_a_last_line_without_its_end_counts_when_the_script_has_ended(file):
    events = EventsFile(file)
    file.write_text(line(tag="loss", value=0.5, step=3).strip())
    assert events.finish() == [ScalarPoint("loss", 0.5, 3)]


def test_that_values_without_a_step_count_up(file):
    file.write_text(
        line(tag="a", value=1) + line(tag="a", value=2, step=None) + line(tag="b", value=3)
    )
    assert [(p.tag, p.step) for p in EventsFile(file).read()] == [("a", 0), ("a", 1), ("b", 0)]


def test_that_infinities_may_be_numbers_or_text(file):
    file.write_text('{"tag": "a", "value": NaN}\n{"tag": "a", "value": "-inf"}\n')
    first, second = EventsFile(file).read()
    assert math.isnan(first.value)
    assert second.value == -math.inf


def test_that_broken_lines_are_left_out_and_counted(file):
    broken = [
        b"no json",
        b"[1, 2]",
        b"7",
        b'{"tag": "a"}',
        b'{"value": 1}',
        b'{"tag": "", "value": 1}',
        b'{"tag": 3, "value": 1}',
        b'{"tag": "\\ud800", "value": 1}',
        b'{"tag": "a", "value": true}',
        b'{"tag": "a", "value": null}',
        b'{"tag": "a", "value": 1, "step": "x"}',
        b'{"tag": "a", "value": 1, "step": 1e300}',
        b"\xff\xfe",
        b"[" * 100_000,
    ]
    events = EventsFile(file)
    file.write_bytes(b"\n".join([*broken, b"", b'{"tag": "a", "value": 1}']) + b"\n")
    assert events.read() == [ScalarPoint("a", 1.0, 0)]
    assert events.skipped == len(broken)


def test_that_a_file_begun_anew_is_read_from_its_start(file):
    events = EventsFile(file)
    file.write_text(line(tag="loss", value=1, step=1) * 3)
    events.read()
    file.write_text(line(tag="loss", value=2, step=2))
    assert events.read() == [ScalarPoint("loss", 2.0, 2)]
