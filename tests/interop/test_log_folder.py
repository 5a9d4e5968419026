"""That a log folder grows with its runs and is taken up again."""

from __future__ import annotations

import contextlib
import re
import shutil
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.core.values import Value
from guild_desktop.interop.tensorboard.log_folder import LOCK_FILE, LogFolder
from guild_desktop.scalars.event_files import EventFiles
from guild_desktop.scalars.record_file import RecordFile, framed
from tests.interop.conftest import START, Runs


def points(log: LogFolder) -> list[tuple[str, float, int]]:
    """Give all scalars of the folder in the order written, without the names of runs."""
    found = EventFiles(log.path).finish()
    return [(point.tag.rpartition("/")[2], point.value, point.step) for point in found]


def contents(log: LogFolder) -> dict[str, bytes]:
    files = (path for path in log.path.rglob("*") if path.is_file() and path.name != LOCK_FILE)
    return {str(path.relative_to(log.path)): path.read_bytes() for path in files}


Opened = Callable[[Path], LogFolder]


@pytest.fixture
def opened(runs: Runs) -> Iterator[Opened]:
    """Opens log folders, one at a time."""
    with contextlib.ExitStack() as stack:

        def opened(path: Path) -> LogFolder:
            stack.close()
            return stack.enter_context(contextlib.closing(LogFolder(path, runs.series)))

        yield opened


@pytest.fixture
def log(opened: Opened, tmp_path: Path) -> LogFolder:
    return opened(tmp_path / "deep" / "log")


def test_that_what_stands_is_not_written_again(runs: Runs, log: LogFolder) -> None:
    done = runs.ended(runs.running({"x": 1}, loss=[(0, 1.0)]))
    assert log.update([done], START + 20) == 1
    before = contents(log)
    assert log.update([replace(done, label="new")], START + 30) == 0
    assert contents(log) == before


def test_that_time_is_the_last_metric_also_if_the_first_run_has_no_other(
    runs: Runs, log: LogFolder
) -> None:
    failed = runs.ended(runs.running({"x": 1}), Status.ERROR)
    log.update([failed, runs.ended(runs.running({"x": 2}, loss=[(0, 1.0)], acc=[(0, 0.5)]))])
    (event,) = list(RecordFile(next(log.path.glob("hparams-*/*"))).read())[1:]
    names = [event.index(name) for name in (b"\x12\x04loss", b"\x12\x03acc", b"\x12\x04time")]
    assert names == sorted(names)


def test_that_new_values_of_a_running_run_are_only_added(runs: Runs, log: LogFolder) -> None:
    run = runs.running({"x": 1}, loss=[(0, 2.0)])
    log.update([run], START + 1)
    (name,) = (name for name in contents(log) if not name.startswith("hparams"))
    before = contents(log)[name]
    run = runs.report(run, loss=[(1, 1.0)])
    assert log.update([run], START + 2) == 1
    assert log.update([run], START + 3) == 0
    log.update([runs.ended(run)], START + 11)
    assert contents(log)[name].startswith(before)
    assert points(log) == [("loss", 2.0, 0), ("loss", 1.0, 1), ("time", 10.0, 0)]


def test_that_the_last_value_written_is_that_of_the_highest_step(
    runs: Runs, log: LogFolder
) -> None:
    log.update([runs.running({}, loss=[(5, 1.0), (9, 2.0), (5, 3.0)])], START + 1)
    assert points(log) == [("loss", 1.0, 5), ("loss", 3.0, 5), ("loss", 2.0, 9)]


def test_that_a_scalar_called_time_is_not_the_duration(runs: Runs, log: LogFolder) -> None:
    log.update([runs.ended(runs.running({}, time=[(0, 3.0)]))])
    assert points(log) == [("scalar:time", 3.0, 0), ("time", 10.0, 0)]


def test_that_runs_that_have_not_started_are_not_there(runs: Runs, log: LogFolder) -> None:
    planned = replace(runs.running({"x": 1}), status=Status.PENDING, started=None)
    called_off = replace(planned, status=Status.TERMINATED, stopped=START)
    assert log.update([planned, called_off]) == 0
    assert contents(log) == {}
    assert log.update([runs.ended(replace(planned, started=START))]) == 1


def test_that_the_summary_is_replaced_only_when_it_says_something_new(
    runs: Runs, log: LogFolder
) -> None:
    def summaries() -> list[str]:
        return sorted(path.name for path in log.path.glob("hparams-*"))

    log.update([runs.ended(runs.running({"x": 1}, loss=[(0, 1.0)]))])
    assert summaries() == ["hparams-1"]
    log.update([runs.ended(runs.running({"x": 1}, loss=[(0, 2.0)]))])
    assert summaries() == ["hparams-1"]
    log.update([runs.ended(runs.running({"x": 2}, loss=[(0, 2.0)]))])
    assert summaries() == ["hparams-2"]


