"""A disk without room pauses a batch; when there is room again it goes on, and nothing is lost."""

from __future__ import annotations

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from guild_desktop.cli.app import main
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.engine import folder_records, output
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.folder_records import kept_runs
from guild_desktop.engine.launch import (
    advance_queue,
    prepare_continuation,
    start_engine,
    stop_batch,
    store_batch,
)
from guild_desktop.engine.output import OutputFile
from guild_desktop.engine.platform import processes_of_run
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.scripts.environment import PRIVATE_FOLDER
from guild_desktop.scripts.kept_output import side_files
from guild_desktop.store import disk_space
from guild_desktop.store.disk_space import format_size, lacks_room, shortage, tells_of_no_room
from tests.engine.conftest import PARABOLA, Bench, wait_until
from tests.engine.test_batch_runner import Meanwhile
from tests.engine.test_pause import WAITS


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let no file that this process writes be longer, in bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


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


def test_that_a_batch_that_waits_for_room_can_be_paused_and_stays_so(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = bench.batch(WAITS, {"x": "[1, 2]"})
    with Meanwhile(bench, batch):
        wait_until(lambda: Status.RUNNING in bench.statuses(batch))
        monkeypatch.setattr(disk_space, "LEAST_FREE", NONE_FREE)
        wait_until(lambda: bench.store.batch(batch.id).is_paused)
        assert not bench.store.batch(batch.id).is_paused_by_person
        assert main("pause", ["pause", "--all"]) == 0
        said = f"paused, and the disk of {bench.store.home.path} is full"
        assert said in capsys.readouterr().out
        monkeypatch.setattr(disk_space, "LEAST_FREE", 0)
        wait_until(lambda: bench.store.batch(batch.id).reason == "paused")
        for number in (1, 2):
            (bench.folder / f"go-{number}").touch()
        wait_until(lambda: bench.statuses(batch)[0] is Status.COMPLETED)
        assert main("resume", ["resume", "--all"]) == 0
    assert bench.statuses(batch) == [Status.COMPLETED] * 2


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


def test_that_a_batch_whose_source_found_no_room_leaves_none_of_it_and_can_be_started_again(
    bench: Bench,
) -> None:
    batch = bench.batch(PARABOLA + "#" * (2 << 20), {"x": "[1, 2]"})
    with (
        pytest.raises(UserError, match="The script's files cannot be kept in"),
        files_up_to(1 << 20),
    ):
        bench.run(batch)
    failed = bench.store.batch(batch.id)
    assert failed.status is Status.ERROR
    assert failed.reason.startswith("The script's files cannot be kept in")
    assert not list(bench.store.home.batch_folder(batch.id).glob("source-*"))
    prepare_continuation(bench.store, batch.id, Continuation())
    assert bench.run(batch).status is Status.COMPLETED
    assert bench.statuses(batch) == [Status.COMPLETED] * 2


def test_that_the_record_of_a_run_is_written_once_there_is_room_for_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = iter([Path("/dev/full")])
    batch = bench.batch(WAITS, {"x": "1"})
    with Meanwhile(bench, batch):
        wait_until(lambda: Status.RUNNING in bench.statuses(batch))
        (run,) = bench.runs(batch)
        private = bench.store.home.run_folder(run.id) / PRIVATE_FOLDER
        wait_until((private / "run.json").exists)
        monkeypatch.setattr(
            folder_records, "open_regular", lambda path, mode: next(full, path).open(mode)
        )
        (bench.folder / "go-1").touch()
    assert next(full, None) is None
    assert next(kept_runs(bench.store.home)).status is Status.COMPLETED


def test_that_a_copy_of_the_store_that_finds_no_room_leaves_nothing(bench: Bench) -> None:
    with pytest.raises(UserError), files_up_to(4096):
        bench.store.back_up_daily()
    assert list(bench.store.home.backups.glob("store-*")) == []


def test_that_what_a_disk_has_no_room_for_is_not_left_out_in_silence(tmp_path: Path) -> None:
    file = OutputFile(tmp_path / "output")
    with files_up_to(4096):
        file.write(b"x" * 10_000)
    file.close()
    assert file.problem
    assert (tmp_path / "output").read_bytes() == b"x" * 4096


def test_that_an_output_in_parts_stays_so_where_it_cannot_be_joined(tmp_path: Path) -> None:
    file = OutputFile(tmp_path / "output", head=4000, tail=2000)
    file.write(b"x" * 6500)
    with files_up_to(4096):
        file.close()
    assert file.problem
    assert (tmp_path / "output").stat().st_size <= 4096
    kept = sorted(side.read_bytes() for side in side_files(tmp_path / "output"))
    assert kept == [b"x" * 500, b"x" * 1000]


def test_that_the_queue_goes_on_though_the_disk_is_full_at_that_moment(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = BatchRequest(bench.operation(PARABOLA), {"x": "[1, 2]"})
    batch = store_batch(bench.store, plan_batch(request), queued=True)
    monkeypatch.setattr(disk_space, "LEAST_FREE", NONE_FREE)
    assert advance_queue(bench.store) == batch.id
    wait_until(lambda: bench.store.batch(batch.id).status is Status.COMPLETED)


def test_that_a_batch_whose_engine_cannot_even_have_a_log_waits_in_the_queue_again(
    bench: Bench,
) -> None:
    request = BatchRequest(bench.operation(PARABOLA), {"x": "[1, 2]"})
    batch = store_batch(bench.store, plan_batch(request), queued=True)
    # As a full disk, it makes it impossible to open the file.
    bench.store.home.engine_log(batch.id).mkdir()
    assert advance_queue(bench.store) is None
    assert bench.store.batch(batch.id).is_waiting


def test_that_an_engine_waits_for_room_before_it_copies_the_source(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"})
    monkeypatch.setattr(disk_space, "LEAST_FREE", NONE_FREE)
    with Meanwhile(bench, batch):
        wait_until(lambda: bench.store.batch(batch.id).is_paused)
        assert not list(bench.store.home.batch_folder(batch.id).glob("source-*"))
        assert bench.statuses(batch) == []
        monkeypatch.undo()
    assert bench.store.batch(batch.id).reason == ""
    assert bench.statuses(batch) == [Status.COMPLETED] * 2


def test_that_an_engine_that_waits_for_room_can_be_stopped(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2]"})
    monkeypatch.setattr(disk_space, "LEAST_FREE", NONE_FREE)
    with Meanwhile(bench, batch):
        wait_until(lambda: bench.store.batch(batch.id).is_paused)
        stop_batch(bench.store, batch.id)
    assert bench.store.batch(batch.id).reason == "stopped"
    assert bench.statuses(batch) == [Status.TERMINATED] * 2


def test_that_output_for_which_there_is_no_room_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/full").open("wb", 0) as full:
        monkeypatch.setattr(output, "open_regular", lambda *_, **__: full)
        file = OutputFile(tmp_path / "output")
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


def test_that_a_program_s_words_for_want_of_room_are_known() -> None:
    assert tells_of_no_room("OSError: [Errno 28] Kein Platz")
    assert tells_of_no_room("cp: error writing 'x': No space left on device")
    assert not tells_of_no_room("ValueError: 28")


def test_that_a_folder_that_is_gone_is_not_short_of_room(tmp_path: Path) -> None:
    assert shortage(tmp_path / "gone") == ""


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 bytes"), (3_355_443, "3.2 MB"), (2 << 30, "2.0 GB")]
)
def test_that_sizes_are_told_in_units(size: int, text: str) -> None:
    assert format_size(size) == text


def test_that_a_sweep_is_stopped_by_a_signal_where_the_store_has_no_room_for_a_word(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = bench.batch(WAITS + "print('loss: 1')\n", {"x": "[1, 2]"})
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: Status.RUNNING in bench.statuses(batch))
    first = bench.runs(batch)[0].id
    wait_until(lambda: processes_of_run([first]))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # No file of this process may be longer, as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        main("stop", ["stop", batch.id, "--home", str(bench.store.home.path)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "was told to stop, and its trials end. The disk is full" in capsys.readouterr().err
    wait_until(lambda: bench.store.batch(batch.id).status is Status.TERMINATED)
    assert not processes_of_run([first])
