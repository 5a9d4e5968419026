"""What scripts may print, each of it harmless:
the run is right, numbers around it are found, all stays bounded.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest

from guild_desktop.core.run import Run, Status
from guild_desktop.engine.launch import start_engine
from guild_desktop.engine.recovery import recover
from guild_desktop.engine.scalar_log import MOST_NAMES
from guild_desktop.scalars.thinning import MOST_VALUES
from guild_desktop.scripts.kept_output import HEAD_BYTES, TAIL_BYTES, find_gap, output_path
from guild_desktop.store.lock import is_locked
from tests.engine.conftest import Bench, engine_of, wait_until


def script(hostile: str) -> str:
    """One that prints a number, something else in bytes, and another number."""
    return (
        "import sys\n"
        "x = 1\n"
        "print('loss: 2', flush=True)\n"
        "out = sys.stdout.buffer\n"
        f"{hostile}\n"
        "out.flush()\n"
        "print('\\nloss: 1')\n"
    )


def run_one(bench: Bench, code: str) -> Run:
    batch = bench.batch(code, {"x": "1"})
    bench.run(batch)
    (run,) = bench.runs(batch)
    return run


HOSTILE = {
    "binary": "out.write(bytes(range(256)) * 4000)",
    "invalid UTF-8": r"out.write(b'\xff\xfe: 1\n\xc3\x28\n\xe2\x82' * 4000)",
    "colours": r"out.write(b'\x1b[32mloss: 3\x1b[0m\n\x1b[2J\x1b[H\x1b]0;title\x07\n')",
    "carriage returns": r"out.write(b''.join(b'\r %d%% loss: 9' % n for n in range(100)) + b'\r done')",
    "a line of 50 MB": "for _ in range(50): out.write(b'x' * (1 << 20))",
    "NUL bytes": r"out.write(b'\0' * (1 << 20))",
    "no line at all": "out.write(b'loss')",
    "other line ends": r"out.write(b'acc: 1\r\nacc: 2\r\r\nacc\x0b: 3\x0c\x85\n')",
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_that_numbers_around_it_are_found_and_the_run_completes(bench: Bench, hostile: str) -> None:
    run = run_one(bench, script(hostile))
    assert (run.status, run.reason) == (Status.COMPLETED, "")
    loss = run.scalars["loss"]
    assert (loss.first, loss.last) == (2.0, 1.0)
    kept = output_path(bench.store.home.run_folder(run.id)).read_bytes()
    assert kept.startswith(b"loss: 2\n")
    assert kept.endswith(b"\nloss: 1\n")


def size_of(path: Path) -> int:
    """Its bytes; 0 if it has been joined to another meanwhile."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def test_that_of_200_mb_the_beginning_and_the_end_are_kept_in_little_memory(bench: Bench) -> None:
    flood = "for _ in range(200): out.write((b'y' * 1023 + b'\\n') * 1024)"
    batch = bench.batch(script(flood), {"x": "1"})
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: Status.RUNNING in bench.statuses(batch))
    engine = engine_of(batch)
    sizes = [engine.memory_info().rss]
    path = output_path(bench.store.home.run_folder(bench.runs(batch)[0].id))

    def is_over() -> bool:
        try:
            sizes.append(engine.memory_info().rss)
        except psutil.Error:
            return True
        on_disk = sum(map(size_of, path.parent.glob("output*")))
        # While the parts are joined the last of them is there twice.
        assert on_disk <= HEAD_BYTES + 2 * TAIL_BYTES
        return False

    wait_until(is_over)
    (run,) = bench.runs(batch)
    assert run.status is Status.COMPLETED
    assert run.scalars["loss"].last == 1.0
    assert max(sizes) - sizes[0] < 20 << 20
    assert path.stat().st_size <= HEAD_BYTES + TAIL_BYTES + 100
    gap = find_gap(path)
    assert gap is not None
    assert gap.size == (200 << 20) + 8 + 9 - (path.stat().st_size - len(gap.mark()))