def test_that_a_folder_is_taken_up_again_where_it_was_left(
    runs: Runs, log: LogFolder, opened: Opened, tmp_path: Path
) -> None:
    done = runs.ended(runs.running({"x": 1, "on": True}, loss=[(0, 1.0)]))
    run = runs.running({"x": 2, "opt": "a"}, loss=[(0, 2.0)])
    log.update([done, run], START + 1)
    before = contents(log)
    again = opened(log.path)
    assert again.update([done, run], START + 2) == 0
    assert contents(log) == before
    run = runs.ended(runs.report(run, loss=[(1, 1.5)]))
    assert again.update([run], START + 3) == 1
    assert points(log).count(("loss", 2.0, 0)) == 1
    assert ("loss", 1.5, 1) in points(log)
    fresh = opened(tmp_path / "fresh")
    fresh.update([done, run])
    (old_summary,), (new_summary,) = (
        [list(RecordFile(path).read())[1][9:] for path in each.path.glob("hparams-*/*")]
        for each in (again, fresh)
    )
    assert old_summary == new_summary


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_that_half_a_record_is_no_obstacle(
    runs: Runs, log: LogFolder, opened: Opened, cut: int
) -> None:
    run = runs.running({"x": 1}, loss=[(0, 2.0)])
    log.update([run], START + 1)
    (path,) = log.path.glob("train*/*")
    path.write_bytes(path.read_bytes()[:-cut])
    again = opened(log.path)
    again.update([runs.ended(runs.report(run, loss=[(1, 1.0)]))], START + 2)
    assert points(log) == [("loss", 2.0, 0), ("loss", 1.0, 1), ("time", 10.0, 0)]


def test_that_a_damaged_file_is_written_anew(runs: Runs, log: LogFolder, opened: Opened) -> None:
    done = runs.ended(runs.running({"x": 1}, loss=[(0, 2.0)]))
    log.update([done])
    before = contents(log)
    (path,) = log.path.glob("train*/*")
    path.write_bytes(b"\xff" * 100)
    opened(log.path).update([done])
    assert contents(log) == before


@pytest.mark.parametrize(
    ("flags", "tag"), [({"x": 1}, "t" * 2000), ({"text": "a" * (2 << 20)}, "loss")]
)
def test_that_long_names_and_flags_are_taken_up_again_too(
    runs: Runs, log: LogFolder, opened: Opened, flags: dict[str, Value], tag: str
) -> None:
    run = runs.running(flags, **{tag: [(0, 2.0)]})
    log.update([run, runs.running({"text": "b"})], START + 1)
    before = contents(log)
    assert opened(log.path).update([run], START + 2) == 0
    assert contents(log) == before


def test_that_a_file_whose_records_are_no_messages_is_written_anew(
    runs: Runs, log: LogFolder, opened: Opened
) -> None:
    done = runs.ended(runs.running({"x": 1.5}, loss=[(0, 2.0)]))
    log.update([done])
    before = contents(log)
    (path,) = log.path.glob("train*/*")
    records = list(RecordFile(path).read())
    number = struct.pack("<d", 1.5)
    # Less than the eight bytes of a number, in a flag and as a time; the record itself is whole.
    flag = records[1].replace(b"\x11" + number, b"\x12\x07" + number[:7])
    assert flag != records[1]
    for broken in (flag, b"\x0d\x00\x00\x00\x00"):
        path.write_bytes(b"".join(map(framed, [records[0], broken, *records[2:]])))
        assert opened(log.path).update([done]) == 1
        assert contents(log) == before


def test_that_what_others_put_there_is_left_alone(
    runs: Runs, log: LogFolder, opened: Opened
) -> None:
    others = ["note.txt", "train/events.out.tfevents.1.host", "hparams-7/mine.txt", "x/hparams-1/y"]
    for name in others:
        (log.path / name).parent.mkdir(parents=True, exist_ok=True)
        (log.path / name).write_text("mine")
    again = opened(log.path)
    again.update([runs.ended(runs.running({"x": 1}))])
    again.update([runs.ended(runs.running({"x": 2}))])
    assert {name for name, data in contents(log).items() if data == b"mine"} == set(others)


def test_that_a_folder_that_cannot_be_written_is_told_in_a_sentence(
    runs: Runs, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"log folder .* cannot be written: .*\. Change its"):
        LogFolder(tmp_path / "file" / "log", runs.series)


def test_that_two_never_write_into_one_folder(runs: Runs, log: LogFolder, opened: Opened) -> None:
    with pytest.raises(UserError, match=r"is open in another program.* End that one, or choose"):
        LogFolder(log.path, runs.series)
    log.close()
    assert opened(log.path).update([runs.running({"x": 1})]) == 1


def test_that_a_folder_with_other_things_is_left_alone(runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "events.out.tfevents.1.host").touch()
    with pytest.raises(UserError, match=r"has other things in it .* such as "):
        LogFolder(tmp_path, runs.series)
    assert [path.name for path in tmp_path.iterdir()] == ["events.out.tfevents.1.host"]


def test_that_a_folder_that_lost_its_lock_file_is_still_known(
    runs: Runs, log: LogFolder, opened: Opened
) -> None:
    log.update([runs.running({"x": 1})])
    (log.path / LOCK_FILE).unlink()
    assert len(opened(log.path)) == 1


