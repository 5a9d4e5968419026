"""Runs trials warm where that is safe and asked for, and says why where it is not."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from guild_desktop.core.regular_file import regular_bytes
from guild_desktop.engine.leader import ColdLeader, ForkedLeader
from guild_desktop.engine.local_executor import Ended, Event, LocalExecutor, Printed, StartAgain
from guild_desktop.engine.platform import kill_group
from guild_desktop.engine.start_mode import (
    Reference,
    pays,
    refused,
    system_obstacle,
    turned_off,
)
from guild_desktop.engine.verdict import signal_words
from guild_desktop.engine.warm_server import ServerState, WarmServer, WarmServerError
from guild_desktop.scripts.environment import IMPORTED_FILE, server_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guild_desktop.engine.guard_process import GuardProcess
    from guild_desktop.engine.trial_process import TrialProcess
    from guild_desktop.engine.trial_spec import TrialSpec
    from guild_desktop.engine.trial_start import TrialStart
    from guild_desktop.scripts.preload import Preload

_MOST_SERVERS = 8
"""Each distinct set of variables, such as a slot's graphics card, has a server;
more would only take memory.
"""

_SILENT = "gave no sign of life"

_Variables = frozenset[tuple[str, str]]


def executor_for(start: TrialStart, guard: GuardProcess) -> LocalExecutor:
    """The executor that a batch asks for; a single run is always cold, for it has no reference."""
    batch = start.batch
    if batch.limits.start == "cold" or batch.hidden:
        return LocalExecutor(guard)
    preload = system_obstacle() or start.preload()
    if isinstance(preload, str):
        return LocalExecutor(guard, refused(preload))
    return WarmExecutor(guard, preload, batch.planned_runs, by_itself=batch.limits.start == "auto")


class WarmExecutor(LocalExecutor):
    """Starts the first trial cold, as a reference, and the others by forking a server.

    ``runs`` counts those of the batch. ``by_itself`` lets the
    reference decide whether it is worth it. Whatever goes wrong with a fork makes its trial ``StartAgain``,
    and all are cold from then on.
    """

    def __init__(
        self, guard: GuardProcess, preload: Preload, runs: int, *, by_itself: bool
    ) -> None:
        super().__init__(guard)
        self._preload = preload
        self._left = runs
        self._is_wanted = not by_itself
        self._is_decided = not by_itself
        self._is_off = False
        self._reference: Reference | None = None
        self._servers: dict[_Variables, WarmServer] = {}
        self._trials: dict[str, _Trial] = {}

    @property
    def is_ready(self) -> bool:
        """False while a server imports: a trial started cold now would take as long for the same."""
        if self._is_off or self._reference is None:
            return True
        states = [server.state for server in self._servers.values()]
        return ServerState.STARTING not in states

    def submit(self, spec: TrialSpec) -> None:
        """See ``LocalExecutor``."""
        trial = self._trials[spec.run_id] = _Trial(spec, time.monotonic())
        server = self._servers.get(_variables(spec))
        if server is not None and self._may_fork(server):
            try:
                self._begin(spec, partial(ForkedLeader, server))
            except WarmServerError as error:
                self._turn_off(str(error))
                self._guard.wait_until_done()
            else:
                trial.server = server
                return
        self._begin(spec, ColdLeader)
        if server is None and self._is_wanted:
            self._start_server(spec)

    def wait(self, timeout: float, *, reading: bool = True) -> list[Event]:
        """See ``LocalExecutor``."""
        events = [self._noted(event) for event in super().wait(timeout, reading=reading)]
        for server in self._servers.values():
            self._look_at(server)
        self._stop_silent()
        return events

    def close(self) -> None:
        """See ``LocalExecutor``."""
        super().close()
        for server in self._servers.values():
            server.close()

    def _may_fork(self, server: WarmServer) -> bool:
        ready = server.state is ServerState.READY
        return ready and self._reference is not None and not self._is_off

    def _start_server(self, spec: TrialSpec) -> None:
        if self._is_off or len(self._servers) == _MOST_SERVERS:
            return
        variables = _variables(spec)
        try:
            server = WarmServer(self._preload, dict(variables), self._guard)
        except WarmServerError as error:
            self._refuse(str(error))
            return
        self._servers[variables] = server
        self.watch(server.descriptor)

    def _look_at(self, server: WarmServer) -> None:
        if self._is_off:
            return
        was_starting = server.state is ServerState.STARTING
        server.look()
        lasts = time.monotonic() - server.begun
        is_late = self._reference is not None and lasts > self._reference.patience
        if is_late and server.state is ServerState.STARTING:
            server.give_up("importing its libraries ahead took too long")
        if server.state is ServerState.FAILED:
            (self._refuse if was_starting else self._turn_off)(server.problem)

    def _refuse(self, why: str) -> None:
        self._end_warm_starts(refused(why))

    def _turn_off(self, why: str) -> None:
        self._end_warm_starts(turned_off(why))

    def _end_warm_starts(self, notice: str) -> None:
        """Cold from now on; trials whose server is gone end with it."""
        if self._is_off:
            return
        self._is_off = True
        self.notice = notice
        for server in self._servers.values():
            with suppress(KeyError, ValueError):
                self.unwatch(server.descriptor)
            if server.state is ServerState.STARTING:
                server.give_up("it is not needed any more")
        for process, server in self._running_forks():
            if server.state is ServerState.FAILED:
                kill_group(process.pid)

    def _noted(self, event: Event) -> Event:
        trial = self._trials[event.run_id]
        if isinstance(event, Printed) and trial.first_line is None:
            trial.first_line = time.monotonic() - trial.begun
        if not isinstance(event, Ended):
            return event
        del self._trials[event.run_id]
        unfit = _unfit(event) if trial.server else ""
        if unfit:
            self._turn_off(unfit)
            self._guard.wait_until_done()
            return StartAgain(event.run_id)
        self._left -= 1
        if self._reference is None and event.exit_status == 0 and not event.stop_reason:
            self._learn(trial, event.seconds)
        return event

    def _learn(self, trial: _Trial, seconds: float) -> None:
        """Take a cold trial as the reference, and decide if nobody has."""
        self._reference = Reference(_imports(trial), trial.first_line, seconds)
        if not self._is_decided:
            self._is_decided = True
            self._is_wanted, self.notice = pays(self._reference, self._left)
            if self._is_wanted:
                self._start_server(trial.spec)

    def _running_forks(self) -> Iterator[tuple[TrialProcess, WarmServer]]:
        for run_id, process in self._processes.items():
            server = self._trials[run_id].server
            if server is not None:
                yield process, server

    def _stop_silent(self) -> None:
        """End forked trials that have printed nothing for so long that they must hang."""
        for process, _ in self._running_forks():
            silent = self._trials[process.spec.run_id].first_line is None
            patience = self._reference.patience if self._reference else inf
            if silent and not process.stop_reason and process.seconds() > patience:
                process.stop(_SILENT, 0.0)


@dataclass(slots=True)
class _Trial:
    """A submitted trial: when it began (monotonic), which server forked it, if one did, and the seconds to
    its first output.
    """

    spec: TrialSpec
    begun: float
    server: WarmServer | None = None
    first_line: float | None = None


def _variables(spec: TrialSpec) -> _Variables:
    return frozenset(server_environment(spec.environment).items())


def _unfit(ended: Ended) -> str:
    """Why a forked trial should start again, if it should."""
    if ended.stop_reason == _SILENT:
        return f"a run that was started warm {_SILENT}"
    if not ended.stop_reason and ended.exit_status < 0:
        return f"a run that was started warm was {signal_words(-ended.exit_status)}"
    return ""


def _imports(trial: _Trial) -> float | None:
    """Seconds until a trial's imports were done, as it has noted it."""
    try:
        moment = float(regular_bytes(trial.spec.output.with_name(IMPORTED_FILE)))
    except (OSError, ValueError):
        return None
    return moment - trial.begun
