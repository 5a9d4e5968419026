"""That what scripts write for TensorBoard arrives as their scalars, live and once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.scalar_log import ScalarLog
from guild_desktop.scalars.event_files import EventFiles
from guild_desktop.scalars.events import EventsFile
from guild_desktop.scalars.record_file import framed
from guild_desktop.store.recorder import NewRun, Recorder
from tests.engine.conftest import Bench, wait_until
from tests.engine.test_batch_runner import Meanwhile
from tests.scalars.event_writing import plain, write_events

REAL_WRITER = """
import sys
sys.path[:0] = {path!r}
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter
x = 1
writer = EventFileWriter("logs/train")
for step in range(5):
    summary = Summary(value=[Summary.Value(tag="loss", simple_value=x / (step + 1))])
    writer.add_event(Event(step=10 * step, wall_time=1e9, summary=summary))
writer.close()
"""

# Writes a file that the test made, so that the script needs no TensorBoard.
COPIER = "import os, shutil, time\nx = 0\n"


@pytest.fixture
def events(tmp_path: Path) -> Path:
    return write_events(tmp_path / "made", *(plain("loss", 3 - i, i) for i in range(3)))


def the_run(bench: Bench, batch: Batch) -> Run:
    (run,) = bench.runs(batch)
    return run


def test_that_tensorboard_s_own_writer_is_understood(bench: Bench) -> None:
    batch = bench.batch(REAL_WRITER.format(path=sys.path[1:]), {"x": "2"})
    assert bench.run(batch).status is Status.COMPLETED
    run = the_run(bench, batch)
    assert bench.store.series(run, "logs/train/loss") == tuple(
        (10 * step, pytest.approx(2 / (step + 1))) for step in range(5)
    )
    assert run.scalars["logs/train/loss"].count == 5


def test_that_values_arrive_while_a_run_is_on(bench: Bench, events: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    code = f"shutil.copy({str(events)!r}, '.')\nwhile not os.path.exists({str(seen)!r}): time.sleep(0.05)\n"
    batch = bench.batch(COPIER + code, {"x": "0"})
    with Meanwhile(bench, batch):
        try:
            wait_until(lambda: bench.runs(batch) and the_run(bench, batch).scalars)
            assert the_run(bench, batch).status is Status.RUNNING
            assert the_run(bench, batch).scalars["loss"].last == 1.0
        finally:
            seen.touch()
    assert bench.store.series(the_run(bench, batch), "loss") == ((0, 3.0), (1, 2.0), (2, 1.0))


def test_that_what_is_printed_too_is_not_counted_twice(bench: Bench, events: Path) -> None:
    code = f"print('loss: 9', flush=True)\nshutil.copy({str(events)!r}, '.')\nprint('loss: 8\\nother: 1')\n"
    batch = bench.batch(COPIER + code, {"x": "0"})
    bench.run(batch)
    run = the_run(bench, batch)
    assert bench.store.series(run, "loss") == ((0, 3.0), (1, 2.0), (2, 1.0))
    assert (run.scalars["loss"].count, run.scalars["loss"].max) == (3, 3.0)
    assert run.scalars["other"].last == 1.0


def test_that_printed_values_give_way_once_a_file_has_them(
    bench: Bench, events: Path, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    code = (
        "print('loss: 9')\n"
        f"while not os.path.exists({str(seen)!r}): time.sleep(0.05)\n"
        f"shutil.copy({str(events)!r}, '.')\n"
    )
    batch = bench.batch(COPIER + code, {"x": "0"})
    with Meanwhile(bench, batch):
        try:
            wait_until(lambda: bench.runs(batch) and the_run(bench, batch).scalars)
            assert bench.store.series(the_run(bench, batch), "loss") == ((0, 9.0),)
        finally:
            seen.touch()
    assert bench.store.series(the_run(bench, batch), "loss") == ((0, 3.0), (1, 2.0), (2, 1.0))


def test_that_a_scalar_may_have_a_flag_s_name_in_a_file(bench: Bench, tmp_path: Path) -> None:
    made = write_events(tmp_path / "made", plain("x", 5))
    batch = bench.batch(COPIER + f"shutil.copy({str(made)!r}, '.')\n", {"x": "0"})
    bench.run(batch)
    assert the_run(bench, batch).scalars["x"].last == 5.0


def test_that_files_of_the_project_are_not_the_run_s(bench: Bench, events: Path) -> None:
    events.rename(bench.folder / events.name)
    (bench.folder / "logs").mkdir()
    write_events(bench.folder / "logs", plain("old", 1))
    batch = bench.batch("x = 1\nprint('loss: 7')\n", {"x": "0"})
    bench.run(batch)
    run = the_run(bench, batch)
    assert (bench.store.home.run_folder(run.id) / events.name).exists()
    assert {name: scalar.last for name, scalar in run.scalars.items()} == {"loss": 7.0}


def test_that_what_is_logged_beside_the_project_s_own_logs_is_the_run_s(
    bench: Bench, events: Path
) -> None:
    earlier = bench.folder / "runs" / "earlier"
    earlier.mkdir(parents=True)
    write_events(earlier, plain("old", 1))
    write_events(bench.folder / "runs", plain("old", 2))
    (earlier / "model.pt").write_bytes(b"m")
    code = (
        "print(len(open('runs/earlier/model.pt').read()))\n"
        f"shutil.copy({str(events)!r}, 'runs')\n"
        f"os.makedirs('runs/new')\nshutil.copy({str(events)!r}, 'runs/new')\n"
    )
    batch = bench.batch(COPIER + code, {"x": "0"})
    before = sorted(bench.folder.rglob("*"))
    assert bench.run(batch).status is Status.COMPLETED
    assert sorted(bench.folder.rglob("*")) == before
    run = the_run(bench, batch)
    assert set(run.scalars) == {"runs/loss", "runs/new/loss"}
    assert bench.store.series(run, "runs/loss") == ((0, 3.0), (1, 2.0), (2, 1.0))


def test_that_a_damaged_file_does_not_stop_a_batch(bench: Bench) -> None:
    code = "x = 0\nopen('events.out.tfevents.1', 'wb').write(b'\\xff' * 500)\nprint('loss: 1')\n"
    batch = bench.batch(code, {"x": "[1, 2]"})
    assert bench.run(batch).status is Status.COMPLETED
    assert [run.scalars["loss"].last for run in bench.runs(batch)] == [1.0, 1.0]


def test_that_a_run_says_what_of_its_files_could_not_be_read(
    bench: Bench, events: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "made" / "damaged"
    content = events.read_bytes()
    damaged.write_bytes(content[:8] + b"\xff" * 4 + content[12:])
    code = (
        f"shutil.copy({str(damaged)!r}, {events.name!r})\n"
        "with open(os.environ['GUILD_EVENTS'], 'w') as file:\n"
        '    file.write(\'no value\\n{"tag": "loss", "value": 1}\\n\')\n'
    )
    batch = bench.batch(COPIER + code, {"x": "0"})
    bench.run(batch)
    run = the_run(bench, batch)
    assert run.status is Status.COMPLETED
    assert run.scalars["loss"].last == 1.0
    assert run.reason == (
        f"1 line of its events file told no value; {events.name} is damaged and was read in part"
    )


HUGE = """
import os
x = 0
with open(os.environ["GUILD_EVENTS"], "w") as events:
    for step in range(100_000):
        events.write(f'{{"tag": "loss", "value": 1.5, "step": {step}}}\\n')
