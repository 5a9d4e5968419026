"""That a script's global variables are found as flags without running it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from guild_desktop.core.operation import FlagInfo
from guild_desktop.scripts.detect import Detection, detect_flags, flag_document


@pytest.fixture
def detect(tmp_path):
    def detect(text: str) -> Detection:
        script = tmp_path / "train.py"
        script.write_text(dedent(text), encoding="utf-8")
        return detect_flags(script)

    return detect


def flags(detection: Detection) -> dict[str, tuple[object, str | None]]:
    return {flag.name: (flag.default, flag.type) for flag in detection.flags}


def test_that_plain_values_are_flags_with_their_types(detect):
    found = detect(
        """
        rate = 0.1
        steps = 10
        offset = -1
        shift = +2.5
        name = "adam"
        fast = True
        seed = None
        layers = [16, [8, 4], "x"]
        nothing = []
        LARGE = 1e6
        """
    )
    assert flags(found) == {
        "rate": (0.1, "number"),
        "steps": (10, "number"),
        "offset": (-1, "number"),
        "shift": (2.5, "number"),
        "name": ("adam", "string"),
        "fast": (True, "boolean"),
        "seed": (None, "null"),
        "layers": ((16, (8, 4), "x"), "list"),
        "nothing": ((), "list"),
        "LARGE": (1e6, "number"),
    }
    assert found.origin == "global"
    assert {flag.passing for flag in found.flags} == {"global"}


def test_that_everything_else_is_no_flag(detect):
    found = detect(
        """
        import os
        _private = 1
        __version__ = "1"
        a, b = 1, 2
        c = 1 / 3
        d = {"x": 1}
        e = (1, 2)
        f = len("x")
        g = f"{a}"
        h = b"bytes"
        i = 1j
        j = ...
        k: int
        l = [1, c]
        m = not True
        n = -True
        o.p = 1
        q[0] = 1
        r += 1
        if c:
            s = 1
        for t in []:
            u = 1
        def v():
            w = 1
        class X:
            y = 1
        """
    )
    assert found.flags == ()


def test_that_annotated_variables_are_flags(detect):
    found = detect(
        """
        from typing import Literal, Optional
        rate: float = 1
        limit: Optional[int] = None
        name: str | None = None
        flag: "bool" = False
        method: Literal["adam", "sgd"] = "adam"
        thing: Thing = None
        """
    )
    assert flags(found) == {
        "rate": (1, "number"),
        "limit": (None, "number"),
        "name": (None, "string"),
        "flag": (False, "boolean"),
        "method": ("adam", "string"),
        "thing": (None, "null"),
    }
    assert found.flags[4].choices == ("adam", "sgd")


def test_that_chained_assignments_are_flags(detect):
    assert flags(detect("a = b = 3\n")) == {"a": (3, "number"), "b": (3, "number")}


@pytest.mark.parametrize(
    "guard",
    ['if __name__ == "__main__":', "if '__main__' == __name__:", "if (__name__=='__main__') :"],
)
def test_that_the_main_guard_belongs_to_the_top_level(detect, guard):
    found = detect(f"x = 1\n{guard}\n    x = 2\n    y = 3\n    if x:\n        z = 4\n")
    assert flags(found) == {"x": (1, "number"), "y": (3, "number")}


def test_that_the_first_assignment_counts_and_a_second_is_told(detect):
    found = detect("x = 1\ny = 2\nx = 5\n")
    assert flags(found) == {"x": (1, "number"), "y": (2, "number")}
    assert found.unsure == ("x gets its value in line 1 and another one in line 3, which stays.",)


def test_that_a_comment_behind_a_value_is_its_help(detect):
    found = detect(
        """
        x = 1  # how far
        é = "ü"  ## größe #
        y = 2  # noqa: X
        z = 3  # type: ignore
        w = "# no"
        v = [
            1,
        ]  # of many
        """
    )
    assert {flag.name: flag.help for flag in found.flags} == {
        "x": "how far",
        "é": "größe #",
        "y": "",
        "z": "",
        "w": "",
        "v": "of many",
    }


def test_that_the_docstring_is_kept(detect):
    assert detect('"""Trains.\n\nMore.\n"""\nx = 1\n').docstring == "Trains.\n\nMore."


def test_that_an_unused_argparse_import_changes_nothing(detect):
    assert detect("import argparse\nx = 1\n").origin == "global"


@pytest.mark.parametrize(
    ("line", "package"),
    [
        ("import typer", "typer"),
        ("from fire import Fire", "fire"),
        ("from absl import app, flags", "absl.flags"),
    ],
)
def test_that_unreadable_ways_of_setting_flags_are_told(detect, line, package):
    [sentence] = detect(f"{line}\nx = 1\n").unsure
    assert package in sentence


def test_that_nothing_of_the_script_is_run(detect, tmp_path):
    detect(f"x = 1\nopen({str(tmp_path / 'ran')!r}, 'w')\n")
    assert not (tmp_path / "ran").exists()


def test_that_the_document_has_the_agreed_keys():
    document = flag_document(FlagInfo("x", default=0.1, type="number", help="h"))
    assert document == {
        "name": "x",
        "default": 0.1,
        "type": "number",
        "choices": (),
        "help": "h",
        "min": None,
        "max": None,
        "distribution": None,
        "allow_other": False,
        "required": False,
        "origin": "global",
    }


PRINTS = {
    'print("loss: %f" % loss)': "loss",
    'print("loss: %.4f (step %d)" % (loss, i))': "loss",
    'print("loss: %5.3e" % loss)': "loss",
    'print(f"loss: {loss}")': "loss",
    'print(f"loss: {loss:.4f} ({i})")': "loss",
    'print(f"step: {i}\\nval/loss: {loss!r}")': "val/loss",
    'print("loss: {}".format(loss))': "loss",
    'print("loss: {0:.3f}".format(loss))': "loss",
    'print("loss: {a.b}".format(a=a))': "loss",
    'print("loss:", loss)': "loss",
    'print("loss: " + str(loss))': "loss",
    'sys.stdout.write("loss: %s\\n" % loss)': "loss",
    'tqdm.write(f"loss: {loss}")': "loss",
    'print("loss: " + "%f" % loss, flush=True)': "loss",
    'print(f"loss: {loss:.1%}")': None,
    'print("loss: %.1f%%" % loss)': None,
    'print(f"loss: {loss:,}")': None,
    'print(f"my loss: {loss}")': None,
    'print(f" loss: {loss}")': None,
    'print(f"loss: {loss}, acc: {acc}")': None,
    'print("loss:", loss, "acc:", acc)': None,
    'print("loss:%f" % loss)': None,
    'print("loss: none")': None,
    'print(f"{name}: {loss}")': None,
    'text = f"loss: {loss}"': None,
    "print()": None,
}


@pytest.mark.parametrize("line", PRINTS)
def test_that_printed_scalars_are_seen(detect, line):
    name = PRINTS[line]
    assert detect(f"def f():\n    {line}\n").scalars == (() if name is None else (name,))


def test_that_scalars_come_in_order_and_flags_are_none(detect):
    found = detect(
        """
        x = 1
        print(f"x: {x}")
        print(f"loss: {1}")
        print(f"acc: {1}")
        print(f"loss: {2}")
        """
    )
    assert found.scalars == ("loss", "acc")


def test_that_other_parts_of_such_a_package_say_nothing(detect):
    assert detect("from absl import logging\nx = 1\n").unsure == ()
