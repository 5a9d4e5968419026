"""That what is written is what TensorBoard's own messages mean."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.plugins.hparams import api_pb2, metadata

from guild_desktop.core.run import Status
from guild_desktop.interop.tensorboard.experiment import hparam_infos
from guild_desktop.interop.tensorboard.messages import (
    event_time,
    experiment_content,
    experiment_event,
    hparam,
    read_session_start,
    scalar_event,
    session_end_event,
    session_start_event,
)

VALUES = st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20)
FLAGS = st.dictionaries(st.text(min_size=1, max_size=10), VALUES, max_size=5)


def content(event: bytes, tag: str) -> bytes:
    (value,) = Event.FromString(event).summary.value
    assert value.tag == tag
    assert value.metadata.plugin_data.plugin_name == metadata.PLUGIN_NAME
    return value.metadata.plugin_data.content


@given(FLAGS, st.floats(0, 1e10))
def test_that_a_session_start_holds_the_flags_and_reads_back(flags, started):
    event = session_start_event(started, flags)
    info = metadata.parse_session_start_info_plugin_data(
        content(event, metadata.SESSION_START_INFO_TAG)
    )
    found = {name: getattr(v, v.WhichOneof("kind")) for name, v in info.hparams.items()}
    assert found == flags
    assert {name: type(value) for name, value in found.items()} == {
        n: type(v) for n, v in flags.items()
    }
    assert info.start_time_secs == started
    assert read_session_start(event) == flags
    assert event_time(event) == started


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (Status.COMPLETED, api_pb2.STATUS_SUCCESS),
        (Status.ERROR, api_pb2.STATUS_FAILURE),
        (Status.TERMINATED, api_pb2.STATUS_FAILURE),
        (Status.PRUNED, api_pb2.STATUS_FAILURE),
        (Status.LOST, api_pb2.STATUS_FAILURE),
    ],
)
def test_that_a_session_end_tells_how_a_run_ended(status, outcome):
    event = session_end_event(5.0, status)
    info = metadata.parse_session_end_info_plugin_data(
        content(event, metadata.SESSION_END_INFO_TAG)
    )
    assert (info.status, info.end_time_secs) == (outcome, 5.0)
    assert read_session_start(event) is None


def test_that_an_experiment_lists_flags_with_their_values_and_metrics():
    runs = [{"x": 1.0, "on": True, "opt": "b", "any": 1.0}, {"x": -2.0, "opt": "a", "any": "auto"}]
    event = experiment_event(1.0, experiment_content(hparam_infos(runs), ["loss", "time"]))
    experiment = metadata.parse_experiment_plugin_data(content(event, metadata.EXPERIMENT_TAG))
    x, on, opt, mixed = experiment.hparam_infos
    assert (x.name, x.type, x.differs) == ("x", api_pb2.DATA_TYPE_FLOAT64, True)
    assert (x.domain_interval.min_value, x.domain_interval.max_value) == (-2.0, 1.0)
    assert (on.type, list(on.domain_discrete), on.differs) == (
        api_pb2.DATA_TYPE_BOOL,
        [True],
        False,
    )
    assert (opt.type, list(opt.domain_discrete)) == (api_pb2.DATA_TYPE_STRING, ["a", "b"])
    assert (mixed.type, list(mixed.domain_discrete)) == (api_pb2.DATA_TYPE_STRING, [1.0, "auto"])
    assert [metric.name.tag for metric in experiment.metric_infos] == ["loss", "time"]


def test_that_true_and_one_are_two_values():
    (info,) = hparam_infos([{"x": True}, {"x": 1.0}])
    assert [type(value) for value in info.values] == [bool, float]


def test_that_numbers_that_are_not_finite_leave_a_flag_a_number():
    runs = [{"x": math.nan, "y": 1.0}, {"x": 2.0, "y": 1.0}, {"x": math.nan}, {"x": math.inf}]
    x, y = hparam_infos(runs)
    assert (x.values, x.is_interval, x.differs) == ((2.0, 2.0), True, True)
    assert (y.values, y.is_interval, y.differs) == ((1.0, 1.0), True, False)
    (mixed,) = hparam_infos([{"x": math.nan}, {"x": "auto"}])
    assert (mixed.values, mixed.is_interval) == (("auto",), False)
    assert hparam_infos([{"only": math.inf}, {"only": math.nan}]) == []


def test_that_very_many_texts_are_no_set_to_choose_from():
    (info,) = hparam_infos([{"x": str(i)} for i in range(1000)])
    assert (info.values, info.differs) == ((), True)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (3, 3.0),
        (0.5, 0.5),
        ("0.5", "0.5"),
        (-math.inf, -math.inf),
        (10**400, None),
        ((1, "a"), "[1, a]"),
    ],
)
def test_that_every_value_of_a_flag_has_a_form_that_the_plugin_knows(value, shown):
    assert hparam(value) == shown
    assert type(hparam(value)) is type(shown)


@given(st.text(max_size=20), st.floats(width=32, allow_nan=False), st.integers(-(2**63), 2**63 - 1))
def test_that_a_scalar_is_a_plain_value(tag, value, step):
    event = Event.FromString(scalar_event(2.0, step, tag, value))
    (entry,) = event.summary.value
    assert (event.step, entry.tag, entry.simple_value) == (step, tag, value)
