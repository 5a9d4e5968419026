"""The first process of a trial: started cold, or forked by a warm server."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from guild_desktop.core.errors import UserError
from guild_desktop.engine.platform import exit_handle, is_readable, kill_group
from guild_desktop.engine.warm_server import WarmServerError

if TYPE_CHECKING:
    from guild_desktop.engine.trial_spec import TrialSpec
    from guild_desktop.engine.warm_server import WarmServer


class Leader(Protocol):
    """Leads a session and a process group of its own; owned by the trial's process."""

    @property
    def pid(self) -> int:
        """Its process id, which is its group's id too."""

    @property
    def exit_handle(self) -> int | None:
        """What becomes readable when it exits, where the system has such."""

    @property
    def pipes(self) -> tuple[int, int]:
        """Where its standard output and standard error can be read."""

    def poll(self) -> int | None:
        """The exit status once it has ended (negative: the signal that ended it)."""

    def close(self) -> None:
        """Let go of everything after the exit."""


class ColdLeader:
    """A new process that runs the spec's command; ``UserError`` if it cannot be started."""

    def __init__(self, spec: TrialSpec) -> None:
        try:
            self._process = subprocess.Popen(
                spec.argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=spec.cwd,
                env=dict(spec.environment),
                bufsize=0,
                start_new_session=True,
            )
        except OSError as error:
            raise UserError(
                f"{spec.argv[0]} cannot be started: {error.strerror or error}.",
                "Choose another interpreter, or mend this one.",
            ) from error
        self.pid = self._process.pid
        self.exit_handle = exit_handle(self.pid)
        streams = (self._process.stdout, self._process.stderr)
        out, err = (stream.fileno() for stream in streams if stream is not None)
        self.pipes = (out, err)

    def poll(self) -> int | None:
        """See ``Leader``."""
        return self._process.poll()

    def close(self) -> None:
        """See ``Leader``."""
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()
        if self.exit_handle is not None:
            os.close(self.exit_handle)


class ForkedLeader:
    """A fork of a warm server; ``WarmServerError`` if the server does not make it.

    It stays a child of the server, which buries it when it is asked to: until then no other process can
    get its id.
    """

    def __init__(self, server: WarmServer, spec: TrialSpec) -> None:
        self._server = server
        self._status: int | None = None
        out, out_end = os.pipe()
        err, err_end = os.pipe()
        self.pipes = (out, err)
        try:
            self.pid = server.fork(spec, out_end, err_end)
            self.exit_handle = self._watched()
        except BaseException:
            os.close(out)
            os.close(err)
            raise
        finally:
            os.close(out_end)
            os.close(err_end)

    def _watched(self) -> int:
        handle = exit_handle(self.pid)
        if handle is None:
            kill_group(self.pid)
            raise WarmServerError("a forked process cannot be watched here")
        return handle

    def poll(self) -> int | None:
        """See ``Leader``."""
        if self._status is None and is_readable(self.exit_handle):
            self._status = self._server.bury(self.pid)
        return self._status

    def close(self) -> None:
        """See ``Leader``."""
        for descriptor in (*self.pipes, self.exit_handle):
            with suppress(OSError):
                os.close(descriptor)
