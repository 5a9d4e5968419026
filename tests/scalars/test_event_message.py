"""That scalars are found in events as the different writers make them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, strategies as st
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.compat.proto.tensor_pb2 import TensorProto
from tensorboard.util.tensor_util import make_tensor_proto

from guild_desktop.scalars.event_message import EventMessages
from guild_desktop.scalars.summary import ScalarPoint
from tests.scalars.event_writing import plain, tensor


def points(*events: Event) -> list[ScalarPoint]:
    messages = EventMessages()
    return [point for event in events for point in messages.points(event.SerializeToString())]


@given(st.text(min_size=1, max_size=50), st.floats(width=32), st.integers(-(2**52), 2**52))
def test_that_a_plain_value_is_a_scalar(tag, value, step):
    ((found, number, where),) = points(plain(tag, value, step))
    assert (found, where) == (tag, step)
    assert number == value or (math.isnan(number) and math.isnan(value))


@pytest.mark.parametrize(
    "kind",
    ["f4", "f8", "f2", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"],
)
@pytest.mark.parametrize("value", [0, 3, 100, -5, 0.5])
def test_that_a_tensor_with_one_number_is_a_scalar(kind, value):
    if np.dtype(kind).kind != "f":
        value = abs(int(value)) if np.dtype(kind).kind == "u" else int(value)
    array = np.array(value, dtype=kind)
    raw = TensorProto(dtype=make_tensor_proto(array).dtype, tensor_content=array.tobytes())
    for held in (make_tensor_proto(array), raw):
        assert points(tensor("loss", held, 7)) == [ScalarPoint("loss", float(value), 7)]


def test_that_the_short_floats_of_machine_learning_are_read():
    # 1.5 is 0x3fc00000 as a float; bfloat16 is the upper half of that.
    typed = TensorProto(dtype=14, half_val=[0x3FC0])
    raw = TensorProto(dtype=14, tensor_content=b"\xc0\x3f")
    assert [p.value for p in points(tensor("a", typed), tensor("b", raw))] == [1.5, 1.5]


def test_that_true_is_one():
    assert points(tensor("ok", make_tensor_proto(np.array(True))))[0].value == 1.0


def test_that_the_plugin_need_be_said_only_once():
    one = make_tensor_proto(np.float32(1))
    found = points(tensor("a", one, 0), tensor("a", one, 1, None), tensor("b", one, 1, None))
    assert found == [ScalarPoint("a", 1.0, 0), ScalarPoint("a", 1.0, 1)]


@pytest.mark.parametrize(
    "value",
    [
        make_tensor_proto(np.array([1.0])),
        make_tensor_proto(np.array([1.0, 2.0])),
        make_tensor_proto(np.array("text")),
        TensorProto(dtype=1),
        TensorProto(dtype=1, tensor_content=b"123"),
        TensorProto(dtype=99, float_val=[1.0]),
    ],
)
def test_that_other_tensors_are_no_scalars(value):
    assert points(tensor("a", value)) == []


def test_that_tensors_of_other_plugins_are_no_scalars():
    assert points(tensor("a", make_tensor_proto(np.float32(1)), plugin="hparams")) == []


def test_that_one_event_may_have_several_scalars():
    values = [Summary.Value(tag=tag, simple_value=i) for i, tag in enumerate("abc")]
    event = Event(step=4, summary=Summary(value=values))
    assert points(event) == [ScalarPoint(tag, float(i), 4) for i, tag in enumerate("abc")]


def test_that_events_without_scalars_are_passed_over():
    histogram = Summary(value=[Summary.Value(tag="h", histo={"min": 1})])
    assert points(Event(file_version="brain.Event:2"), Event(graph_def=b"x" * 99)) == []
    assert points(Event(summary=histogram)) == []


def test_that_a_step_beyond_what_floats_can_tell_is_none():
    assert points(plain("a", 1.0, 2**53)) == []


def test_that_a_scalar_without_a_name_or_with_an_endless_one_is_none():
    assert points(plain("", 1.0), plain("a" * 2000, 1.0)) == []


@given(st.binary(max_size=60))
def test_that_bytes_that_are_no_event_do_no_harm(data):
    messages = EventMessages()
    assert isinstance(messages.points(data), list)
    inner = b"\x2a" + bytes([len(data)]) + data
    assert isinstance(messages.points(inner), list)


def test_that_what_is_no_event_is_counted():
    messages = EventMessages()
    assert messages.points(b"\x10") == messages.points(b"\x28\x01") == []
    assert messages.skipped == 2
