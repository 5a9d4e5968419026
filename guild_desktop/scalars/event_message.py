"""The scalars in one record of a TensorBoard event file.

Field numbers are those of TensorBoard's protocol buffers ``Event``, ``Summary``, ``SummaryMetadata``
and ``TensorProto``.
"""

from __future__ import annotations

import struct

from guild_desktop.scalars.summary import ScalarPoint
from guild_desktop.scalars.wire import read_fields, read_varint, signed

_STEP_END = 2**53
"""Steps from here on are no steps; floats are exact below it."""

_LONGEST_TAG = 1024

_MOST_TAGS = 10_000
"""Tags whose plugin is remembered: a script may write any number of different ones."""

_FLOAT, _DOUBLE, _INT64, _BOOL, _BFLOAT16, _HALF, _UINT32, _UINT64 = 1, 2, 9, 10, 14, 19, 22, 23
# The numbers of a tensor are raw in one field, or in a field for their type.
_RAW_FORMATS = {
    _FLOAT: "<f",
    _DOUBLE: "<d",
    3: "<i",
    4: "<B",
    5: "<h",
    6: "<b",
    _INT64: "<q",
    _BOOL: "<?",
    17: "<H",
    _HALF: "<e",
    _UINT32: "<I",
    _UINT64: "<Q",
}
_TYPED_FIELDS = {
    _FLOAT: 5,
    _DOUBLE: 6,
    **dict.fromkeys((3, 4, 5, 6, 17), 7),
    _INT64: 10,
    _BOOL: 11,
    _BFLOAT16: 13,
    _HALF: 13,
    _UINT32: 16,
    _UINT64: 17,
}


class EventMessages:
    """Finds the scalars in the records of one event file, in their order; belongs to its reader.

    A scalar is a plain value, as most writers store it, or a tensor of the plugin ``scalars`` that holds
    one number, as TensorFlow 2 does. Which plugin a tag belongs to need be said only the first time.
    ``skipped`` counts records that are no events.
    """

    def __init__(self) -> None:
        self._plugins: dict[bytes, bytes] = {}
        self.skipped = 0

    def points(self, record: bytes) -> list[ScalarPoint]:
        """The scalars that a record holds; most often one or none."""
        try:
            return self._points(record)
        except (ValueError, TypeError, struct.error):
            # Something else in a field than belongs there.
            self.skipped += 1
            return []

    def _points(self, record: bytes) -> list[ScalarPoint]:
        step = 0
        found: list[tuple[bytes, float]] = []
        for number, content in read_fields(record):
            if number == 2:
                step = signed(_whole(content))
            elif number == 5:
                for place, value in read_fields(_bytes(content)):
                    scalar = self._scalar(_bytes(value)) if place == 1 else None
                    if scalar is not None:
                        found.append(scalar)
        if abs(step) >= _STEP_END:
            return []
        return [ScalarPoint(tag.decode("utf-8", "replace"), value, step) for tag, value in found]

    def _scalar(self, message: bytes) -> tuple[bytes, float] | None:
        tag, plugin = b"", None
        plain = tensor = None
        for number, content in read_fields(message):
            match number:
                case 1:
                    tag = _bytes(content)
                case 2:
                    plain = _bytes(content)
                case 8:
                    tensor = _bytes(content)
                case 9:
                    plugin = _plugin(_bytes(content))
        if not tag or len(tag) > _LONGEST_TAG:
            return None
        if plain is not None:
            return tag, struct.unpack("<f", plain)[0]
        if plugin is None:
            plugin = self._plugins.get(tag)
        elif len(self._plugins) < _MOST_TAGS:
            self._plugins[tag] = plugin
        if tensor is None or plugin != b"scalars":
            return None
        value = _number(tensor)
        return None if value is None else (tag, value)


def _plugin(metadata: bytes) -> bytes:
    for number, content in read_fields(metadata):
        if number == 1:
            return next(
                (_bytes(name) for place, name in read_fields(_bytes(content)) if place == 1), b""
            )
    return b""


def _number(tensor: bytes) -> float | None:
    """The one number of a tensor without dimensions; None for any other."""
    fields: dict[int, int | bytes] = {}
    for number, content in read_fields(tensor):
        if number == 2 and any(place == 2 for place, _ in read_fields(_bytes(content))):
            return None
        fields[number] = content
    kind = _whole(fields.get(1, 0))
    raw = fields.get(4)
    if raw:
        if kind == _BFLOAT16:
            return _from_bits(int.from_bytes(_bytes(raw), "little"), kind)
        shape = _RAW_FORMATS.get(kind)
        return None if shape is None else float(struct.unpack(shape, _bytes(raw))[0])
    held = fields.get(_TYPED_FIELDS.get(kind, 0))
    if held is None:
        return None
    if kind in {_FLOAT, _DOUBLE}:
        return float(struct.unpack(_RAW_FORMATS[kind], _bytes(held))[0])
    # Repeated numbers stand in a row of bytes, or each in a field of its own.
    whole = held if isinstance(held, int) else read_varint(held, 0)[0]
    return _from_bits(whole, kind)


def _from_bits(whole: int, kind: int) -> float:
    if kind == _HALF:
        return float(struct.unpack("<e", struct.pack("<H", whole))[0])
    if kind == _BFLOAT16:
        return float(struct.unpack("<f", struct.pack("<I", whole << 16))[0])
    return float(whole if kind in {_UINT32, _UINT64} else signed(whole))


def _bytes(content: int | bytes) -> bytes:
    if isinstance(content, int):
        raise TypeError("a number where bytes belong")
    return content


def _whole(content: int | bytes) -> int:
    if isinstance(content, bytes):
        raise TypeError("bytes where a number belongs")
    return content