def test_that_it_counts_the_runs_that_were_there_before(
    runs: Runs, log: LogFolder, opened: Opened
) -> None:
    log.update([runs.running({"x": 1})])
    again = opened(log.path)
    again.update([runs.running({"x": 2})])
    assert len(again) == 2


@pytest.mark.parametrize("whole", [True, False])
def test_that_what_was_deleted_while_it_was_open_is_told(
    runs: Runs, log: LogFolder, opened: Opened, whole: bool
) -> None:
    run = runs.running({"x": 1}, loss=[(0, 1.0)])
    log.update([run])
    log.check()
    (folder,) = log.path.glob("train*")
    shutil.rmtree(log.path if whole else folder)
    run = runs.report(run, loss=[(1, 0.5)])
    with pytest.raises(UserError, match=r"was deleted while it was open\. Open TensorBoard again"):
        log.update([run])
    if whole:
        with pytest.raises(UserError, match="was deleted"):
            log.check()
        with pytest.raises(UserError, match="was deleted"):
            log.update([runs.running({"x": 2})])
    assert opened(log.path).update([run]) == 1
    assert points(log) == [("loss", 1.0, 0), ("loss", 0.5, 1)]


def test_that_the_first_runs_of_a_grid_are_named_by_what_will_differ(
    runs: Runs, log: LogFolder
) -> None:
    first = runs.running({"a": 1, "x": 1})
    planned = replace(runs.running({"a": 1, "x": 2}), status=Status.PENDING, started=None)
    log.update([first, planned])
    assert [path.name for path in log.path.glob("train*")] == ["train.py 00000001 x=1 a=1"]


def test_that_names_stay_when_others_would_be_given_now(
    runs: Runs, log: LogFolder, opened: Opened
) -> None:
    first, second = runs.running({"a": 1, "x": 1}), runs.running({"a": 1, "x": 2})
    log.update([first])
    log.update([first, second])
    names = ["train.py 00000001 a=1 x=1", "train.py 00000002 x=2 a=1"]
    assert sorted(path.name for path in log.path.glob("train*")) == names
    opened(log.path).update([first, runs.ended(second)])
    assert sorted(path.name for path in log.path.glob("train*")) == names


@contextlib.contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as on a disk that is full then."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_that_a_full_disk_is_told_and_nothing_is_lost(
    runs: Runs, log: LogFolder, opened: Opened
) -> None:
    run = runs.running({"x": 1}, loss=[(0, 2.0)])
    log.update([run], START + 1)
    run = runs.report(run, loss=[(i, 1.0) for i in range(1, 500)])
    (path,) = log.path.glob("train*/*")
    with (
        largest_file(path.stat().st_size + 1000),
        pytest.raises(UserError, match=r"no room left for the log folder .* Make room there and"),
    ):
        log.update([run], START + 2)
    log.update([run], START + 3)
    assert [step for _, _, step in points(log)] == list(range(500))
    run = runs.report(run, loss=[(i, 1.0) for i in range(500, 1000)])
    with largest_file(path.stat().st_size + 1000), pytest.raises(UserError, match="no room left"):
        log.update([run], START + 4)
    opened(log.path).update([run], START + 5)
    assert [step for _, _, step in points(log)] == list(range(1000))


@pytest.mark.parametrize("room", [10, 150, 400, 5000])
def test_that_what_a_full_disk_kept_out_is_written_the_next_time(
    runs: Runs, log: LogFolder, opened: Opened, tmp_path: Path, room: int
) -> None:
    many = {f"flag{number}": "a" * 10 for number in range(100)}
    some = [runs.running({"x": 1}, loss=[(0, 2.0)]), runs.running(many, loss=[(0, 3.0)])]
    with largest_file(room), contextlib.suppress(UserError):
        log.update(some, START + 1)
    opened(log.path).update(some, START + 1)
    expected = opened(tmp_path / "never full")
    expected.update(some, START + 1)

    def without_numbers(log: LogFolder) -> dict[str, bytes]:
        return {
            re.sub(r"hparams-\d", "hparams", name): data for name, data in contents(log).items()
        }

    assert without_numbers(log) == without_numbers(expected)


def test_that_a_summary_that_had_no_room_is_written_by_the_next_update(
    runs: Runs, log: LogFolder
) -> None:
    done = runs.ended(runs.running({f"flag{number}": number for number in range(20)}))
    log.update([done])
    (path,) = log.path.glob("train*/*")
    (summary,) = log.path.glob("hparams-*/*")
    assert summary.stat().st_size > path.stat().st_size
    other = replace(done, id="f" * 32, flags={f"flag{number}": number + 1 for number in range(20)})
    with largest_file(path.stat().st_size), pytest.raises(UserError, match="no room left"):
        log.update([done, other])
    assert list(log.path.glob("hparams-*/*")) == [summary]
    assert log.update([done, other]) == 0
    (later,) = log.path.glob("hparams-*")
    assert later.name > summary.parent.name
