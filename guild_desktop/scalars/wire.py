"""The little of protobuf's wire format that TensorBoard's messages need, read and written."""

from __future__ import annotations

import struct
from collections.abc import Iterator

Field = tuple[int, int | bytes]
"""A field's number and what stands there: a varint as an integer, everything else as its bytes."""

_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
_FIXED = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}


def read_fields(message: bytes) -> Iterator[Field]:
    """The fields of a message in their order; ``ValueError`` where it is none."""
    place, end = 0, len(message)
    while place < end:
        key, place = read_varint(message, place)
        number, kind = key >> 3, key & 7
        value: int | bytes
        if kind == _VARINT:
            value, place = read_varint(message, place)
        else:
            if kind == _BYTES:
                length, place = read_varint(message, place)
            elif kind in _FIXED:
                length = _FIXED[kind]
            else:
                raise ValueError(f"no such kind of field: {kind}")
            if length > end - place:
                raise ValueError("a field goes beyond its message")
            value = message[place : place + length]
            place += length
        yield number, value


def read_varint(message: bytes, place: int) -> tuple[int, int]:
    """The number without sign that begins at ``place``, and where it ends; ``ValueError`` if none does."""
    if place < len(message) and message[place] < 0x80:
        return message[place], place + 1
    number = shift = 0
    for byte in message[place : place + 10]:
        place += 1
        if byte < 0x80:
            return (byte << shift | number) & 0xFFFF_FFFF_FFFF_FFFF, place
        number |= (byte & 0x7F) << shift
        shift += 7
    raise ValueError("a number without an end")


def signed(number: int) -> int:
    """A varint as the signed number that it is in fields of type ``int32`` and ``int64``."""
    return number - (1 << 64) if number >> 63 else number


def integer_field(number: int, value: int) -> bytes:
    """A field that holds an integer, an enumeration's member or a boolean."""
    return _varint(number << 3 | _VARINT) + _varint(value & 0xFFFF_FFFF_FFFF_FFFF)


def double_field(number: int, value: float) -> bytes:
    """A field of type ``double``."""
    return _varint(number << 3 | _EIGHT_BYTES) + struct.pack("<d", value)


def float_field(number: int, value: float) -> bytes:
    """A field of type ``float``; what is too large for it becomes infinite."""
    try:
        packed = struct.pack("<f", value)
    except OverflowError:
        packed = struct.pack("<f", float("inf") if value > 0 else float("-inf"))
    return _varint(number << 3 | _FOUR_BYTES) + packed


def bytes_field(number: int, value: bytes) -> bytes:
    """A field that holds bytes or another message."""
    return _varint(number << 3 | _BYTES) + _varint(len(value)) + value


def text_field(number: int, value: str) -> bytes:
    """A field that holds text; what cannot be written as UTF-8 becomes a question mark."""
    return bytes_field(number, value.encode("utf-8", "replace"))


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number >= 0x80:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)
