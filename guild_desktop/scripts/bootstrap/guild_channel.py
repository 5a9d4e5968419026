"""Messages between an engine and its warm server, over a socket; lives in the user's Python.

A message is its length (four bytes, the highest first) and its words, with a zero byte between two.
"""

from __future__ import annotations

import _socket
import os

_DESCRIPTOR_SIZE = 4
_ROOM = 32 * _DESCRIPTOR_SIZE


class Channel:
    """The server's end. The Python part of ``socket`` is of no use here and would cost its import."""

    def __init__(self, descriptor: int) -> None:
        self._socket = _socket.socket(fileno=descriptor)

    def receive(self) -> tuple[list[str], list[int]]:
        """The next message and the descriptors that came with it; no words when the engine is gone."""
        size, descriptors = self._receive_size()
        data = self._exactly(size)
        return (data.split("\0") if data else []), descriptors

    def send(self, *words: str) -> None:
        """Say something to the engine."""
        data = os.fsencode("\0".join(words))
        self._socket.sendall(len(data).to_bytes(4, "big") + data)

    def close(self) -> None:
        """Let go of this process's end; another process may still hold it."""
        self._socket.close()

    def _receive_size(self) -> tuple[int, list[int]]:
        try:
            data, ancillary, _, _ = self._socket.recvmsg(4, _ROOM)
            while data and len(data) < 4:
                more = self._socket.recv(4 - len(data))
                data = data + more if more else b""
        except OSError:
            return 0, []
        descriptors = []
        for level, kind, numbers in ancillary:
            if (level, kind) == (_socket.SOL_SOCKET, _socket.SCM_RIGHTS):
                view = memoryview(numbers)
                whole = len(view) - len(view) % _DESCRIPTOR_SIZE
                descriptors += view[:whole].cast("i").tolist()
        return int.from_bytes(data, "big"), descriptors

    def _exactly(self, size: int) -> str:
        parts = []
        while size:
            part = self._socket.recv(size)
            if not part:
                return ""
            parts.append(part)
            size -= len(part)
        return os.fsdecode(b"".join(parts))
