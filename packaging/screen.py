"""Reads the screen of Xvfb from its file (X Window Dump, version 7) and writes it as PNG."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Tuple

Picture = Tuple[int, int, bytes]
"""Width, height, and three bytes a pixel, row after row."""


def read_screen(file: Path) -> Picture:
    """Read a dump of 32 bits a pixel, blue first, as Xvfb writes it with ``-fbdir``.

    The header is 25 big-endian numbers (X11/XWDFile.h): its size first, then at 4 and 5 width and
    height, at 12 the bytes of a row, at 19 the number of colours, each of 12 bytes, behind it.
    """
    data = file.read_bytes()
    header = struct.unpack(">25I", data[:100])
    size, width, height, row, colours = (header[place] for place in (0, 4, 5, 12, 19))
    start = size + 12 * colours
    pixels = bytearray(3 * width * height)
    for y in range(height):
        line = data[start + y * row : start + y * row + 4 * width]
        for part in range(3):
            pixels[3 * width * y + part : 3 * width * (y + 1) : 3] = line[2 - part :: 4]
    return width, height, bytes(pixels)


def colours_of(picture: Picture) -> int:
    """Count the different colours."""
    pixels = picture[2]
    return len({pixels[place : place + 3] for place in range(0, len(pixels), 3)})


def write_png(picture: Picture, file: Path) -> None:
    """Write a picture; see https://www.w3.org/TR/png-3/ for the form."""
    width, height, pixels = picture
    row = 3 * width
    lines = b"".join(b"\0" + pixels[row * y : row * (y + 1)] for y in range(height))
    parts = (
        (b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    with file.open("wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n")
        for name, body in parts:
            out.write(struct.pack(">I", len(body)) + name + body)
            out.write(struct.pack(">I", zlib.crc32(name + body)))
