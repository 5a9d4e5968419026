"""The messages that TensorBoard and its HParams plugin read, as bytes.

Field numbers are those of its protocol buffers: ``event.proto``, ``summary.proto``, and ``api.proto`` and
``plugin_data.proto`` of the plugin.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guild_desktop.core.run import Status
from guild_desktop.core.values import Value, value_text
from guild_desktop.scalars.wire import (
    bytes_field,
    double_field,
    float_field,
    integer_field,
    read_fields,
    text_field,
)

Hparam = bool | float | str
"""What the HParams plugin knows as the value of a flag."""

START = "_hparams_/session_start_info"
END = "_hparams_/session_end_info"
EXPERIMENT = "_hparams_/experiment"

_TEXT, _BOOLEAN, _NUMBER = 1, 2, 3
_SUCCESS, _FAILURE = 1, 2

# A tensor of floats with no element: the plugin's data are in the metadata, but a value must be there.
_NO_VALUE = integer_field(1, 1) + bytes_field(2, bytes_field(2, b""))


def hparam(value: Value) -> Hparam | None:
    """What stands for a flag's value; None (a gap) for null, so that a flag of numbers stays one.

    Lists are texts. nan and infinities are numbers, which the plugin leaves out of its page, since JSON does
    not have them. What is too large for a double is a gap.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:
            return None
    return value_text(value)


@dataclass(frozen=True, slots=True)
class HparamInfo:
    """A flag over all runs: its kind and the values it may have.

    ``values`` are the ends of an interval if it ``is_interval``, else every value there is; empty where they
    are too many to choose from.
    """

    name: str
    values: tuple[Hparam, ...]
    is_interval: bool
    differs: bool


def version_event(wall_time: float) -> bytes:
    """What a file begins with. Times are seconds since 1970."""
    return double_field(1, wall_time) + text_field(3, "brain.Event:2")


def scalar_event(wall_time: float, step: int, tag: str, value: float) -> bytes:
    """One value of a scalar, as most writers store it: with 32 bits."""
    entry = text_field(1, tag) + float_field(2, value)
    return double_field(1, wall_time) + integer_field(2, step) + _summary(entry)


def session_start_event(wall_time: float, flags: Mapping[str, Hparam]) -> bytes:
    """That a run has begun, with its flags."""
    entries = (text_field(1, name) + bytes_field(2, _value(v)) for name, v in flags.items())
    info = b"".join(bytes_field(1, entry) for entry in entries) + double_field(5, wall_time)
    return _plugin_event(wall_time, START, bytes_field(3, info))


def session_end_event(wall_time: float, status: Status) -> bytes:
    """That a run has ended, and how."""
    outcome = _SUCCESS if status is Status.COMPLETED else _FAILURE
    info = integer_field(1, outcome) + double_field(2, wall_time)
    return _plugin_event(wall_time, END, bytes_field(4, info))


def experiment_content(flags: Iterable[HparamInfo], metrics: Iterable[str]) -> bytes:
    """What all runs are about: their flags and their metrics, each in order."""
    infos = (bytes_field(4, _hparam_info(flag)) for flag in flags)
    names = (bytes_field(5, bytes_field(1, text_field(2, tag))) for tag in metrics)
    return bytes_field(2, b"".join((*infos, *names)))


def experiment_event(wall_time: float, content: bytes) -> bytes:
    """The event with an experiment's content."""
    return _plugin_event(wall_time, EXPERIMENT, content)


def read_scalar_tag(event: bytes) -> str | None:
    """The tag of an event made by ``scalar_event``; None for any other; ``ValueError`` if broken."""
    summary = _part(event, 5)
    entry = _part(summary, 1) if summary is not None else None
    if entry is None or _part(entry, 2) is None:
        return None
    tag = _part(entry, 1)
    return None if tag is None else tag.decode()


def read_session_start(event: bytes) -> dict[str, Hparam] | None:
    """The flags of an event made by ``session_start_event``; None for any other; ``ValueError`` if broken."""
    content = plugin_content(event, START)
    info = _part(content, 3) if content is not None else None
    if info is None:
        return None
    flags: dict[str, Hparam] = {}
    for number, entry in read_fields(info):
        if number == 1 and isinstance(entry, bytes):
            name, value = _part(entry, 1), _part(entry, 2)
            if name is not None and value is not None:
                flags[name.decode()] = _from_value(value)
    return flags


def plugin_content(event: bytes, tag: str) -> bytes | None:
    """The content of an event of ours for the HParams plugin; None if it has another tag."""
    summary = _part(event, 5)
    entry = _part(summary, 1) if summary is not None else None
    if entry is None or _part(entry, 1) != tag.encode():
        return None
    metadata = _part(entry, 9)
    plugin = _part(metadata, 1) if metadata is not None else None
    return _part(plugin, 2) if plugin is not None else None


def event_time(event: bytes) -> float:
    """When an event says it was; 0 if it does not; ``ValueError`` if broken."""
    packed = _part(event, 1)
    return 0.0 if packed is None else _double(packed)


def _plugin_event(wall_time: float, tag: str, content: bytes) -> bytes:
    plugin = text_field(1, "hparams") + bytes_field(2, content)
    entry = text_field(1, tag) + bytes_field(8, _NO_VALUE) + bytes_field(9, bytes_field(1, plugin))
    return double_field(1, wall_time) + _summary(entry)


def _summary(entry: bytes) -> bytes:
    return bytes_field(5, bytes_field(1, entry))


def _hparam_info(flag: HparamInfo) -> bytes:
    kinds = {type(value) for value in flag.values}
    if flag.is_interval:
        low, high = (float(end) for end in flag.values)
        kind, field = _NUMBER, bytes_field(6, double_field(1, low) + double_field(2, high))
    else:
        kind = _BOOLEAN if kinds == {bool} else _TEXT
        field = bytes_field(5, b"".join(bytes_field(1, _value(value)) for value in flag.values))
    info = text_field(1, flag.name) + integer_field(4, kind)
    if flag.values:
        info += field
    return info + integer_field(7, flag.differs)


def _value(value: Hparam) -> bytes:
    """A ``google.protobuf.Value``."""
    if isinstance(value, bool):
        return integer_field(4, value)
    return text_field(3, value) if isinstance(value, str) else double_field(2, value)


def _from_value(message: bytes) -> Hparam:
    ((number, content),) = read_fields(message)
    if isinstance(content, int):
        return bool(content)
    return _double(content) if number == 2 else content.decode()


def _double(packed: bytes) -> float:
    if len(packed) != 8:
        raise ValueError("something else where a number belongs")
    return float(struct.unpack("<d", packed)[0])


def _part(message: bytes, wanted: int) -> bytes | None:
    for number, content in read_fields(message):
        if number == wanted and isinstance(content, bytes):
            return content
    return None
