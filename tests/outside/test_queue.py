"""`run --queue` and `queue`: sweeps that wait for their turn without anybody watching."""

from __future__ import annotations

import sys

from tests.outside.terminal import Terminal, wait_until

TURNS = """\
import pathlib
import time
x = 1
print(f'loss: {x}', flush=True)
while not pathlib.Path(__file__).with_name('go').exists():
    time.sleep(0.02)
"""


def queue(terminal: Terminal, *words: str) -> str:
    """Queue something; its id."""
    said = terminal.type("run", *words, "--queue", "--python", sys.executable, "-y", "--json")
    assert said.status == 0, said.err
    return str(said.document["id"])


def test_that_what_is_queued_runs_in_its_order_without_being_watched(terminal: Terminal) -> None:
    terminal.write("turns.py", TURNS)
    words = ("run", "turns.py", "x=[1,2]", "--queue", "--python", sys.executable, "-y")
    said = terminal.type(*words)
    assert "Nothing else runs, so turns.py+ has started" in said.out
    said = terminal.type(*words, "--label", "second")
    assert said.out.endswith("place 1.\n")
    third = queue(terminal, "turns.py", "x=[5,6]")
    off = queue(terminal, "turns.py", "x=7")
    listed = [batch["id"] for batch in terminal.type("queue", "--json").document]
    assert listed[1] == third
    said = terminal.type("queue", third, "--to", "1")
    assert said.out.splitlines()[1].startswith(f"1      {third[:8]}")
    assert terminal.type("stop", off).status == 0
    assert len(terminal.type("queue", "--json").document) == 2
    terminal.write("go", "")
    over = {"completed", "terminated"}
    wait_until(lambda: {row["status"] for row in terminal.rows()} <= over, "the end of the queue")
    batches = {batch["label"] or batch["id"]: batch for batch in terminal.batches()}
    assert batches[third]["started"] < batches["second"]["started"]
    assert {batch["status"] for batch in batches.values()} == {"completed"}
    assert next(run for run in terminal.runs() if run["id"] == off)["status"] == "terminated"
    said = terminal.type("queue")
    assert (said.status, said.out, said.err) == (0, "", "Nothing waits.\n")


def test_that_stop_all_empties_the_queue(terminal: Terminal) -> None:
    queue(terminal, "slow.py", "x=[1,2]")
    waiting = queue(terminal, "slow.py", "x=[3,4]")
    wait_until(lambda: terminal.type("select", "-Sr").status == 0, "the first run")
    assert terminal.type("stop", "--all").status == 0
    assert terminal.type("queue", "--json").document == []
    found = {batch["id"]: batch["status"] for batch in terminal.batches()}
    assert found[waiting] == "terminated"
    assert not terminal.rows("-Sr", "-Sp")


def test_that_words_to_the_queue_that_make_no_sense_are_refused(terminal: Terminal) -> None:
    for words in (["1"], ["--now"], ["1", "--now", "--to", "2"], ["1", "--to", "0"]):
        assert terminal.type("queue", *words).status == 2
    terminal.run("train.py")
    said = terminal.type("queue", "1", "--now")
    assert said.status == 2
    assert "does not wait in the queue" in said.err
    said = terminal.run("train.py", "--queue", "--stage")
    assert said.status == 2


def test_that_what_waits_is_listed_as_queued_with_its_place_and_its_trials(
    terminal: Terminal,
) -> None:
    with terminal.running("slow.py", "x=[1,2]"):
        wait_until(lambda: terminal.type("select", "-Sr").status == 0, "the first run")
        first = queue(terminal, "train.py", "x=[1,2]")
        second = queue(terminal, "train.py", "x=[3,4,5]")
        listed = terminal.type("runs", "-Ss").out
        assert "queued, place 1, 2 trials" in listed
        assert "queued, place 2, 3 trials" in listed
        assert "queued, place 1" in terminal.type("runs").out
        said = terminal.type("info", second).out
        assert "status: queued, place 2\n" in said
        assert "trials: 0 of 3 planned\n" in said
        assert terminal.type("stop", second).out == f"called off: train.py+ {second[:8]}\n"
        assert {row["id"] for row in terminal.rows("-Ss")} == {first}
        terminal.type("stop", "--all")
