"""That what cannot be a script is refused in one sentence that says why."""

from __future__ import annotations

import os

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.scripts.detect import detect_flags


def refusal(path) -> UserError:
    with pytest.raises(UserError) as caught:
        detect_flags(path)
    assert caught.value.hint
    return caught.value


def test_that_a_missing_script_is_named(tmp_path):
    assert str(tmp_path / "train.py") in refusal(tmp_path / "train.py").message


def test_that_a_folder_is_no_script(tmp_path):
    assert "is a folder" in refusal(tmp_path).message


@pytest.mark.parametrize(
    "data",
    [b"\x7fELF\x00\x01", b"PK\x03\x04\x00\x00", b"x = 1\x00\n"],
    ids=["program", "zip", "nul"],
)
def test_that_binary_data_is_no_script(tmp_path, data):
    file = tmp_path / "train.py"
    file.write_bytes(data)
    assert refusal(file).message == "train.py is not Python: it holds binary data."


def test_that_plain_text_is_no_script(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("Some notes about things.\n")
    assert refusal(file).message == "notes.txt is not Python."


def test_that_a_notebook_is_refused_with_a_way_out(tmp_path):
    file = tmp_path / "train.ipynb"
    file.write_text("{}")
    error = refusal(file)
    assert "notebook" in error.message
    assert "nbconvert" in error.hint


def test_that_a_syntax_error_comes_with_its_line(tmp_path):
    file = tmp_path / "train.py"
    file.write_text("x = 1\nif x = 2:\n    pass\n")
    error = refusal(file)
    assert error.message.startswith("train.py has a syntax error in line 2: invalid syntax")
    assert error.hint.splitlines() == [
        "Mend the line:",
        "    if x = 2:",
    ]


def test_that_an_error_beyond_the_last_line_is_told(tmp_path):
    file = tmp_path / "train.py"
    file.write_text("x = (1,\n")
    assert "has a syntax error in line 1" in refusal(file).message


def test_that_letters_of_another_encoding_are_told(tmp_path):
    file = tmp_path / "train.py"
    file.write_bytes("x = 'é'\n".encode("latin-1"))
    assert "cannot be read as text" in refusal(file).message
    file.write_bytes(b"# coding: no-such-thing\nx = 1\n")
    assert "cannot be read as text" in refusal(file).message


def test_that_deep_nesting_is_told(tmp_path):
    file = tmp_path / "train.py"
    file.write_text("x = " + "[" * 5000 + "]" * 5000)
    assert "train.py" in refusal(file).message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX's")
def test_that_a_pipe_does_not_hang_the_program(tmp_path):
    os.mkfifo(tmp_path / "train.py")
    assert "is no file" in refusal(tmp_path / "train.py").message


def test_that_a_path_no_system_knows_is_refused(tmp_path):
    assert refusal(tmp_path / ("n" * 5000)).message
    assert refusal(tmp_path / "a\0b").message


def test_that_doubtful_escapes_are_the_script_s_business(tmp_path):
    file = tmp_path / "train.py"
    file.write_text("x = '\\d'\n")
    assert [flag.default for flag in detect_flags(file).flags] == ["\\d"]
