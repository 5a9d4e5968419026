"""Runs in the real TensorBoard by one command: what it shows, what comes later, and every way to its end."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.interop.fake_tensorboard import DIES_AT_ONCE, DIES_LATER, STAYS, fake, none
from tests.interop.tensorboard_server import TensorBoard, boards_of
from tests.outside.terminal import Terminal, wait_until


@pytest.fixture
def desk(terminal: Terminal, tmp_path: Path) -> Terminal:
    """A terminal with a temporary folder of its own and a browser that only notes what it opened."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path}/opened.tmp"\n')
    with browser.open("a") as script:
        script.write(f'mv "{tmp_path}/opened.tmp" "{tmp_path}/opened"\n')
    browser.chmod(0o755)
    return replace(terminal, variables={"TMPDIR": str(scratch), "BROWSER": str(browser)})


def with_path(desk: Terminal, folder: Path) -> Terminal:
    return replace(desk, variables={**desk.variables, "PYTHONPATH": str(folder)})


@contextmanager
def shown(desk: Terminal, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give the command while TensorBoard is open, and the address that it told."""
    with subprocess.Popen(
        [*desk.program, "tensorboard", *words],
        cwd=desk.folder,
        env=desk.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as command:
        try:
            assert command.stdout is not None
            line = command.stdout.readline()
            address = re.search(r"(http://127\.0\.0\.1:\d+/) \(Ctrl\+C ends it\)", line)
            assert address, line
            yield command, address[1]
        finally:
            command.kill()


def test_that_tensorboard_shows_the_chosen_runs_and_those_to_come_until_ctrl_c(
    desk: Terminal, tmp_path: Path
) -> None:
    desk.write("other.py", "y = 1\nprint('loss: 3')\n")
    for script in ("train.py", "other.py"):
        assert desk.run(script).status == 0
    with shown(desk, "-Fo", "train.py") as (command, address):
        board = TensorBoard(address)
        wait_until(lambda: len(board.runs()) == 1, "the first run")
        (first,) = board.runs().values()
        (row,) = (run for run in desk.runs() if run["operation"] == "train.py")
        assert first["status"] == "STATUS_SUCCESS"
        assert first["flags"] == {"x": 0.1, "noise": 0.1}
        assert first["metrics"]["loss"] == pytest.approx(row["scalars"]["loss"]["last"])
        wait_until((tmp_path / "opened").exists, "a browser")
        assert (tmp_path / "opened").read_text() == f"{address}#hparams\n"

        desk.run("other.py")
        desk.run("train.py", "x=[1,2]")
        wait_until(lambda: len(board.runs()) == 3, "the runs that came later")
        wait_until(lambda: board.flags()["x"]["domainInterval"]["maxValue"] == 2, "their flags")
        # One that was seen while it ran is written to its end, and read again, a moment later.
        wait_until(
            lambda: {run["status"] for run in board.runs().values()} == {"STATUS_SUCCESS"},
            "how all have ended",
        )

        (process,) = boards_of(command.pid)
        everything = [process, *process.children(recursive=True)]
        command.send_signal(signal.SIGINT)
        _, err = command.communicate(timeout=20)
    assert (command.returncode, err) == (130, "")
    assert psutil.wait_procs(everything, timeout=10)[1] == []
    assert list((tmp_path / "scratch").glob("guild-desktop-*")) == []
    assert list((desk.home / "logs").glob("tensorboard-*")) == []


def test_that_no_tensorboard_outlives_a_killed_command(desk: Terminal, tmp_path: Path) -> None:
    desk.run("train.py")
    with shown(desk, "--logdir", str(tmp_path / "log")) as (command, _):
        (process,) = boards_of(command.pid)
        everything = [process, *process.children(recursive=True)]
        command.kill()
    assert psutil.wait_procs(everything, timeout=10)[1] == []
    assert list((tmp_path / "log").glob("train.py*/events.out.tfevents.*"))


def test_that_a_killed_command_leaves_no_temporary_folder(desk: Terminal, tmp_path: Path) -> None:
    desk.run("train.py")
    with shown(desk) as (command, _):
        (process,) = boards_of(command.pid)
        assert len(list((tmp_path / "scratch").glob("guild-desktop-*"))) == 1
        command.kill()
    assert psutil.wait_procs([process], timeout=10)[1] == []
    assert list((tmp_path / "scratch").glob("guild-desktop-*")) == []


def test_that_runs_are_written_without_tensorboard_and_again_into_the_same_folder(
    desk: Terminal, tmp_path: Path
) -> None:
    without = with_path(desk, none(tmp_path / "none"))
    desk.run("train.py", "x=[1,2]")
    folder = tmp_path / "log"
    said = without.type("tensorboard", "1", "--logdir", str(folder), "--no-launch")
    assert (said.status, said.out, said.err) == (0, f"Wrote 1 run into {folder}\n", "")
    assert len(list(folder.glob("train.py*"))) == 1
    said = without.type("tensorboard", "--logdir", str(folder), "--no-launch")
    assert (said.status, said.out, said.err) == (0, f"Wrote 2 runs into {folder}\n", "")
    assert len(list(folder.glob("train.py*"))) == 2
    said = without.type("tensorboard", "1", "--logdir", str(folder), "--no-launch")
    assert said.out == f"Wrote 1 run into {folder}, which shows 2 now\n"
    said = without.type("tensorboard", "--no-launch")
    kept = Path(said.out.removeprefix("Wrote 2 runs into ").rstrip())
    assert kept.parent == tmp_path / "scratch"
    assert len(list(kept.glob("train.py*"))) == 2


def test_that_a_second_command_is_refused_the_folder_of_the_first(
    desk: Terminal, tmp_path: Path
) -> None:
    desk.run("train.py")
    quick = with_path(desk, fake(tmp_path / "fake", STAYS))
    folder = str(tmp_path / "log")
    with shown(quick, "--logdir", folder):
        for words in ([], ["--no-launch"]):
            said = quick.type("tensorboard", "--logdir", folder, *words)
            assert (said.status, said.out) == (1, "")
            assert f"The log folder {folder} is open in another program" in said.err
    assert quick.type("tensorboard", "--logdir", folder, "--no-launch").status == 0


def test_that_a_missing_tensorboard_is_told_with_what_to_install(
    desk: Terminal, tmp_path: Path
) -> None:
    desk.run("train.py")
    said = with_path(desk, none(tmp_path / "none")).type("tensorboard")
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("guild-desktop: TensorBoard is not installed, neither here nor in")
    assert f"Type: {sys.executable} -m pip install tensorboard" in said.err
    assert list((tmp_path / "scratch").iterdir()) == []


def test_that_a_tensorboard_that_dies_at_the_start_is_told_with_its_last_words(
    desk: Terminal, tmp_path: Path
) -> None:
    desk.run("train.py")
    said = with_path(desk, fake(tmp_path / "fake", DIES_AT_ONCE)).type("tensorboard")
    assert (said.status, said.out) == (1, "")
    assert "TensorBoard has ended: no room for a server. All it said is in " in said.err
    words = Path(said.err.rpartition(" ")[2].strip().rstrip("."))
    assert words.read_text() == "no room for a server\n"
    assert list((tmp_path / "scratch").iterdir()) == []


def test_that_the_command_ends_with_a_tensorboard_that_dies_later(
    desk: Terminal, tmp_path: Path
) -> None:
    desk.run("train.py")
    said = with_path(desk, fake(tmp_path / "fake", DIES_LATER)).type("tensorboard")
    assert said.status == 1
    assert "TensorBoard has ended: somebody closed it" in said.err


def test_that_an_absent_browser_is_told_and_tensorboard_stays(
    desk: Terminal, tmp_path: Path
) -> None:
    desk.run("train.py")
    blind = replace(desk, variables={**desk.variables, "BROWSER": ""})
    with shown(with_path(blind, fake(tmp_path / "fake", STAYS))) as (command, _):
        assert command.stderr is not None
        assert command.stderr.readline().startswith("No browser could be opened here;")
        assert command.poll() is None


def test_that_a_log_folder_that_cannot_be_written_is_told(desk: Terminal, tmp_path: Path) -> None:
    desk.run("train.py")
    (tmp_path / "file").touch()
    said = desk.type("tensorboard", "--logdir", str(tmp_path / "file" / "log"), "--no-launch")
    assert (said.status, said.out) == (1, "")
    assert f"The log folder {tmp_path}/file/log cannot be written: Not a directory." in said.err


def test_that_folders_that_nobody_means_are_refused(desk: Terminal, tmp_path: Path) -> None:
    desk.run("train.py")
    person = tmp_path / "person"
    person.mkdir()
    desk = replace(desk, variables={**desk.variables, "HOME": str(person)})
    for folder in (person, desk.home, desk.home / "runs" / "log"):
        said = desk.type("tensorboard", "--logdir", str(folder), "--no-launch")
        assert (said.status, said.out) == (2, "")
        assert f"guild-desktop: {folder} " in said.err
        assert "such as --logdir runs-for-tensorboard" in said.err
    assert list(person.iterdir()) == []
    said = desk.type("tensorboard", "--logdir", str(desk.folder), "--no-launch")
    assert (said.status, said.out) == (1, "")
    assert "has other things in it and is no log folder of this program" in said.err
    for words in (["--logdir", ""], ["--logdir="]):
        said = desk.type("tensorboard", *words)
        assert (said.status, said.out) == (2, "")
        assert "Argument --logdir: it is empty; name something" in said.err


def test_that_the_command_ends_with_a_log_folder_that_was_deleted(
    desk: Terminal, tmp_path: Path
) -> None:
    desk.run("train.py")
    quick = with_path(desk, fake(tmp_path / "fake", STAYS))
    with shown(quick, "--logdir", str(tmp_path / "log")) as (command, _):
        shutil.rmtree(tmp_path / "log")
        _, err = command.communicate(timeout=20)
    assert command.returncode == 1
    assert f"The log folder {tmp_path}/log, or a part of it, was deleted while it was open." in err


def test_that_there_is_nothing_to_show_without_a_run(desk: Terminal) -> None:
    said = desk.type("tensorboard")
    assert (said.status, said.err) == (1, "No runs. Start one with: guild-desktop run SCRIPT\n")
    said = desk.type("tensorboard", "-Fo", "train.py")
    assert (said.status, said.err) == (1, "No runs match.\n")
    said = desk.type("tensorboard", "5")
    assert (said.status, said.out) == (2, "")
    assert "There is no run number 5" in said.err
