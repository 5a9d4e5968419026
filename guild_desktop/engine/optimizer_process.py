"""The pipes to an optimizer's process: documents go out and answers come in, and nobody waits for either."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from guild_desktop.engine.own_command import own_command, start_helper
from guild_desktop.engine.platform import RUN_VARIABLE
from guild_desktop.store.records import from_text, to_text

if TYPE_CHECKING:
    from pathlib import Path

    from guild_desktop.engine.guard_process import GuardProcess

_BLOCK = 64 << 10


class OptimizerProcess:
    """Owned by a ``ChildProposer``. ``EOFError`` from ``send`` and ``read`` once the process has ended.

    A child that does not look at its pipe does not learn of the engine's death: a ``guard`` that is told
    of it ends it.
    """

    def __init__(self, folder: Path, guard: GuardProcess | None) -> None:
        self._unread = b""
        self._unsent = b""
        self._guard = guard
        self._token = f"optimizer-{uuid4().hex}"
        if guard is not None:
            guard.expect(self._token)
        try:
            self._process = start_helper(
                own_command("optimizer"), folder, {RUN_VARIABLE: self._token}
            )
        except OSError:
            if guard is not None:
                guard.ended(self._token)
            raise
        if guard is not None:
            guard.started(self._token, self._process.pid)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)

    @property
    def descriptor(self) -> int | None:
        """What becomes readable when there may be an answer."""
        pipe = self._process.stdout
        return None if pipe is None else pipe.fileno()

    def send(self, document: dict[str, Any]) -> None:
        """Send a document, or keep what the pipe does not take now until the next ``send`` or ``read``."""
        self._unsent += to_text(document).encode() + b"\n"
        self._send_rest()

    def read(self) -> dict[str, Any] | None:
        """The next answer, or None if it is not there yet."""
        self._send_rest()
        pipe = self._process.stdout
        if b"\n" not in self._unread and pipe is not None:
            try:
                data = os.read(pipe.fileno(), _BLOCK)
            except BlockingIOError:
                return None
            if not data:
                raise EOFError
            self._unread += data
        line, separator, rest = self._unread.partition(b"\n")
        if not separator:
            return None
        self._unread = rest
        answer: dict[str, Any] = from_text(line.decode())
        return answer

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()

    def close(self) -> None:
        """End the process and bury it; it holds nothing that is not in the store."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.kill()
        self._process.wait()
        if self._guard is not None:
            self._guard.ended(self._token)

    def _send_rest(self) -> None:
        """Write what the pipe takes now: a child that is busy must not make the engine wait."""
        pipe = self._process.stdin
        if pipe is None or not self._unsent:
            return
        try:
            self._unsent = self._unsent[os.write(pipe.fileno(), self._unsent) :]
        except BlockingIOError:
            return
        except OSError as error:
            raise EOFError from error
