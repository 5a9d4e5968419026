"""Whatever goes wrong is one plain sentence with a hint, an exit status, and nothing half done."""

from __future__ import annotations

import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from guild_desktop.store.schema import SCHEMA_VERSION
from tests.outside.terminal import Said, Terminal


def assert_refused(said: Said, *words: str) -> None:
    """Exit status 2, one line on stderr that holds these words, nothing on stdout."""
    assert said.status == 2, said
    assert said.out == ""
    assert said.err.startswith("guild-desktop: ")
    assert len(said.err.splitlines()) == 1, said.err
    for word in words:
        assert word in said.err
    assert_plain(said)


def assert_plain(said: Said) -> None:
    """Sentences with full stops, and nothing that only a programmer can read."""
    assert "Traceback" not in said.err
    assert "Error:" not in said.err.replace("ModuleNotFoundError:", "")
    assert "mistake of its own" not in said.err


# The script


def test_that_a_missing_script_is_named(terminal: Terminal) -> None:
    assert_refused(terminal.run("missing.py"), "missing.py", "Check its name")
    assert terminal.rows() == []


def test_that_a_folder_is_no_script(terminal: Terminal) -> None:
    (terminal.folder / "src").mkdir()
    assert_refused(terminal.run("src"), "is a folder")
    assert terminal.rows() == []


def test_that_an_empty_python_is_refused(terminal: Terminal) -> None:
    said = terminal.run("train.py", "--python", "")
    assert_refused(said, "Argument --python: it is empty; name something, or leave the option out.")
    assert terminal.rows() == []


def test_that_a_text_is_no_script(terminal: Terminal) -> None:
    terminal.write("notes.txt", "Dear diary, today I trained a model.\n")
    assert_refused(terminal.run("notes.txt"), "notes.txt is not Python")
    assert terminal.rows() == []


def test_that_binary_data_is_no_script(terminal: Terminal) -> None:
    (terminal.folder / "model.bin").write_bytes(bytes(range(256)))
    assert_refused(terminal.run("model.bin"), "model.bin is not Python")


def test_that_a_syntax_error_is_shown_with_its_line(terminal: Terminal) -> None:
    terminal.write("slip.py", "x = 1\nloss = = x\n")
    said = terminal.run("slip.py")
    sentence, *quoted = said.err.splitlines()
    assert_refused(Said(said.status, said.out, sentence), "slip.py", "line 2")
    assert quoted == ["    loss = = x"]
    assert terminal.rows() == []


@pytest.mark.parametrize("verb", ["flags", "run"])
def test_that_every_command_refuses_a_missing_script_alike(terminal: Terminal, verb: str) -> None:
    assert_refused(terminal.type(verb, "missing.py"), "There is no script", "missing.py")


def test_that_a_script_without_flags_runs_but_takes_no_expression(terminal: Terminal) -> None:
    terminal.write("plain.py", "print('loss: 1')\n")
    assert_refused(terminal.run("plain.py", "x=[1,2]"), "plain.py has no flags", "x")
    assert terminal.rows() == []
    assert terminal.run("plain.py").status == 0


def test_that_only_a_script_with_computed_options_takes_flags_it_does_not_name(
    terminal: Terminal,
) -> None:
    text = (
        "import argparse\n"
        "parser = argparse.ArgumentParser()\n"
        "parser.add_argument('--lr', type=float, default=0.1)\n"
        "{}"
        "parser.parse_args()\n"
    )
    terminal.write("plain.py", text.format(""))
    assert_refused(terminal.run("plain.py", "lrr=1"), "no flag `lrr`", "lr")
    terminal.write(
        "computed.py", text.format("for name in 'xy':\n    parser.add_argument('--' + name * 2)\n")
    )
    assert terminal.run("computed.py", "xx=1").status == 0
    assert terminal.rows()[0]["flags"]["xx"] == 1


def test_that_nothing_to_run_is_said(terminal: Terminal) -> None:
    assert_refused(terminal.type("run", "-y"), "Say what to run")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("", "empty"),
        ("echo 'loss: {x}", "split into words"),
        ("no-such-program {x}", "no program no-such-program"),
    ],
)
def test_that_a_command_that_no_trial_could_start_is_refused(
    terminal: Terminal, template: str, said: str
) -> None:
    assert_refused(terminal.type("run", "--command", template, "x=1", "-y"), said)
    assert terminal.rows() == []


