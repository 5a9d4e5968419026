"""Trials files: CSV and JSON into rows of flag texts."""

from __future__ import annotations

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.flags import parse
from guild_desktop.flags.trials_file import read_trials


@pytest.fixture
def write(tmp_path):
    def written(content, name="trials.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def trials(path):
    return list(parse({}, rows=read_trials(path)).resolve().trials())


def error(path):
    with pytest.raises(UserError) as caught:
        read_trials(path)
    assert caught.value.hint
    return caught.value.message


def test_that_a_csv_file_has_a_header_and_one_trial_a_line(write):
    path = write("x,opt\n1,adam\n0.5,sgd\n")
    assert trials(path) == [{"x": 1, "opt": "adam"}, {"x": 0.5, "opt": "sgd"}]


def test_that_cells_are_flag_expressions(write):
    path = write("x,y\n\"[1, 2]\",'1'\nrange[2],\n")
    assert trials(path) == [
        {"x": 1, "y": "1"},
        {"x": 2, "y": "1"},
        {"x": 0},
        {"x": 1},
    ]


def test_that_an_empty_cell_leaves_the_flag_out(write):
    assert read_trials(write("x,y\n1,\n2\n,''\n")) == ({"x": "1"}, {"x": "2"}, {"y": "''"})


def test_that_what_a_spreadsheet_writes_is_read(write):
    content = b"\xef\xbb\xbfx;y\r\n".replace(b";", b",") + b"1,2\r\n\r\n3,4\r\n,\r\n"
    assert read_trials(write(content)) == ({"x": "1", "y": "2"}, {"x": "3", "y": "4"})


def test_that_a_file_without_an_extension_is_csv(write):
    assert read_trials(write("x\n1\n", "trials")) == ({"x": "1"},)


def test_that_a_json_file_keeps_the_types_of_its_values(write):
    path = write(
        '[{"x": 1, "y": "1", "z": 1.0}, {"x": true, "y": null, "z": "[0:1]"}]', "trials.json"
    )
    assert repr(trials(path)) == repr(
        [{"x": 1, "y": "1", "z": 1.0}, {"x": True, "y": None, "z": "[0:1]"}]
    )


def test_that_a_list_in_json_is_tried_value_by_value(write):
    path = write('{"x": [1, "a b"], "y": [[16, 32]]}', "trials.json")
    assert trials(path) == [{"x": 1, "y": (16, 32)}, {"x": "a b", "y": (16, 32)}]


def test_that_json_may_hold_nan_as_python_writes_it(write):
    assert read_trials(write('[{"x": NaN, "y": -Infinity}]', "t.json")) == (
        {"x": "nan", "y": "-inf"},
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "holds no trials"),
        ("x,y\n", "holds no trials"),
        ("x,,y\n1,2,3\n", "line 1: column 2 has no name"),
        ("x,y,x\n1,2,3\n", "line 1: the flag x stands there twice"),
        ("x,y\n1,2\n1,2,3\n", "line 3: there are 3 values for 2 flags"),
        ('x\n"1\n', "line 2: this is not CSV"),
        (b"x\n\xff\n", "line 2: this is not UTF-8"),
    ],
)
def test_that_a_wrong_csv_file_is_told_with_file_and_line(write, content, said):
    message = error(write(content))
    assert said in message
    assert "trials.csv" in message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "holds no trials"),
        ('[{"x": 1},\n {"x": }]', "line 2: this is not JSON"),
        ("", "line 1: this is not JSON"),
        ("[1]", "trial 1: this is not a mapping"),
        ('[{"x": 1}, {"x": {"a": 1}}]', "trial 2: the value of x is a mapping"),
        ('{"x": 1, "x": 2}', "names x twice"),
        (f'{{"x": {"9" * 5000}}}', "a number too long"),
        ('{"x": ' + "[" * 100_000, "nested too deep"),
    ],
)
def test_that_a_wrong_json_file_is_told_with_file_and_place(write, content, said):
    message = error(write(content, "trials.json"))
    assert said in message
    assert "trials.json" in message


def test_that_a_missing_file_a_folder_and_another_kind_are_told(tmp_path):
    assert "no trials file" in error(tmp_path / "none.csv")
    assert "cannot be read" in error(tmp_path)
    assert ".yml" in error(tmp_path / "trials.yml")


def test_that_more_rows_than_a_batch_holds_are_refused(write):
    assert "100,001 trials" in error(write("x\n" + "1\n" * 100_001))