def test_that_of_more_than_a_million_numbers_all_count_and_the_rest_is_thinned(
    bench: Bench,
) -> None:
    number = MOST_VALUES + 200_000
    lines = f"for n in range(0, {number}, 1000):\n    out.write(b''.join(b'acc: %d\\n' % (n + i) for i in range(1000)))"
    run = run_one(bench, script(lines))
    assert (run.scalars["acc"].count, run.scalars["acc"].last) == (number, number - 1)
    stored = bench.store.series(run, "acc")
    assert MOST_VALUES - 10 < len(stored) <= MOST_VALUES + 20_000
    assert [value for _, value in stored[:5]] == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert run.reason.endswith("of its values are in no curve")
    assert run.status is Status.COMPLETED


def test_that_of_very_many_names_the_first_are_kept(bench: Bench) -> None:
    lines = r"out.write(b''.join(b'n%d: 1\n' % n for n in range(30_000)))"
    run = run_one(bench, script(lines))
    assert len(run.scalars) == MOST_NAMES
    assert run.scalars["loss"].count == 2
    assert (
        run.reason == "it reported more than 10,000 scalars; the first ones and the goal are kept"
    )


def test_that_the_goal_is_kept_behind_very_many_other_names(bench: Bench) -> None:
    names = "print('\\n'.join(f'n{n}: 1' for n in range(20_000)))"
    run = run_one(bench, f"x = 1\n{names}\nprint('loss: 0.5')\n")
    assert run.scalars["loss"].last == 0.5
    assert len(run.scalars) == MOST_NAMES + 1


COUNTING = (
    "import sys, time\n"
    "x = 1\n"
    "n = 0\n"
    "while True:\n"
    "    sys.stdout.write(''.join(f'acc: {n + i}\\n' for i in range(500)))\n"
    "    sys.stdout.flush()\n"
    "    n += 500\n"
    "    time.sleep(0.001)\n"
)


@pytest.mark.parametrize("reports", [1, 2, 4])
def test_that_after_a_killed_engine_numbers_are_a_prefix_of_what_was_printed(
    bench: Bench, reports: int
) -> None:
    batch = bench.batch(COUNTING, {"x": "1"})
    start_engine(bench.store.home, batch.id)
    seen: set[int] = set()

    def has_reported() -> bool:
        for run in bench.runs(batch):
            seen.update(summary.count for summary in run.scalars.values())
        return len(seen) >= reports

    wait_until(has_reported)
    os.kill(engine_of(batch).pid, signal.SIGKILL)
    wait_until(lambda: not is_locked(bench.store.home.engine_lock(batch.id)))
    assert recover(bench.store) == 1
    (run,) = bench.runs(batch)
    assert run.status is Status.LOST
    stored = bench.store.series(run, "acc")
    assert list(stored) == [(n, float(n)) for n in range(len(stored))]
    assert run.scalars["acc"].count == len(stored)
    printed = output_path(bench.store.home.run_folder(run.id)).read_bytes().count(b"\n")
    assert len(stored) <= printed


def test_that_a_long_output_of_a_killed_engine_is_put_together(bench: Bench) -> None:
    code = (
        "import os, sys, time\n"
        "x = 1\n"
        "for n in range(80): sys.stdout.buffer.write(b'%06d\\n' % n + b'y' * (1 << 20))\n"
        "sys.stdout.buffer.flush()\n"
        "print('\\nloss: 1', flush=True)\n"
        "time.sleep(60)\n"
    )
    batch = bench.batch(code, {"x": "1"})
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: any(run.scalars for run in bench.runs(batch)))
    os.kill(engine_of(batch).pid, signal.SIGKILL)
    wait_until(lambda: not is_locked(bench.store.home.engine_lock(batch.id)))
    recover(bench.store)
    path = output_path(bench.store.home.run_folder(bench.runs(batch)[0].id))
    assert [each.name for each in path.parent.glob("output*")] == ["output"]
    gap = find_gap(path)
    assert gap is not None
    assert gap.size is None
    kept = path.read_bytes()
    assert kept.startswith(b"000000\n")
    assert kept.endswith(b"\nloss: 1\n")