"""


def test_that_all_values_of_a_huge_file_count_though_it_is_read_in_pieces(bench: Bench) -> None:
    batch = bench.batch(HUGE, {"x": "[0, 1]"}, workers=2)
    assert bench.run(batch).status is Status.COMPLETED
    counts = [run.scalars["loss"].count for run in bench.runs(batch)]
    assert counts == [100_000, 100_000]


def test_that_the_end_of_a_huge_file_is_read_while_others_are_served(
    bench: Bench, tmp_path: Path
) -> None:
    recorder = Recorder(bench.store)
    batch = bench.batch("x = 0", {"x": "0"})
    (run,) = recorder.add_runs(batch, [NewRun(1, {"x": 0}, "typed", 1)], "")
    file = tmp_path / "events"
    file.write_text("".join(f'{{"tag": "loss", "value": {i}}}\n' for i in range(10_000)))
    log = ScalarLog(recorder)
    log.open(run, EventsFile(file), EventFiles(tmp_path))
    turns = 0
    while log.read_rest(run.id, 0.0):
        turns += 1
    assert turns > 2
    summaries, _ = log.close(run.id)
    assert summaries["loss"].count == 10_000
    assert len(bench.store.series(run, "loss")) == 10_000


def test_that_files_without_values_are_read_while_others_are_served(
    bench: Bench, tmp_path: Path
) -> None:
    recorder = Recorder(bench.store)
    batch = bench.batch("x = 0", {"x": "0"})
    (run,) = recorder.add_runs(batch, [NewRun(1, {"x": 0}, "typed", 1)], "")
    events = tmp_path / "events"
    events.write_text("this tells no value\n" * 20_000)
    records = tmp_path / "events.out.tfevents.1"
    records.write_bytes(framed(b"?" * 100) * 5_000)
    log = ScalarLog(recorder)
    log.open(run, EventsFile(events), EventFiles(tmp_path))
    turns = 0
    while log.read_rest(run.id, 0.0):
        turns += 1
    assert turns > (events.stat().st_size + records.stat().st_size) / 64_000
    summaries, notices = log.close(run.id)
    assert not summaries
    assert notices == "20,000 lines of its events file told no value"
