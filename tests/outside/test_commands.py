"""What commands print: for people at a terminal, for pipes, and for programs."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import pty
import re
import shlex
import struct
import subprocess
import termios

import pytest

from tests.outside.terminal import Terminal

LONG = (
    "a label that is far too long for a narrow terminal, and goes on and on until the line is full"
)


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    """A home with a single run and a batch of three, the first of them with a long label."""
    assert terminal.run("train.py", "--label", LONG).status == 0
    assert terminal.run("train.py", "x=[-1,0,1]", "--random-seed", "1").status == 0
    return terminal


def at_a_terminal(terminal: Terminal, columns: int, *words: str) -> list[str]:
    """Give the lines that a command prints to a terminal of so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {
        name: text
        for name, text in terminal.environment.items()
        if name not in ("COLUMNS", "LINES")
    }
    child = subprocess.Popen(
        [*terminal.program, *words],
        cwd=terminal.folder,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    try:
        while data := os.read(ours, 4096):
            seen += data
    except OSError:
        # Linux says so when nobody holds the other end any more.
        pass
    finally:
        os.close(ours)
    assert child.wait() == 0, seen
    return seen.decode().splitlines()


# Tables


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("words", [["runs"], ["compare"]])
def test_that_a_table_fits_the_terminal(filled: Terminal, columns: int, words: list[str]) -> None:
    lines = at_a_terminal(filled, columns, *words)
    assert len(lines) >= 5
    assert max(map(len, lines)) <= columns
    assert any("Not shown, for want of room" in line for line in lines) == (columns == 60)
    ids = [run["short_id"] for run in filled.runs()]
    assert all(any(run_id in line for line in lines) for run_id in ids)


def test_that_nothing_is_cut_when_nobody_looks(filled: Terminal) -> None:
    said = filled.type("runs")
    assert LONG in said.out
    assert "…" not in said.out


def test_that_a_pipe_may_close_early(filled: Terminal) -> None:
    command = f"{shlex.join(filled.program)} runs -a --json | head -c 1"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=filled.folder,
        env=filled.environment,
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("[", "", 0)


# The home


@pytest.mark.parametrize(
    "words",
    [
        ["--home", "{}", "runs", "--json"],
        ["--home={}", "runs", "--json"],
        ["runs", "--home", "{}", "--json"],
        ["runs", "--json", "--home={}"],
    ],
)
def test_that_the_home_may_be_named_before_and_after_the_verb(
    filled: Terminal, words: list[str]
) -> None:
    elsewhere = filled.folder / "elsewhere"
    said = filled.type(*(word.format(elsewhere) for word in words))
    assert said.document == []
    assert elsewhere.is_dir()
    assert len(filled.runs()) == 4


def test_that_a_home_is_made_for_its_owner_only(terminal: Terminal) -> None:
    assert terminal.type("runs").status == 0
    assert terminal.home.stat().st_mode & 0o777 == 0o700


# Choosing


def test_that_select_prints_one_id_and_nothing_else(filled: Terminal) -> None:
    newest = filled.runs()[0]["id"]
    (batch,) = filled.batches()
    assert filled.type("select", "1").out == f"{newest}\n"
    assert filled.type("select", "1", "--short-id").out == f"{newest[:8]}\n"
    assert filled.type("select", "-Fo", "train.py+").out == f"{batch['id']}\n"
    assert filled.type("select", batch["id"][:6]).out == f"{batch['id']}\n"


def test_that_select_finds_the_best(filled: Terminal) -> None:
    losses = {run["id"]: run["scalars"]["loss"]["last"] for run in filled.runs()}
    assert filled.type("select", "--min", "loss").out.strip() == min(losses, key=losses.__getitem__)
    assert filled.type("select", "--max", "loss").out.strip() == max(losses, key=losses.__getitem__)
    everything = filled.type("select", "--min", "loss", "--all").out.split()
    assert everything == sorted(losses, key=losses.__getitem__)


def test_that_select_without_a_match_prints_no_id_and_exits_1(filled: Terminal) -> None:
    said = filled.type("select", "-Fo", "other.py")
    assert (said.status, said.out, said.err) == (1, "", "No runs match.\n")


def test_that_flags_of_a_run_can_be_used_for_another(filled: Terminal) -> None:
    words = shlex.split(filled.type("select", "3", "--params").out)
    assert sorted(words) == ["noise=0.1", "x=-1"]
    assert filled.run("train.py", *words).status == 0
    assert filled.runs()[0]["flags"] == {"x": -1, "noise": 0.1}


@pytest.mark.parametrize(
    ("words", "xs"),
    [
        (["1"], [1]),
        (["1:2"], [1, 0]),
        ([":2"], [1, 0]),
        (["2:"], [0, -1, 0.1]),
        (["-F", "x < 0"], [-1]),
        (["-F", "x in [0, 1]"], [1, 0]),
        (["-F", "x < 0 or x > 0 and noise = 0.1"], [1, -1, 0.1]),
        (["-Sc"], [1, 0, -1, 0.1]),
        (["-Se"], []),
        (["-Fo", "train.py"], [1, 0, -1, 0.1]),
        (["-Fo", "^train"], [1, 0, -1, 0.1]),
        (["-Fo", "train"], []),
        (["-Fl", "far too long"], [0.1]),
    ],
)
def test_that_runs_are_chosen_by_index_slice_and_filter(
    filled: Terminal, words: list[str], xs: list[float]
) -> None:
    rows = filled.type("runs", *words, "--json").document
    assert [row["flags"]["x"] for row in rows] == xs


def test_that_a_batch_stands_for_its_trials_when_they_are_compared(filled: Terminal) -> None:
    (batch,) = filled.batches()
    rows = filled.type("compare", batch["id"][:8], "--max", "x", "--json").document
    assert [row["flags"]["x"] for row in rows] == [1, 0, -1]


# Documents


def test_that_compare_shows_what_it_sorts_by(terminal: Terminal) -> None:
    terminal.write(
        "falls.py", "x = 1\nprint('loss: 9')\nprint('loss:', 8 - x)\nprint('loss: 10')\n"
    )
    terminal.run("falls.py", "x=[1,2]")
    headings, first, _ = terminal.type("compare", "--min", "min loss").out.splitlines()
    assert headings.endswith("loss  min loss")
    assert first.endswith("10         6")
    # The last loss is the loss.
    for same in ("loss", "last loss", "scalar:loss", "started"):
        assert terminal.type("compare", "--min", same).out.count("loss") == 1


def test_that_compare_writes_csv_that_reads_back(filled: Terminal) -> None:
    said = filled.type("compare", "--min", "x", "--cols", "x,loss", "--csv", "-")
    head, *rows = csv.reader(said.out.splitlines())
    assert head == ["run", "operation", "started", "status", "x", "loss"]
    assert [float(row[4]) for row in rows] == [-1, 0, 0.1, 1]
    losses = {run["id"]: run["scalars"]["loss"]["last"] for run in filled.runs()}
    assert {row[0]: float(row[5]) for row in rows} == losses
    filled.type("compare", "--min", "x", "--cols", "x,loss", "--csv", "table.csv")
    assert (filled.folder / "table.csv").read_text() == said.out


@pytest.mark.parametrize(
    "words",
    [
        ["runs"],
        ["compare"],
        ["info", "1"],
        ["flags", "train.py"],
        ["optimizers"],
        ["run", "train.py", "-y"],
        ["run", "train.py", "x=[1,2]", "-y"],
        ["run", "train.py", "x=[1,2]", "--print-trials"],
        ["run", "train.py", "--stage", "-y"],
    ],
)
def test_that_json_prints_one_document_and_nothing_else(filled: Terminal, words: list[str]) -> None:
    said = filled.type(*words, "--json")
    assert said.status == 0
    assert said.err == ""
    assert isinstance(json.loads(said.out), list | dict)


def test_that_a_run_document_has_the_names_that_scripts_rely_on(filled: Terminal) -> None:
    of_run = {"id", "short_id", "batch", "trial", "operation", "status", "reason", "started"}
    of_run |= {"stopped", "seconds", "label", "tags", "marked", "comment", "flags", "scalars"}
    of_run |= {"exit_status", "dir", "source_hash", "repeat"}
    assert set(filled.runs()[0]) == of_run | {"origin", "gain"}
    assert set(filled.batches()[0]) == of_run | {"trials", "planned", "optimizer", "objective"}
    summary = filled.runs()[0]["scalars"]["loss"]
    assert set(summary) == {"last", "first", "min", "max", "avg", "count", "step"}
    assert filled.runs()[0]["started"].endswith("+00:00")


def test_that_info_says_what_of_a_long_output_was_not_kept(terminal: Terminal) -> None:
    terminal.write("long.py", "x = 1\nfor _ in range(80): print('y' * 2**20)\nprint('loss: 1')\n")
    assert terminal.run("long.py", "--json").status == 0
    said = terminal.type("info", "1").out
    assert re.search(
        r"^output: [0-9,]+ bytes in the middle of it were not kept$", said, re.MULTILINE
    )
    terminal.run("train.py", "--json")
    assert "output:" not in terminal.type("info", "1").out


def test_that_fixed_flags_of_a_batch_keep_their_types_and_expressions_are_text(
    terminal: Terminal,
) -> None:
    terminal.write("typed.py", "x = 1\nname = 'a'\nfast = True\nempty = None\nlayers = [1, 2]\n")
    words = ("x=[1,2]", "name=0:1", "layers=[[3,4]]")
    said = terminal.type("run", "typed.py", *words, "--stage", "-y", "--json")
    flags = {"x": "[1, 2]", "name": "0:1", "fast": True, "empty": None, "layers": [3, 4]}
    assert said.document["flags"] == flags
    (batch,) = terminal.batches()
    assert batch["flags"] == flags
    assert terminal.type("info", batch["id"], "--json").document["flags"] == flags


def test_that_what_is_not_a_number_is_a_word(terminal: Terminal) -> None:
    terminal.write("odd.py", "x = 1\nprint('loss: nan')\nprint('gain: -inf')\n")
    assert terminal.run("odd.py").status == 0
    scalars = terminal.runs()[0]["scalars"]
    assert (scalars["loss"]["last"], scalars["gain"]["last"]) == ("nan", "-inf")


def test_that_a_staged_run_starts_when_it_is_restarted(terminal: Terminal) -> None:
    staged = terminal.type("run", "train.py", "x=3", "--stage", "-y", "--json").document
    assert (staged["status"], staged["flags"]["x"]) == ("staged", 3)
    assert terminal.runs() == [staged]
    assert terminal.type("run", "--restart", staged["id"], "-y").status == 0
    (run,) = terminal.runs()
    assert (run["id"], run["status"]) == (staged["id"], "completed")
    assert run["source_hash"]


def test_that_a_staged_batch_starts_when_it_is_restarted(terminal: Terminal) -> None:
    said = terminal.type("run", "train.py", "x=[1,2]", "--stage", "-y")
    (batch,) = terminal.rows()
    assert (batch["status"], batch["trials"]) == ("staged", 0)
    assert f"--restart {batch['short_id']}" in said.out
    assert terminal.type("run", "--restart", batch["id"], "-y").status == 0
    assert [run["status"] for run in terminal.runs()] == ["completed"] * 2


def test_that_a_grid_goes_on_with_what_is_not_completed(terminal: Terminal) -> None:
    terminal.write("half.py", "x = 1\nopen(__file__[:-7] + f'seen-{x}', 'x')\nassert x != 2\n")
    assert terminal.run("half.py", "x=[1,2,3]").status == 0
    (batch,) = terminal.batches()
    terminal.write("half.py", "x = 1\n")
    assert terminal.type("run", "--restart", batch["id"][:8], "-y").status == 0
    done = [(run["flags"]["x"], run["status"]) for run in terminal.runs()]
    assert done == [(2, "completed"), (3, "completed"), (2, "error"), (1, "completed")]


def test_that_a_run_can_be_run_again(filled: Terminal) -> None:
    assert filled.type("run", "--restart", "3", "-y").status == 0
    again = filled.runs()[0]
    assert (again["flags"], again["batch"]) == ({"x": -1, "noise": 0.1}, None)
    assert len(filled.runs()) == 5
