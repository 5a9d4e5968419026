"""What a run needs before its process can start: its folder, its command, its environment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from guild_desktop.engine.trial_spec import TrialSpec
from guild_desktop.scalars.event_files import EventFiles
from guild_desktop.scalars.events import EventsFile
from guild_desktop.scripts.command_line import child_environment, trial_command
from guild_desktop.scripts.environment import EVENTS_FILE, IMPORTED_FILE, PRIVATE_FOLDER
from guild_desktop.scripts.kept_output import output_path
from guild_desktop.scripts.preload import preload_of
from guild_desktop.scripts.snapshot import given_files, populate_run_folder, take_snapshot

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run
    from guild_desktop.engine.slots import Slot
    from guild_desktop.scripts.preload import Preload
    from guild_desktop.store.home import Home


class TrialStart:
    """Prepares the runs of one batch; takes the batch's source snapshot when it is made."""

    def __init__(self, home: Home, batch: Batch) -> None:
        self.batch = batch
        self._home = home
        folder = home.batch_folder(batch.id)
        number = sum(1 for _ in folder.glob("source-*")) + 1
        self._snapshot = take_snapshot(batch.operation, folder / f"source-{number}")
        self.source_hash = self._snapshot.hash
        self._given: Collection[str] = ()
        # Where links cannot be made, runs use the project's own folder.
        self._operation = replace(batch.operation, cwd=self._snapshot.cwd)

    def preload(self) -> Preload | str:
        """What a warm server may import ahead for these runs, or why there can be none."""
        return preload_of(self._operation, self._snapshot.folder)

    def spec(self, run: Run, slot: Slot, earlier: Sequence[Run] = ()) -> TrialSpec:
        """Make the run's folder and say how to start it; ``UserError`` if that cannot be done.

        ``earlier`` are the attempts there were at its trial before, the first one first.
        """
        run_folder = self._home.run_folder(run.id)
        (run_folder / PRIVATE_FOLDER).mkdir(parents=True, exist_ok=True)
        if self._operation.cwd == "run":
            self._given = populate_run_folder(self._snapshot.folder, run_folder)
        private = run_folder / PRIVATE_FOLDER
        imported = private / IMPORTED_FILE if self.batch.limits.start == "auto" else None
        command = trial_command(
            self.batch.operation, run.flags, run_folder, self._snapshot.folder, imported
        )
        folders = [self._home.run_folder(attempt.id) for attempt in reversed(earlier)]
        environment = child_environment(
            run.id, run_folder, self.batch.id, run.seed or 0, slot.threads, folders
        )
        environment["GUILD_SLOT"] = str(slot.number)
        if slot.device is not None:
            environment["CUDA_VISIBLE_DEVICES"] = slot.device
        return TrialSpec(
            run_id=run.id,
            argv=command.argv,
            cwd=command.cwd,
            environment={**environment, **command.environment},
            output=output_path(run_folder),
            timeout=self.batch.limits.timeout,
            grace=self.batch.limits.grace,
        )

    def scalar_files(self, run: Run) -> tuple[EventsFile, EventFiles]:
        """Reads what a run writes to files, for whose folder ``spec`` was called; looks at no file yet."""
        folder = self._home.run_folder(run.id)
        return events_file(folder), EventFiles(folder, {PRIVATE_FOLDER, *self._given})


def events_file(run_folder: Path) -> EventsFile:
    """Reads the file that a run may append values to (``GUILD_EVENTS``)."""
    return EventsFile(run_folder / PRIVATE_FOLDER / EVENTS_FILE)


def event_files(run_folder: Path) -> EventFiles:
    """Reads a run's own files for TensorBoard; copies of the project's are other runs'."""
    return EventFiles(run_folder, {PRIVATE_FOLDER, *given_files(run_folder)})
