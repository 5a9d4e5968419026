"""That a script can append its numbers to a file."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, strategies as st

from guild_desktop.scalars.events import EventsFile
from guild_desktop.scalars.summary import ScalarPoint


def line(**event) -> str:
    return json.dumps(event) + "\n"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "events.jsonl"


def test_that_nothing_is_there_before_the_script_writes(file):
    assert list(EventsFile(file).read()) == []


def test_that_each_line_is_read_once(file):
    events = EventsFile(file)
    file.write_text(line(tag="loss", value=0.5, step=3))
    assert list(events.read()) == [ScalarPoint("loss", 0.5, 3)]
    assert list(events.read()) == []
    with file.open("a") as more:
        more.write(line(tag="loss", value=1, step=4) + line(tag="acc", value=0, step=4))
    assert list(events.read()) == [ScalarPoint("loss", 1.0, 4), ScalarPoint("acc", 0.0, 4)]


def test_that_a_line_being_written_waits_for_its_end(file):
    events = EventsFile(file)
    text = line(tag="loss", value=0.5, step=3)
    file.write_text(text[:10])
    assert list(events.read()) == []
    file.write_text(text)
    assert list(events.read()) == [ScalarPoint("loss", 0.5, 3)]


def test_that_a_last_line_without_its_end_counts_when_the_script_has_ended(file):
    events = EventsFile(file)
    file.write_text(line(tag="loss", value=0.5, step=3).strip())
    assert list(events.finish()) == [ScalarPoint("loss", 0.5, 3)]


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


def test_that_a_huge_file_is_read_a_piece_at_a_time(file):
    points = [ScalarPoint("loss", float(i), i) for i in range(100_000)]
    file.write_text("".join(line(tag=p.tag, value=p.value, step=p.step) for p in points))
    events = EventsFile(file)
    found = list(events.read())
    assert 0 < len(found) < len(points) / 2
    shared = list(events.read(readers=8))
    assert 0 < len(shared) < len(found) / 2
    assert [*found, *shared, *events.finish()] == points


def test_that_a_line_of_its_own_kind_does_not_change_the_others(file):
    lines = ['{"tag": "a", "value": 1}', '{"tag": "a", "value": "nan"}', "7", "  ", "{}"]
    file.write_text("\n".join([*lines, '{"tag": "a", "value": 2, "more": [1]}']) + "\n")
    events = EventsFile(file)
    assert [point.step for point in events.read()] == [0, 1, 2]
    assert events.skipped == 2


NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, 2**53, 2**64, -(2**63)])
TAGS = st.sampled_from(["a", "b", ""]) | st.text(max_size=3)
VALUES = NUMBERS | st.booleans() | st.text(max_size=3) | st.just("1")
STEPS = NUMBERS | st.none() | st.booleans()
EVENTS = st.fixed_dictionaries({"tag": TAGS, "value": VALUES}, optional={"step": STEPS})


@given(st.lists(EVENTS, max_size=5))
def test_that_a_line_means_the_same_whatever_stands_beside_it(tmp_path_factory, events):
    file = tmp_path_factory.getbasetemp() / "events.jsonl"
    text = "".join(line(**event) for event in events)
    file.write_text(text)
    alone = EventsFile(file)
    expected = [repr(point) for point in alone.finish()]
    file.write_text("7\n" + text)
    beside = EventsFile(file)
    assert [repr(point) for point in beside.finish()] == expected
    assert beside.skipped == alone.skipped + 1


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
    assert list(events.read()) == [ScalarPoint("a", 1.0, 0)]
    assert events.skipped == len(broken)


def test_that_a_file_begun_anew_is_read_from_its_start(file):
    events = EventsFile(file)
    file.write_text(line(tag="loss", value=1, step=1) * 3)
    list(events.read())
    file.write_text(line(tag="loss", value=2, step=2))
    assert list(events.read()) == [ScalarPoint("loss", 2.0, 2)]
