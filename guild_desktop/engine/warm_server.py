"""The engine's end of the line to a process that has imported a script's libraries and forks its trials."""

from __future__ import annotations

import array
import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING
from uuid import uuid4

from guild_desktop.engine.platform import RUN_VARIABLE, is_readable, kill_group

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guild_desktop.engine.guard_process import GuardProcess
    from guild_desktop.engine.trial_spec import TrialSpec
    from guild_desktop.scripts.preload import Preload

_ANSWER = 10.0
"""Seconds that a server may take for one answer: a fork of a very large process."""

_TOKEN_ROOM = 64
"""Bytes for the token in the server's variables, over which each trial writes its run's id."""


class WarmServerError(Exception):
    """A server did not do what it was asked to; its words follow "because"."""


class ServerState(Enum):
    """How far a server is."""

    STARTING = "starting"
    READY = "ready"
    FAILED = "failed"


class WarmServer:
    """A server process for one set of variables; owned by the executor, used on its thread.

    ``problem`` says why it failed, if it did. The server ends when this end of the line is closed, also by
    the engine's death; a guard that is told of it ends it even during a long import.
    """

    def __init__(self, preload: Preload, variables: Mapping[str, str], guard: GuardProcess) -> None:
        self.state = ServerState.STARTING
        self.problem = ""
        self.begun = time.monotonic()
        self._guard = guard
        # Its own and nobody's again: a guard that clears up after one server must not find the next.
        self._token = f"warm-{uuid4().hex}".ljust(_TOKEN_ROOM, "-")
        self._socket, theirs = socket.socketpair()
        self._socket.settimeout(_ANSWER)
        guard.expect(self._token)
        try:
            self._process = subprocess.Popen(
                preload.argv,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=preload.cwd,
                env={**variables, RUN_VARIABLE: self._token},
                start_new_session=True,
            )
        except OSError as error:
            guard.ended(self._token)
            self._socket.close()
            raise WarmServerError(f"no warm server can be started: {error.strerror}") from error
        finally:
            theirs.close()
        guard.started(self._token, self._process.pid)
        with suppress(OSError):
            self._send([preload.folder, *preload.names])

    @property
    def descriptor(self) -> int:
        """What becomes readable when there is something to ``look`` at."""
        return self._socket.fileno()

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    def look(self) -> None:
        """Take note of a finished or failed start, or of the server's death; never waits."""
        if self.state is ServerState.FAILED or not is_readable(self.descriptor):
            return
        try:
            if not self._socket.recv(1, socket.MSG_PEEK):
                self._fail(self._death())
            elif self.state is ServerState.STARTING:
                self._start_has_ended(self._receive())
        except (OSError, WarmServerError):
            # Both are known by the state from now on.
            self.give_up(self._death())

    def fork(self, spec: TrialSpec, stdout: int, stderr: int) -> int:
        """Fork a trial that writes to these descriptors; its process id. ``WarmServerError`` if it fails."""
        _, launch, settings = spec.argv
        variables = [f"{name}={value}" for name, value in spec.environment.items()]
        words = ["fork", spec.run_id, str(spec.cwd), launch, settings, *variables]
        return int(self._ask(words, (stdout, stderr), "started"))

    def bury(self, pid: int) -> int:
        """The exit status of a trial that has ended; as if killed when the server is not there to say."""
        try:
            return int(self._ask(["bury", str(pid)], (), "ended"))
        except WarmServerError:
            return -signal.SIGKILL

    def give_up(self, problem: str) -> None:
        """End the server at once; the trials it has forked are the caller's business."""
        with suppress(WarmServerError):
            self._fail(problem)

    def close(self) -> None:
        """Let the server end, after its trials have."""
        self._socket.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._guard.ended(self._token)

    def _ask(self, words: list[str], descriptors: tuple[int, ...], answer: str) -> str:
        if self.state is not ServerState.READY:
            raise WarmServerError(self.problem)
        try:
            self._send(words, descriptors)
            said, text = self._receive()
        except (OSError, ValueError):
            said, text = "", ""
        if said != answer:
            self._fail(self._death())
        return text

    def _start_has_ended(self, words: list[str]) -> None:
        if words[0] == "ready":
            self.state = ServerState.READY
        else:
            self._fail(words[1] if len(words) > 1 else self._death())

    def _fail(self, problem: str) -> None:
        """End the server and say why; always raises."""
        self.state = ServerState.FAILED
        self.problem = self.problem or problem
        kill_group(self._process.pid)
        raise WarmServerError(self.problem)

    def _death(self) -> str:
        """Words for a server that says nothing (any more)."""
        with suppress(subprocess.TimeoutExpired):
            status = self._process.wait(timeout=0.5)
            if status < 0:
                return f"the warm server was ended by {signal.Signals(-status).name}"
        return "the warm server ended without a word"

    def _send(self, words: list[str], descriptors: tuple[int, ...] = ()) -> None:
        data = os.fsencode("\0".join(words))
        rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))
        self._socket.sendmsg([len(data).to_bytes(4, "big")], [rights] if descriptors else [])
        self._socket.sendall(data)

    def _receive(self) -> list[str]:
        size = int.from_bytes(self._exactly(4), "big")
        return os.fsdecode(self._exactly(size)).split("\0")

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            part = self._socket.recv(size - len(data))
            if not part:
                self._fail(self._death())
            data += part
        return data
