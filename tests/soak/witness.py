"""What somebody who looks on has seen, to be held against what there is at the end."""

from __future__ import annotations

import contextlib
import threading
from typing import Self

from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.store.home import Home
from guild_desktop.store.store import Store


class Witness(contextlib.AbstractContextManager["Witness"]):
    """Reads the store as a window does and remembers every result that it was shown."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._seen: dict[str, dict[str, ScalarSummary]] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def changed(self, runs: tuple[Run, ...]) -> int:
        """How many of the runs are not any more what was once shown as completed."""
        return sum(
            run.status is not Status.COMPLETED or dict(run.scalars) != self._seen[run.id]
            for run in runs
            if run.id in self._seen
        )

    def _watch(self) -> None:
        with Store(self._home).opened() as store:
            revision = 0
            while not self._ended.wait(0.02):
                changes = store.changes_since(revision)
                revision = changes.revision
                for run in changes.runs:
                    if run.status is Status.COMPLETED:
                        self._seen[run.id] = dict(run.scalars)