def test_that_a_slip_in_a_command_is_told_with_the_nearest(terminal: Terminal) -> None:
    assert_refused(terminal.type("comapre"), "comapre", "Did you mean compare?")
    assert_refused(terminal.type("frobnicate"), "frobnicate", "--help")


def test_that_a_folder_that_is_gone_is_told(terminal: Terminal) -> None:
    command = f"rmdir ../gone && {shlex.join(terminal.program)} run train.py -y"
    gone = terminal.folder / "gone"
    gone.mkdir()
    done = subprocess.run(
        ["sh", "-c", command], cwd=gone, env=terminal.environment, capture_output=True, text=True
    )
    assert_refused(Said(done.returncode, done.stdout, done.stderr), "is gone")


# Where the output goes


@pytest.mark.parametrize(("where", "status"), [(">&-", 0), ("2>&-", 0), (">/dev/full", 1)])
def test_that_output_that_cannot_be_written_is_no_mistake_of_the_program(
    terminal: Terminal, where: str, status: int
) -> None:
    command = f"{shlex.join(terminal.program)} runs {where}"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=terminal.folder,
        env=terminal.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == status, done.stderr
    assert len(done.stderr.splitlines()) == status
    assert "mistake" not in done.stderr


def test_that_letters_which_a_terminal_has_not_are_written_as_numbers(terminal: Terminal) -> None:
    terminal.run("train.py", "--label", "日本")
    poor = Terminal(terminal.folder, terminal.home, {"PYTHONIOENCODING": "ascii"})
    said = poor.type("runs")
    assert said.status == 0
    assert r"\u65e5\u672c" in said.out
    assert poor.runs()[0]["label"] == "日本"


# Flags and options


def test_that_an_unknown_flag_is_refused_and_the_nearest_is_named(terminal: Terminal) -> None:
    assert_refused(terminal.run("train.py", "nosie=1"), "nosie", "noise")
    assert terminal.rows() == []


def test_that_a_misspelt_function_is_refused_and_the_nearest_is_named(terminal: Terminal) -> None:
    assert_refused(terminal.run("train.py", "x=linspce[0:1:3]"), "x:", "linspce", "linspace")
    assert terminal.rows() == []


def test_that_every_problem_of_the_expressions_is_told_at_once(terminal: Terminal) -> None:
    said = terminal.run("train.py", "x=[1,", "noise=linspce[0:1:3]")
    assert said.status == 2
    lines = said.err.splitlines()
    assert [line.split(":")[1].strip() for line in lines] == ["x", "noise"]
    assert terminal.rows() == []


def test_that_a_bad_expression_is_a_document_with_its_place_when_that_is_asked_for(
    terminal: Terminal,
) -> None:
    said = terminal.type("run", "train.py", "x=linspce[0:1:3]", "--print-trials", "--json")
    assert said.status == 2
    document = said.document
    assert document["error"] == document["errors"][0]
    error = document["error"]
    assert (error["flag"], error["start"], error["end"]) == ("x", 0, 7)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--optimizer", "magic"], "magic"),
        (["--optimizer", "gp", "-Fo", "kapa=2"], "kappa"),
        (["--optimizer", "gp", "-Fo", "kappa=lots"], "kappa"),
        (["--max-trials", "0"], "at least one"),
        (["--max-trials", "many"], "many"),
        (["--workers", "0"], "at least one"),
        (["--no-such-option"], "--no-such-option"),
        (["--cwd", "moon"], "moon"),
        (["--timeout", "soon"], "soon"),
        (["--timeout", "-1"], "more than 0"),
        (["--timeout", "nan"], "more than 0"),
        (["--random-seed", "-1"], "seed"),
        (["--random-seed", "9" * 30], "seed"),
        (["--label", "\udcff"], "no UTF-8"),
        (["--minimize", "loss", "--maximize", "loss"], "--minimize or --maximize"),
        (["@nothing.csv"], "nothing.csv"),
        (["--restart", "zzzz"], "zzzz"),
    ],
)
def test_that_an_option_that_makes_no_sense_is_refused(
    terminal: Terminal, words: list[str], said: str
) -> None:
    script = [] if "--restart" in words else ["train.py", "x=[-1.0:1.0]"]
    assert_refused(terminal.type("run", *script, *words, "-y"), said)
    assert terminal.rows() == []


