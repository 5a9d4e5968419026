"""That messages are read and written as protobuf does it."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, strategies as st
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary

from guild_desktop.scalars.wire import (
    bytes_field,
    double_field,
    float_field,
    integer_field,
    read_fields,
    read_varint,
    signed,
    text_field,
)

INT64 = st.integers(-(2**63), 2**63 - 1)


@given(st.floats(allow_nan=False), INT64, st.text())
def test_that_protobuf_reads_what_is_written(wall_time, step, version):
    message = double_field(1, wall_time) + integer_field(2, step) + text_field(3, version)
    event = Event.FromString(message)
    assert (event.wall_time, event.step, event.file_version) == (wall_time, step, version)


@given(st.floats(allow_nan=False), INT64, st.binary())
def test_that_what_protobuf_writes_is_read(wall_time, step, graph):
    message = Event(wall_time=wall_time, step=step, graph_def=graph).SerializeToString()
    fields = dict(read_fields(message))
    assert fields.get(1, b"\0" * 8) == struct.pack("<d", wall_time)
    assert signed(fields.get(2, 0)) == step
    assert fields[4] == graph


@pytest.mark.parametrize(("value", "stored"), [(1e300, "inf"), (-1e300, "-inf"), (0.5, "0.5")])
def test_that_a_number_too_large_for_a_float_is_infinite(value, stored):
    message = Summary(value=[Summary.Value.FromString(float_field(2, value))])
    assert message.value[0].simple_value == float(stored)


def test_that_a_number_without_sign_reads_back_with_it():
    assert signed(read_varint(integer_field(1, -3), 1)[0]) == -3


def test_that_text_which_is_no_unicode_can_be_written():
    assert dict(read_fields(text_field(1, "a\udc80"))) == {1: b"a?"}


@given(st.binary(max_size=40))
def test_that_any_bytes_are_fields_or_a_value_error(message):
    try:
        fields = list(read_fields(message))
    except ValueError:
        return
    assert all(number >= 0 for number, _ in fields)


@given(st.binary(max_size=40))
def test_that_a_message_that_was_cut_is_a_value_error(content):
    whole = bytes_field(7, content + b"!")
    for end in range(1, len(whole)):
        with pytest.raises(ValueError, match=r"beyond|without an end"):
            list(read_fields(whole[:end]))
