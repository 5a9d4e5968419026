"""Runs with series of steps, stored as an engine stores them, for tests of what reads the store."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Run, Status
from guild_desktop.gui.live.session import Session
from guild_desktop.scalars.summary import SummaryBuilder
from guild_desktop.store.recorder import NewRun, Recorder, Stretch
from guild_desktop.store.store import Store
from tests.gui.docks.sample_runs import a_batch


@dataclass
class Library:
    """The store of a session, written to as an engine does and told to the session."""

    session: Session
    store: Store

    def add(self, series: Sequence[Sequence[float]], batch: Batch | None = None) -> list[str]:
        """Completed runs, one for each list of losses; an empty list reports none. Gives their ids."""
        recorder = Recorder(self.store)
        batch = batch or recorder.add_batch(a_batch(planned=len(series)))
        new = [NewRun(at, {"x": at}, "random", at) for at in range(1, len(series) + 1)]
        runs = recorder.add_runs(batch, new, "")
        for run, values in zip(runs, series, strict=True):
            recorder.start_run(run.id, 1_795_435_200.0)
            self.report(run, values)
            recorder.end_run(run.id, Status.COMPLETED, seconds=1.0)
        self.tell()
        return [run.id for run in runs]

    def start(self, values: Sequence[float]) -> Run:
        """A run that is still going on."""
        recorder = Recorder(self.store)
        batch = recorder.add_batch(a_batch(status=Status.RUNNING))
        (run,) = recorder.add_runs(batch, [NewRun(1, {"x": 1}, "random", 1)], "")
        recorder.start_run(run.id, 1_795_435_200.0)
        self.report(run, values)
        self.tell()
        return run

    def report(self, run: Run, values: Sequence[float], tag: str = "loss", first: int = 0) -> None:
        """Losses of a run, the first of them at step ``first``; those before must have been reported."""
        if not values:
            return
        steps, numbers = array("q", range(first, first + len(values))), array("d", values)
        stretch = Stretch(run.sequence, tag, first, steps, numbers)
        builder = SummaryBuilder()
        whole = [value for _, value in self.store.series(run, tag)][:first] + list(values)
        builder.add(array("q", range(len(whole))), array("d", whole))
        known = self.store.run(run.id).scalars
        summaries = {run.id: {**known, tag: builder.summary()}}
        Recorder(self.store).add_scalars([stretch], summaries)

    def end(self, run: Run) -> None:
        """The run ends."""
        Recorder(self.store).end_run(run.id, Status.COMPLETED, seconds=1.0)
        self.tell()

    def tell(self) -> None:
        """Tell the session what is new."""
        self.session.apply(self.store.changes_since(self.session.frame.revision))


@pytest.fixture
def library(session: Session):
    with Store(session.home).opened() as store:
        yield Library(session, store)
