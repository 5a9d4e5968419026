"""That the command of a trial passes flags on in the way its operation asks for."""

from __future__ import annotations

import json

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import FlagInfo
from guild_desktop.scripts.command_line import LONGEST_ARGUMENT, trial_command
from guild_desktop.scripts.snapshot import take_snapshot

ARGPARSE = """
    import argparse, sys
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--learning-rate", type=float, default=0.1)
    parser.add_argument("--layers", type=int, nargs="*", default=[1])
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--debug", type=bool, default=True)
    print(sys.argv[1:])
    print(vars(parser.parse_args()))
    """


@pytest.fixture
def command(project, tmp_path):
    """The command of a trial, and what was handed over to it."""
    numbers = iter(range(100))

    def command(values, **changes):
        operation = project.operation(**changes)
        snapshot = take_snapshot(operation, tmp_path / f"taken-{next(numbers)}")
        return trial_command(operation, values, tmp_path / "run", snapshot.folder)

    return command


def test_that_an_argparse_script_gets_options(project, python):
    project.write("train.py", ARGPARSE)
    ended = project.trial(
        {"learning_rate": -0.5, "layers": (3, 4), "fast": True, "debug": False, "data": "d"},
        python=python,
    )
    assert ended.stderr == ""
    assert ended.stdout.splitlines() == [
        "['--learning-rate=-0.5', '--layers', '3', '4', '--fast', '--debug=', 'd']",
        "{'data': 'd', 'learning_rate': -0.5, 'layers': [3, 4], 'fast': True, 'debug': False}",
    ]


def test_that_an_argparse_script_sees_its_own_name_and_errors(project, python):
    project.write("train.py", ARGPARSE)
    ended = project.trial({"learning-rate": "fast", "data": "d"}, python=python)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1] == (
        "train.py: error: argument --learning-rate: invalid float value: 'fast'"
    )


def test_that_unknown_flags_go_where_the_known_ones_go(command, project):
    project.write("train.py", "x = 1\n")
    settings = json.loads(command({"y": 2}).files[0].read_bytes())
    assert (settings["globals"], settings["arguments"]) == ({"y": 2}, [])
    project.write("train.py", ARGPARSE)
    settings = json.loads(command({"y": 2}).files[0].read_bytes())
    assert (settings["globals"], settings["arguments"]) == ({}, ["-y2"])


def test_that_what_is_handed_over_is_one_json_document(command, project):
    project.write("train.py", "x = 1\n")
    made = command({"x": (1.5, None, True, "é\n")})
    settings = json.loads(made.files[0].read_bytes())
    assert settings["globals"] == {"x": [1.5, None, True, "é\n"]}
    assert settings["file"] == str(project.folder / "train.py")
    assert made.argv[-1] == str(made.files[0])


def template(text: str, *names: str) -> dict[str, object]:
    flags = tuple(FlagInfo(name, origin="typed") for name in names)
    return {"kind": "command", "target": text, "flags": flags}


def test_that_a_template_is_split_before_values_are_put_in(command):
    made = command(
        {"x": "a b; rm -rf /", "y": -0.5, "z-1": "$HOME"},
        **template("python 'my train.py' --x={x} {y} '{z_1}'", "x", "y", "z-1"),
    )
    assert made.argv == (
        "python",
        "my train.py",
        "--x=a b; rm -rf /",
        "-0.5",
        "$HOME",
    )
    assert made.files == ()


def test_that_a_command_runs_in_the_run_s_folder(project):
    project.write("tool.sh", 'echo "$1" "$(cat data.txt)" > out.txt\n')
    project.write("data.txt", "d\n")
    project.write("train.py", "")
    ended = project.trial({"x": "a b"}, **template("sh tool.sh {x}", "x"))
    assert (ended.folder / "out.txt").read_text() == "a b d\n"
    assert not (project.folder / "out.txt").exists()


def test_that_braces_without_a_flag_s_name_are_left_alone(command):
    assert command({}, **template("run '{}' '{a b}'")).argv == ("run", "{}", "{a b}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("run {y}", "there is no flag y"),
        ("run 'a", "cannot be split"),
        ("  ", "is empty"),
    ],
)
def test_that_a_template_that_makes_no_command_is_refused(command, text, message):
    with pytest.raises(UserError, match=message):
        command({"x": 1}, **template(text, "x"))


@pytest.mark.parametrize(
    ("value", "message"),
    [("a\0b", "zero byte"), ("é" * LONGEST_ARGUMENT, "bytes; a program can be given at most")],
)
def test_that_a_word_no_program_can_be_given_is_refused(command, project, value, message):
    with pytest.raises(UserError, match=message):
        command({"x": value}, **template("run {x}", "x"))
    project.write("train.py", ARGPARSE)
    with pytest.raises(UserError, match=message):
        command({"data": value})


def test_that_a_global_variable_may_be_as_long_as_it_likes(project):
    project.write("train.py", "x = ''\nprint(len(x))\n")
    assert project.trial({"x": "a" * (2 * LONGEST_ARGUMENT)}).stdout == "262144\n"