@pytest.mark.parametrize(
    "words",
    [
        ["info", "no-such"],
        ["runs", "99"],
        ["select", "20:1"],
        ["compare", "--min", "los"],
        ["compare", "-F", "loss <"],
        ["stop", "no-such"],
        ["stop"],
        ["runs", "-n", "few"],
        ["runs", "-n", "-1"],
        ["compare", "--top", "-1"],
        ["compare", "--cols", "nothing"],
        ["compare", "--csv", "-", "--json"],
        ["info", "5:9"],
        ["runs", "--home="],
        ["runs", "--home"],
        ["runs", "--home", "a", "--home=b"],
        ["--home", "", "runs"],
        ["--home", "a", "--home", "b"],
    ],
)
def test_that_other_commands_refuse_alike(terminal: Terminal, words: list[str]) -> None:
    terminal.run("train.py")
    assert_refused(terminal.type(*words))


def test_that_where_one_run_is_needed_several_are_refused(terminal: Terminal) -> None:
    terminal.run("train.py", "x=[1,2]")
    assert_refused(terminal.type("info", ":2"), ":2 names 2 runs")
    assert_refused(terminal.type("run", "--restart", ":2", "-y"), ":2 names 2 runs")
    assert len(terminal.runs()) == 2
    assert terminal.type("info", "1:1").status == 0


# The interpreter


def test_that_an_interpreter_that_is_gone_is_refused_before_anything_is_stored(
    terminal: Terminal,
) -> None:
    gone = terminal.folder / "env" / "bin" / "python"
    for words in (["train.py"], ["train.py", "x=[1,2]"], ["train.py", "x=[0.0:1.0]", "-o", "gp"]):
        said = terminal.type("run", *words, "--python", str(gone), "-y")
        assert_refused(said, str(gone), "--python")
    assert terminal.rows() == []


@pytest.mark.parametrize("lines", ["", "echo $*", "echo 3.7.9", "exit 3"])
def test_that_a_program_that_is_no_python_of_today_is_refused_before_anything_is_stored(
    terminal: Terminal, lines: str
) -> None:
    program = terminal.write("python", f"#!/bin/sh\n{lines}\n")
    program.chmod(0o755)
    for words in (["train.py"], ["train.py", "x=[1,2]", "--stage"]):
        said = terminal.type("run", *words, "--python", str(program), "-y")
        assert_refused(said, str(program), "Python", "--python")
    assert terminal.rows() == []


def test_that_a_batch_whose_interpreter_is_no_python_any_more_is_not_continued(
    terminal: Terminal,
) -> None:
    python = terminal.folder / "python"
    python.symlink_to(sys.executable)
    words = ("x=[1,2]", "--python", str(python), "--stage", "-y")
    assert terminal.type("run", "train.py", *words).status == 0
    python.unlink()
    python.symlink_to("/bin/true")
    (batch,) = terminal.batches()
    assert_refused(terminal.type("run", "--restart", batch["id"], "-y"), str(python), "--python")
    assert terminal.batches() == [batch]


def test_that_a_batch_whose_interpreter_is_gone_goes_on_with_another(terminal: Terminal) -> None:
    python = terminal.folder / "python-of-old"
    python.symlink_to(sys.executable)
    words = ("x=[0.0:1.0]", "-m", "2", "--python", str(python), "-y")
    assert terminal.type("run", "train.py", *words).status == 0
    python.unlink()
    (batch,) = terminal.batches()
    again = ("run", "--restart", batch["id"], "-m", "1", "-y")
    assert_refused(terminal.type(*again), str(python))
    said = terminal.type(*again, "--python", sys.executable)
    assert said.status == 0, said.err
    assert terminal.batches()[0]["trials"] == 3


@pytest.mark.parametrize("flag", ["x=[1,2,3,4]", "x=1"])
def test_that_a_default_python_which_is_none_is_suspected_when_all_fails(
    terminal: Terminal, flag: str
) -> None:
    folder = terminal.folder / "bin"
    folder.mkdir()
    broken = folder / "python3"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    terminal.variables.update(PATH=str(folder), VIRTUAL_ENV="", CONDA_PREFIX="")
    said = terminal.type("run", "train.py", flag, "-y")
    assert said.status == 1
    assert f"exit status 1 ({broken} is no working Python 3)" in said.err


def test_that_missing_imports_stop_the_batch_and_are_told_once(terminal: Terminal) -> None:
    terminal.write("deep.py", "import no_such_library\nx = 1\nprint('loss: 1')\n")
    said = terminal.run("deep.py", "x=[1,2,3,4,5]")
    assert said.status == 1
    assert said.err.count("no_such_library") == 1
    assert "Traceback" not in said.err
    assert [run["status"] for run in terminal.runs()] == [
        *["terminated"] * 2,
        *["error"] * 3,
    ]


