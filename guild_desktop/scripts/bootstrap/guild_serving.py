"""The warm server's talk with its engine: what to import, then a fork for each trial;
lives in the user's Python.
"""

from __future__ import annotations

import os
import signal
import sys
import time

import guild_channel
import guild_fork
import guild_preload

TYPE_CHECKING = False  # the real one would cost the import of typing
if TYPE_CHECKING:
    from collections.abc import Collection

_GRACE = 1.5
_PAUSE = 0.02


class Server:
    """Answers the engine; in each trial's process it ends by giving that trial's words.

    ``known`` are the modules that Python itself had loaded.
    """

    def __init__(self, known: Collection[str]) -> None:
        self._channel = guild_channel.Channel(_taken_from_standard_input())
        self._children: set[int] = set()
        (folder, *names), _ = self._channel.receive()
        problem = guild_preload.preload(names) or guild_preload.obstacle(folder, known)
        try:
            self._token = guild_fork.Token()
        except (OSError, ValueError) as error:
            problem = problem or f"this system does not let forked runs be found again ({error})"
        if problem:
            self._channel.send("refused", problem)
            os._exit(0)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        self.files = guild_fork.open_files()
        guild_preload.freeze()
        self._channel.send("ready")

    def serve(self) -> tuple[str, str]:
        """Fork and bury until the engine is gone; returns in trials only: the script and its argument."""
        while True:
            words, descriptors = self._channel.receive()
            if not words:
                self._end_children()
                os._exit(0)
            if words[0] == "bury":
                self._bury(int(words[1]))
                continue
            pid = os.fork()
            if not pid:
                return self._become_trial(words, descriptors)
            self._children.add(pid)
            for descriptor in descriptors:
                os.close(descriptor)

    def _become_trial(self, words: list[str], descriptors: list[int]) -> tuple[str, str]:
        _, run_id, folder, launch, settings, *variables = words
        # The token before the session: until then this process ends with the server's group.
        self._token.write(run_id)
        os.setsid()
        self._channel.send("started", str(os.getpid()))
        self._channel.close()
        given = dict(pair.split("=", 1) for pair in variables)
        stdout, stderr = descriptors
        guild_fork.take_place(folder, {**given, **self._token.changed_variables}, stdout, stderr)
        return launch, settings

    def _bury(self, child: int) -> None:
        pid, status = os.waitpid(child, 0)
        self._children.discard(pid)
        ended = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        self._channel.send("ended", str(ended))

    def _end_children(self) -> None:
        """The engine is gone, and whoever should end its trials then may be gone too."""
        self._signal_children(signal.SIGTERM)
        deadline = time.monotonic() + _GRACE
        while self._children and time.monotonic() < deadline:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            self._children.discard(pid)
            if not pid:
                time.sleep(_PAUSE)
        self._signal_children(signal.SIGKILL)

    def _signal_children(self, number: int) -> None:
        for child in self._children:
            try:
                os.killpg(child, number)
                # A stopped process takes note of SIGTERM only once it continues.
                os.killpg(child, signal.SIGCONT)
            except OSError:  # noqa: PERF203 - one that is gone is no reason to spare the others
                pass


def _taken_from_standard_input() -> int:
    """The socket, moved away from where programs that an import starts would find it."""
    descriptor = os.dup(0)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    return descriptor
