"""What people ask of a batch while it is on: stop, pause, more workers;
obeyed also while its store is full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.trial_end import TrialEnd
    from guild_desktop.engine.local_executor import LocalExecutor
    from guild_desktop.engine.pause import Pause
    from guild_desktop.engine.stop_request import StopRequest
    from guild_desktop.engine.trials import Trials
    from guild_desktop.store.store import Store


class Control:
    """Reads the control rows of a batch and writes nothing; owned by the loop, on its thread.

    ``workers`` is how many trials may run at once. ``called_off`` are runs that shall not start any
    more, which is the loop's to store, and ``ends`` the trials that are over for want of these, which
    is its to judge.
    """

    def __init__(
        self,
        stopping: StopRequest,
        store: Store,
        batch: Batch,
        executor: LocalExecutor,
        trials: Trials,
        pause: Pause,
    ) -> None:
        self.workers = batch.limits.workers
        self.called_off: AbstractSet[str] = frozenset()
        self.ends: tuple[TrialEnd, ...] = ()
        self._stop = stopping
        self._store = store
        self._batch_id = batch.id
        self._executor = executor
        self._trials = trials
        self._pause = pause
        self._asked_to_stop = False
        self._command = 0
        self._data_version = -1

    def obey(self) -> None:
        """Do what was asked since the last time, in control rows and by signals."""
        version = self._store.data_version()
        if version != self._data_version:
            self._data_version = version
            for command in self._store.commands_after(self._batch_id, self._command):
                self._command = command.number
                self._obey_one(command.text)
        if self._stop.reason and (not self._asked_to_stop or self._stop.hurried):
            self._asked_to_stop = True
            for run_id in self._executor.running:
                grace = 0.0 if self._stop.hurried else None
                self._executor.stop(run_id, self._stop.reason, grace)

    def _obey_one(self, text: str) -> None:
        verb, _, rest = text.partition(" ")
        if verb == "stop" and rest:
            self._stop_runs(set(rest.split()))
        elif verb == "stop":
            self._stop.stop()
        elif verb in ("pause", "resume"):
            self._pause.by_person = verb == "pause"
        elif verb.startswith("workers="):
            self.workers = max(1, int(verb.removeprefix("workers=")))

    def _stop_runs(self, run_ids: set[str]) -> None:
        running = run_ids.intersection(self._executor.running)
        for run_id in running:
            self._executor.stop(run_id, "stopped")
        self.ends += self._trials.drop(run_ids - running)
        self.called_off |= run_ids - running
