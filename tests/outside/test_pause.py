"""Pausing from another terminal what one terminal has started, and giving it more workers."""

from __future__ import annotations

from tests.outside.terminal import Terminal, wait_until

TURNS = """\
import pathlib
import time
x = 1
print(f'loss: {x}', flush=True)
while not pathlib.Path(__file__).with_name(f'go-{x}').exists():
    time.sleep(0.02)
"""


def test_that_a_sweep_is_paused_and_resumed_from_another_terminal(terminal: Terminal) -> None:
    terminal.write("turns.py", TURNS)
    with terminal.running("turns.py", "x=[1,2]") as child:
        wait_until(lambda: terminal.type("select", "-Sr").status == 0, "the first run")
        said = terminal.type("pause", "-Fo", "turns.py+")
        assert said.status == 0, said.err
        assert said.out.endswith(": paused\n")
        assert "running, paused" in terminal.type("runs", "-a").out
        terminal.write("go-1", "")
        wait_until(lambda: terminal.type("select", "-Sc").status == 0, "its end")
        assert terminal.type("select", "-Sr").status == 1
        terminal.write("go-2", "")
        said = terminal.type("resume", "--all")
        assert (said.status, said.err) == (0, "")
        assert child.wait(timeout=30) == 0


def test_that_a_single_run_cannot_be_paused(terminal: Terminal) -> None:
    with terminal.running("slow.py"):
        wait_until(lambda: terminal.type("select", "-Sr").status == 0, "the run")
        said = terminal.type("pause", "1")
        assert said.status == 2
        assert "A single run cannot be paused." in said.err


def test_that_what_to_pause_has_to_be_said(terminal: Terminal) -> None:
    for verb in ("pause", "resume"):
        said = terminal.type(verb)
        assert said.status == 2
        assert f"Say what to {verb}." in said.err
        said = terminal.type(verb, "--all")
        assert (said.status, said.err) == (0, "No batch of that is running.\n")


def test_that_a_sweep_gets_more_workers_from_another_terminal(terminal: Terminal) -> None:
    terminal.write("turns.py", TURNS)
    with terminal.running("turns.py", "x=[1,2,3]") as child:
        wait_until(lambda: terminal.type("select", "-Sr").status == 0, "the first run")
        (batch,) = terminal.batches()
        said = terminal.type("workers", batch["id"], "3")
        assert (said.status, said.err) == (0, "")
        assert said.out == f"turns.py+ {batch['id'][:8]}: running\n"
        wait_until(lambda: len(terminal.rows("-Sr")) == 3, "three at once")
        for number in (1, 2, 3):
            terminal.write(f"go-{number}", "")
        assert child.wait(timeout=30) == 0
    again = terminal.type("workers", "--all", "2")
    assert (again.status, again.err) == (0, "No batch of that is running.\n")


def test_that_how_many_workers_and_of_what_has_to_be_said(terminal: Terminal) -> None:
    assert "Say what to change." in terminal.type("workers", "3").err
    assert "at least one worker" in terminal.type("workers", "--all", "0").err
    assert terminal.type("workers", "--all").status == 2


def test_that_what_was_paused_or_stopped_already_is_said_to_be_so(terminal: Terminal) -> None:
    with terminal.running("slow.py", "x=[1,2,3]"):
        wait_until(lambda: terminal.type("select", "-Sr").status == 0, "the first run")
        once, twice = terminal.type("pause", "--all"), terminal.type("pause", "--all")
        assert once.out == twice.out
        assert once.out.endswith(": paused\n")
        batch = once.out.split(":")[0]
        assert terminal.type("stop", "--all").out == f"stopped: {batch}\n"
    assert terminal.type("stop", "--all").err == "Nothing is running.\n"
