"""TensorBoard's files as what they are outside: records one after the other, with checksums."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from guild_desktop.core.regular_file import open_regular

_HEAD = struct.Struct("<QI")
_TAIL = struct.Struct("<I")
_FRAME = _HEAD.size + _TAIL.size

_LARGEST = 1 << 20
"""Bytes of a record of a script's that is read; a larger one is an image or a graph."""

_LARGEST_CHECKED = 4 << 10
"""Bytes of a record whose checksum is computed.

Python takes a millisecond for 16 KiB. Records with scalars have about a hundred bytes; for what is
larger it must do that its length is right and that it can be read.
"""


def _table() -> tuple[int, ...]:
    """CRC-32C (Castagnoli) of each single byte, lowest bit first."""
    table = []
    for crc in range(256):
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F6_3B78 if crc & 1 else 0)  # noqa: PLW2901 - shifted out bit by bit
        table.append(crc)
    return tuple(table)


_TABLE = _table()


def checksum(data: bytes) -> int:
    """CRC-32C of the data, turned and shifted as the format asks, so that sums of sums are none."""
    table, crc = _TABLE, 0xFFFF_FFFF
    for byte in data:
        crc = table[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFF_FFFF
    return (crc >> 15 | crc << 17) + 0xA282_EAD8 & 0xFFFF_FFFF


@lru_cache(maxsize=4096)
def _checksum_of_length(length: bytes) -> int:
    """As ``checksum``; most records of a file have one of a few lengths."""
    return checksum(length)


def framed(data: bytes) -> bytes:
    """A record as it stands in a file."""
    length = len(data).to_bytes(8, "little")
    return length + _TAIL.pack(checksum(length)) + data + _TAIL.pack(checksum(data))


class RecordFile:
    """Reads the records that were completed since the last time; belongs to one reader, on its thread.

    ``offset`` is where the last of them ends. A record that is not there to its end waits for the rest. One
    whose data are damaged is left out and counted in ``skipped``, as is one of more than ``largest`` bytes,
    which is stepped over; None reads all. Where a length is damaged nobody knows where the next record
    begins: reading ends there for good, and ``broken`` says so.
    """

    def __init__(self, path: Path, largest: int | None = _LARGEST) -> None:
        self.path = path
        self._largest = largest
        self.offset = 0
        self.skipped = 0
        self.broken = False

    def read(self, most: int | None = None) -> Iterator[bytes]:
        """The data of the new records, until about ``most`` bytes are read; to be gone through at once."""
        try:
            size = os.stat(self.path).st_size  # noqa: PTH116 - a few times a second for each file
            if size < self.offset:
                # Somebody began the file anew.
                self.offset, self.broken = 0, False
            if self.broken or size - self.offset < _FRAME:
                return
            last = size if most is None else min(size, self.offset + most)
            with open_regular(self.path) as file:
                file.seek(self.offset)
                while self.offset < last and size - self.offset >= _FRAME:
                    head = file.read(_HEAD.size)
                    length, sum_of_length = _HEAD.unpack(head)
                    if _checksum_of_length(head[:8]) != sum_of_length:
                        self.broken = True
                        return
                    end = self.offset + _FRAME + length
                    if end > size:
                        return
                    if self._largest is not None and length > self._largest:
                        file.seek(end)
                        data = None
                    else:
                        data = self._checked(file.read(length + _TAIL.size))
                    self.offset = end
                    if data is None:
                        self.skipped += 1
                    else:
                        yield data
        except (OSError, struct.error):
            # Gone or cut off while it was read; the next time tells more.
            return

    @staticmethod
    def _checked(body: bytes) -> bytes | None:
        data = body[: -_TAIL.size]
        if (
            len(data) <= _LARGEST_CHECKED
            and checksum(data) != _TAIL.unpack_from(body, len(data))[0]
        ):
            return None
        return data