# The script while it runs


def test_that_an_objective_that_is_never_printed_is_told(terminal: Terminal) -> None:
    terminal.write("silent.py", "x = 1\nprint('hello')\n")
    said = terminal.run("silent.py", "x=[1,2]")
    assert said.status == 0
    assert "reported no loss" in said.out
    assert {run["status"] for run in terminal.runs()} == {"completed"}
    assert {run["reason"] for run in terminal.runs()} == {"reported no loss"}


def test_that_a_script_that_fails_at_once_shows_its_own_words(terminal: Terminal) -> None:
    terminal.write("broken.py", "x = 1\nraise ValueError('no such thing')\n")
    said = terminal.run("broken.py")
    assert said.status == 1
    assert "ValueError: no such thing" in said.err
    assert said.err.count("guild_desktop") == 0
    (run,) = terminal.runs()
    assert run["reason"] == "ValueError: no such thing"


def test_that_a_batch_of_failures_shows_their_common_error_once(terminal: Terminal) -> None:
    terminal.write("broken.py", "x = 1\nraise ValueError('no such thing')\n")
    said = terminal.run("broken.py", "x=[1,2,3,4]")
    assert said.status == 1
    assert said.err.count("no such thing") == 1
    assert terminal.batches()[0]["status"] == "error"


def test_that_a_relative_file_that_is_not_there_is_named_as_python_names_it(
    terminal: Terminal,
) -> None:
    terminal.write("reads.py", "x = 1\nprint(open('data.csv').read())\n")
    said = terminal.run("reads.py")
    assert said.status == 1
    assert "No such file or directory: 'data.csv'" in said.err
    assert "data.csv" in terminal.runs()[0]["reason"]


# The home


def test_that_a_home_that_is_a_file_is_refused(terminal: Terminal) -> None:
    terminal.home.parent.mkdir(parents=True, exist_ok=True)
    terminal.home.write_text("not a folder")
    assert_refused(terminal.run("train.py"), str(terminal.home))
    assert_refused(terminal.type("runs"), str(terminal.home))
    assert terminal.home.read_text() == "not a folder"


def test_that_a_home_that_cannot_be_made_is_refused(terminal: Terminal) -> None:
    terminal.run("train.py")
    before = {path.name for path in terminal.home.rglob("*")}
    # Nothing keeps root from writing but a file where a folder has to be.
    inside = terminal.home / "store.db" / "home"
    assert_refused(terminal.run("train.py", "--home", str(inside)), str(inside), "--home")
    assert {path.name for path in terminal.home.rglob("*")} == before


def test_that_a_home_of_a_newer_program_is_left_alone(terminal: Terminal) -> None:
    terminal.run("train.py")
    with sqlite3.connect(terminal.home / "store.db") as database:
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    database.close()
    before = (terminal.home / "store.db").read_bytes()
    for said in (terminal.type("runs"), terminal.run("train.py")):
        assert_refused(said, "newer Guild Desktop", "Install")
    assert (terminal.home / "store.db").read_bytes() == before


@pytest.mark.parametrize("kind", ["overwritten", "cut short"])
def test_that_a_damaged_store_is_told_and_left_alone(terminal: Terminal, kind: str) -> None:
    terminal.run("train.py", "x=[1,2]")
    store = terminal.home / "store.db"
    good = store.read_bytes()
    store.write_bytes(b"x" * 4096 + good[4096:] if kind == "overwritten" else good[:6000])
    damaged = store.read_bytes()
    for said in (terminal.type("runs"), terminal.run("train.py")):
        assert_refused(said, "damaged", str(store))
    assert store.read_bytes() == damaged


def test_that_a_strangers_database_is_never_written(terminal: Terminal) -> None:
    terminal.home.mkdir(parents=True)
    with sqlite3.connect(terminal.home / "store.db") as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
    database.close()
    before = (terminal.home / "store.db").read_bytes()
    assert_refused(terminal.type("runs"), "not a store of Guild Desktop")
    assert (terminal.home / "store.db").read_bytes() == before


# The window's own words


def test_that_without_a_display_the_window_says_what_else_there_is(terminal: Terminal) -> None:
    environment = dict(terminal.environment)
    environment.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run(
        [sys.executable, "-m", "guild_desktop"], env=environment, capture_output=True, text=True
    )
    said = Said(done.returncode, done.stdout, done.stderr)
    assert_refused(said, "no display", "guild-desktop --help")
    assert not Path(terminal.home).exists()
