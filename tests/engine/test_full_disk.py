"""A disk without room pauses a batch; when there is room again it goes on, and nothing is lost."""

from __future__ import annotations

import errno
import resource
from pathlib import Path

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.engine.launch import advance_queue, start_engine, store_batch
from guild_desktop.engine.output import OutputFile
from guild_desktop.engine.platform import processes_of_run
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.store import disk_space
from guild_desktop.store.disk_space import format_size, lacks_room, shortage
from tests.engine.conftest import PARABOLA, Bench, engine_of, wait_until
from tests.engine.test_batch_runner import Meanwhile
from tests.engine.test_pause import WAITS

NONE_FREE = 1 << 62
"""With so much to be free every disk is full."""


def test_that_no_trial_starts_on_a_full_disk_until_it_has_room(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = bench.batch(WAITS, {"x": "[1, 2, 3]"})
    with Meanwhile(bench, batch):
        wait_until(lambda: Status.RUNNING in bench.statuses(batch))
        monkeypatch.setattr(disk_space, "LEAST_FREE", NONE_FREE)
        wait_until(lambda: bench.store.batch(batch.id).is_paused)
        reason = bench.store.batch(batch.id).reason
        assert reason.startswith(f"paused: the disk of {bench.store.home.path} is full (")
        assert reason.endswith(" free)")
        for number in (1, 2, 3):
            (bench.folder / f"go-{number}").touch()
        wait_until(lambda: bench.statuses(batch)[0] is Status.COMPLETED)
        assert bench.statuses(batch)[1:] == [Status.PENDING] * 2
        monkeypatch.undo()
    ended = bench.store.batch(batch.id)
    assert (ended.status, ended.reason) == (Status.COMPLETED, "")
    assert bench.statuses(batch) == [Status.COMPLETED] * 3


def test_that_a_trial_that_fails_while_the_disk_is_full_gets_another_attempt(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = WAITS + "import os\nassert os.environ['GUILD_ATTEMPT'] > '1'\n"
    batch = bench.batch(code, {"x": "1"})
    with Meanwhile(bench, batch):
        wait_until(lambda: Status.RUNNING in bench.statuses(batch))
        monkeypatch.setattr(disk_space, "LEAST_FREE", NONE_FREE)
        (bench.folder / "go-1").touch()
        wait_until(lambda: bench.statuses(batch) == [Status.ERROR, Status.PENDING])
        monkeypatch.undo()
    assert bench.statuses(batch) == [Status.ERROR, Status.COMPLETED]
    assert bench.store.batch(batch.id).status is Status.COMPLETED


def test_that_a_store_that_cannot_grow_loses_nothing(bench: Bench) -> None:
    code = WAITS + "for step in range(200):\n    print(f'step: {step}')\n    print('loss: 1')\n"
    batch = bench.batch(code, {"x": "[1, 2]"})
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: Status.RUNNING in bench.statuses(batch))
    engine = engine_of(batch).pid
    first = bench.runs(batch)[0].id
    wait_until(lambda: processes_of_run([first]))
    soft, hard = resource.prlimit(engine, resource.RLIMIT_FSIZE)
    # No file of the engine's may be longer: what it does then is what it does on a full disk.
    resource.prlimit(engine, resource.RLIMIT_FSIZE, (4096, hard))
    for number in (1, 2):
        (bench.folder / f"go-{number}").touch()
    log = bench.store.home.engine_log(batch.id)
    wait_until(lambda: "free space" in log.read_text())
    assert bench.statuses(batch) == [Status.RUNNING, Status.PENDING]
    resource.prlimit(engine, resource.RLIMIT_FSIZE, (soft, hard))
    wait_until(lambda: bench.store.batch(batch.id).status is Status.COMPLETED)
    assert bench.statuses(batch) == [Status.COMPLETED] * 2
    for run in bench.runs(batch):
        assert len(bench.store.series(run, "loss")) == 201
    assert "going on" in log.read_text()


def test_that_the_queue_waits_for_room(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    request = BatchRequest(bench.operation(PARABOLA), {"x": "[1, 2]"})
    batch = store_batch(bench.store, plan_batch(request), queued=True)
    monkeypatch.setattr(disk_space, "LEAST_FREE", NONE_FREE)
    assert advance_queue(bench.store) is None
    monkeypatch.undo()
    assert advance_queue(bench.store) == batch.id
    wait_until(lambda: bench.store.batch(batch.id).status is Status.COMPLETED)


def test_that_output_for_which_there_is_no_room_is_told_apart() -> None:
    file = OutputFile(Path("/dev/full"))
    file.write(b"loss: 1\n")
    file.close()
    assert file.lacked_room


def test_that_want_of_room_is_found_behind_what_it_caused() -> None:
    told = UserError("The run's folder cannot be written.", "")
    told.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    assert lacks_room(told)
    assert lacks_room(OSError(errno.EDQUOT, "Disk quota exceeded"))
    assert not lacks_room(OSError(errno.EACCES, "Permission denied"))
    assert not lacks_room(UserError("No.", ""))


def test_that_a_folder_that_is_gone_is_not_short_of_room(tmp_path: Path) -> None:
    assert shortage(tmp_path / "gone") == ""


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 bytes"), (3_355_443, "3.2 MB"), (2 << 30, "2.0 GB")]
)
def test_that_sizes_are_told_in_units(size: int, text: str) -> None:
    assert format_size(size) == text
