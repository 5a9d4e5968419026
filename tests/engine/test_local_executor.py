"""Trials as processes: what they print, how they end, and that nothing of them stays."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.engine.guard_process import GuardProcess
from guild_desktop.engine.local_executor import Ended, LocalExecutor, Printed
from guild_desktop.engine.platform import processes_of_run
from guild_desktop.engine.trial_spec import TrialSpec

RUN = f"run-{os.getpid()}"
"""Processes are found by their run's id, so tests that run beside each other must not share one."""


@pytest.fixture
def executor(tmp_path: Path) -> Iterator[LocalExecutor]:
    guard = GuardProcess(tmp_path, grace=0.5)
    executor = LocalExecutor(guard)
    yield executor
    executor.close()
    guard.close()


def spec(folder: Path, code: str, run_id: str = RUN, **limits: float | None) -> TrialSpec:
    return TrialSpec(
        run_id=run_id,
        argv=(sys.executable, "-u", "-c", code),
        cwd=folder,
        environment={**os.environ, "GUILD_RUN_ID": run_id},
        output=folder / f"{run_id}.output",
        timeout=limits.get("timeout"),
        grace=limits.get("grace") or 0.5,
    )


def until_ended(executor: LocalExecutor, limit: float = 20.0) -> list[Printed | Ended]:
    events: list[Printed | Ended] = []
    deadline = time.monotonic() + limit
    while executor.running:
        assert time.monotonic() < deadline, "the trial did not end"
        events += executor.wait(0.05)
    return events


def printed(events: list[Printed | Ended], stream: str) -> bytes:
    return b"".join(
        event.data for event in events if isinstance(event, Printed) and event.stream == stream
    )


def wait_until_gone(run_id: str) -> None:
    """A killed process is still listed for the moment that the system needs to bury it."""
    deadline = time.monotonic() + 2.0
    while processes_of_run([run_id]):
        assert time.monotonic() < deadline, "a process of the trial is still there"


def wait_for_output(executor: LocalExecutor, words: bytes, limit: float = 20.0) -> None:
    seen = b""
    deadline = time.monotonic() + limit
    while words not in seen:
        assert time.monotonic() < deadline, seen
        for event in executor.wait(0.05):
            assert isinstance(event, Printed), event
            seen += event.data


def test_that_output_comes_before_the_end_and_is_kept(
    executor: LocalExecutor, tmp_path: Path
) -> None:
    executor.submit(spec(tmp_path, "import sys; print('loss: 1'); print('oh', file=sys.stderr)"))
    events = until_ended(executor)
    ended = events[-1]
    assert isinstance(ended, Ended)
    assert (ended.exit_status, ended.stop_reason) == (0, "")
    assert printed(events, "stdout") == b"loss: 1\n"
    assert printed(events, "stderr") == b"oh\n"
    assert sorted((tmp_path / f"{RUN}.output").read_bytes()) == sorted(b"loss: 1\noh\n")


def test_that_a_failed_trial_tells_its_last_error_line(
    executor: LocalExecutor, tmp_path: Path
) -> None:
    executor.submit(spec(tmp_path, "raise ValueError('no luck')"))
    ended = until_ended(executor)[-1]
    assert isinstance(ended, Ended)
    assert (ended.exit_status, ended.error_line) == (1, "ValueError: no luck")


def test_that_a_missing_interpreter_is_a_sentence(executor: LocalExecutor, tmp_path: Path) -> None:
    wrong = spec(tmp_path, "")
    missing = TrialSpec(
        wrong.run_id,
        (str(tmp_path / "python"),),
        tmp_path,
        {},
        tmp_path / "output",
        timeout=None,
        grace=1.0,
    )
    with pytest.raises(UserError, match="cannot be started"):
        executor.submit(missing)
    assert executor.running == ()


def test_that_standard_input_is_empty(executor: LocalExecutor, tmp_path: Path) -> None:
    executor.submit(spec(tmp_path, "import sys; print(repr(sys.stdin.read()))"))
    events = until_ended(executor)
    assert printed(events, "stdout") == b"''\n"


def test_that_a_trial_over_its_time_limit_is_stopped(
    executor: LocalExecutor, tmp_path: Path
) -> None:
    executor.submit(spec(tmp_path, "import time; time.sleep(60)", timeout=0.2))
    ended = until_ended(executor)[-1]
    assert isinstance(ended, Ended)
    assert ended.stop_reason == "timed out after 0.2 s"


@pytest.mark.parametrize(
    "stubborn",
    [
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "import os, signal, time; print('ready'); os.kill(os.getpid(), signal.SIGSTOP)",
    ],
    ids=["ignores SIGTERM", "is stopped by a signal"],
)
def test_that_stop_ends_even_a_trial_that(
    executor: LocalExecutor, tmp_path: Path, stubborn: str
) -> None:
    executor.submit(spec(tmp_path, f"{stubborn}\nprint('ready')\ntime.sleep(60)"))
    wait_for_output(executor, b"ready")
    executor.stop(RUN, "stopped")
    ended = until_ended(executor, limit=5.0)[-1]
    assert isinstance(ended, Ended)
    assert ended.stop_reason == "stopped"
    wait_until_gone(RUN)


WRAPPER = (
    "import signal, subprocess, sys, time\n"
    "child = 'import signal, sys, time\\n'\n"
    "child += 'def save(*_): {saving}\\n'\n"
    "child += 'signal.signal(signal.SIGTERM, save); print(\"ready\", flush=True); time.sleep(60)'\n"
    "subprocess.run([sys.executable, '-c', child])\n"
)
"""Dies at once when it is asked to end, as a shell script does; the program it has started takes its time."""


def test_that_a_wrapper_s_program_has_its_grace_too(
    executor: LocalExecutor, tmp_path: Path
) -> None:
    saving = 'time.sleep(0.3); open(\\"saved\\", \\"w\\").close(); sys.exit()'
    executor.submit(spec(tmp_path, WRAPPER.format(saving=saving), grace=20))
    wait_for_output(executor, b"ready")
    executor.stop(RUN, "stopped")
    ended = until_ended(executor)[-1]
    assert isinstance(ended, Ended)
    assert (ended.exit_status, ended.stop_reason) == (-signal.SIGTERM, "stopped")
    assert (tmp_path / "saved").exists()
    wait_until_gone(RUN)


def test_that_a_wrapper_s_program_which_does_not_end_is_killed_after_its_grace(
    executor: LocalExecutor, tmp_path: Path
) -> None:
    executor.submit(spec(tmp_path, WRAPPER.format(saving="pass"), grace=0.3))
    wait_for_output(executor, b"ready")
    executor.stop(RUN, "stopped")
    until_ended(executor, limit=10.0)
    wait_until_gone(RUN)


def test_that_a_trial_ends_when_its_script_does_though_a_child_holds_its_output(
    executor: LocalExecutor, tmp_path: Path
) -> None:
    child = f"subprocess.Popen([{sys.executable!r}, '-c', 'import time; time.sleep(60)'])"
    executor.submit(spec(tmp_path, f"import subprocess; {child}; print('loss: 1')"))
    events = until_ended(executor)
    assert isinstance(events[-1], Ended)
    assert events[-1].exit_status == 0
    wait_until_gone(RUN)


def test_that_a_daemon_which_a_trial_left_behind_is_ended_too(tmp_path: Path) -> None:
    code = (
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    print('away', flush=True)\n"
        "    time.sleep(60)\n"
        "    os._exit(0)\n"
        "time.sleep(0.2)\n"
    )
    guard = GuardProcess(tmp_path, grace=0.5)
    executor = LocalExecutor(guard)
    executor.submit(spec(tmp_path, code, "daemon"))
    until_ended(executor)
    executor.close()
    guard.close()
    wait_until_gone("daemon")


def test_that_three_trials_overlap_in_time(executor: LocalExecutor, tmp_path: Path) -> None:
    meet = (
        "import pathlib, time, sys\n"
        "pathlib.Path('{name}').touch()\n"
        "limit = time.time() + 15\n"
        "while len(list(pathlib.Path('.').glob('here-*'))) < 3:\n"
        "    if time.time() > limit: sys.exit('alone')\n"
        "    time.sleep(0.01)\n"
    )
    for number in range(3):
        executor.submit(spec(tmp_path, meet.format(name=f"here-{number}"), f"r{number}"))
    ended = [event for event in until_ended(executor) if isinstance(event, Ended)]
    assert [event.exit_status for event in ended] == [0, 0, 0]
