"""That argparse options are found as flags without running the script, as argparse would take them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from guild_desktop.core.operation import FlagInfo
from guild_desktop.scripts.detect import Detection, detect_flags


@pytest.fixture
def detect(tmp_path):
    def detect(*lines: str, before: str = "") -> Detection:
        script = tmp_path / "train.py"
        body = "\n".join(f"parser.{line}" for line in lines)
        script.write_text(
            f"import argparse\nfrom pathlib import Path\n{dedent(before)}\n"
            f"parser = argparse.ArgumentParser()\n{body}\nargs = parser.parse_args()\n"
        )
        return detect_flags(script)

    return detect


def one(detection: Detection) -> FlagInfo:
    assert detection.origin == "argparse"
    assert detection.unsure == ()
    [flag] = detection.flags
    return flag


@pytest.mark.parametrize(
    ("settings", "default", "kind"),
    [
        ("type=int, default=3", 3, "int"),
        ("type=float, default=0.1", 0.1, "float"),
        ("type=str, default='a'", "a", "string"),
        ("type=bool, default=True", True, "boolean"),
        ("type=Path", None, "path"),
        ("type=argparse.FileType('r')", None, "path"),
        ("default='a'", "a", "string"),
        ("", None, "string"),
        ("default=0.5", 0.5, "number"),
        ("default=-1", -1, "number"),
        ("type=int", None, "int"),
        ("default=None", None, "string"),
        ("type=int, default=argparse.SUPPRESS", None, "int"),
        ("type=int, default='3'", 3, "int"),
        ("type=float, default='1e-3'", 0.001, "float"),
        ("type=int, default='three'", "three", "int"),
        ("type=int, default=64 * 1024", 65536, "int"),
        ("default=1 / 4 - 2**-2", 0.0, "number"),
    ],
)
def test_that_types_and_defaults_are_read(detect, settings, default, kind):
    flag = one(detect(f"add_argument('--x', {settings})"))
    assert (flag.name, flag.default, flag.type) == ("x", default, kind)
    assert (flag.passing, flag.option, flag.required) == ("option", "--x", False)


@pytest.mark.parametrize(
    ("names", "name", "option"),
    [
        ("'--learning-rate', '--lr'", "learning-rate", "--learning-rate"),
        ("'-l', '--learning_rate'", "learning_rate", "--learning_rate"),
        ("'-l'", "l", "-l"),
        ("'-lr'", "lr", "-lr"),
        ("'--x', dest='y'", "x", "--x"),
    ],
)
def test_that_a_flag_is_named_as_it_is_typed(detect, names, name, option):
    flag = one(detect(f"add_argument({names}, type=float)"))
    assert (flag.name, flag.option) == (name, option)


def test_that_switches_are_booleans(detect):
    found = detect(
        "add_argument('--fast', action='store_true')",
        "add_argument('--slow', action='store_true', default=True)",
        "add_argument('--no-cuda', dest='cuda', action='store_false')",
        "add_argument('--no-log', action='store_false')",
        "add_argument('--shout', action=argparse.BooleanOptionalAction, default=True)",
    )
    assert {flag.type for flag in found.flags} == {"boolean"}
    assert [
        (flag.name, flag.default, flag.passing, flag.option, flag.negative_option)
        for flag in found.flags
    ] == [
        ("fast", False, "switch", "--fast", ""),
        ("slow", True, "switch", "--slow", ""),
        ("cuda", True, "negated switch", "--no-cuda", ""),
        ("no-log", True, "negated switch", "--no-log", ""),
        ("shout", True, "switch pair", "--shout", "--no-shout"),
    ]


@pytest.mark.parametrize(
    ("settings", "choices"),
    [
        ("choices=['a', 'b']", ("a", "b")),
        ("choices=('a', 'b')", ("a", "b")),
        ("choices=METHODS", ("a", "b")),
        ("choices=list(MODELS)", ("m", "n")),
        ("choices=sorted(MODELS.keys(), )", ("m", "n")),
        ("choices=MODELS", ("m", "n")),
        ("type=int, choices=range(3)", (0, 1, 2)),
        ("type=int, choices=[1, 2]", (1, 2)),
    ],
)
def test_that_choices_are_read(detect, settings, choices):
    before = "METHODS = ['a', 'b']\nMODELS = {'m': min, 'n': max}\n"
    assert one(detect(f"add_argument('--x', {settings})", before=before)).choices == choices


@pytest.mark.parametrize("count", ["'+'", "'*'", "2", "1"])
def test_that_options_of_several_words_take_lists(detect, count):
    flag = one(detect(f"add_argument('--x', type=int, nargs={count}, default=[1, 2])"))
    assert (flag.type, flag.several, flag.default) == ("list", True, (1, 2))


def test_that_an_optional_word_is_one_value(detect):
    flag = one(detect("add_argument('--x', type=int, nargs='?', default=1)"))
    assert (flag.type, flag.several) == ("int", False)


def test_that_appended_options_are_repeated(detect):
    flag = one(detect("add_argument('--x', action='append')"))
    assert (flag.type, flag.passing) == ("list", "repeated option")


def test_that_positional_arguments_are_flags(detect):
    found = detect(
        "add_argument('data')",
        "add_argument('rate', type=float, nargs='?', default=0.1)",
        "add_argument('files', nargs='*')",
    )
    assert [(f.name, f.type, f.required, f.several, f.passing) for f in found.flags] == [
        ("data", "string", True, False, "positional"),
        ("rate", "float", False, False, "positional"),
        ("files", "list", False, True, "positional"),
    ]


def test_that_help_is_read_with_its_places_filled(detect):
    flag = one(
        detect("add_argument('--x', default=3, help='how  far (100%%, %(default)s)\\nto go')")
    )
    assert flag.help == "how far (100%, 3) to go"


def test_that_required_options_are_known(detect):
    assert one(detect("add_argument('--x', required=True)")).required


def test_that_constants_are_followed(detect):
    flag = one(
        detect(
            "add_argument(NAME, default=RATE, help=TEXT)",
            before="NAME = '--rate'\nRATE = 0.5\nTEXT = 'how fast'\n",
        )
    )
    assert (flag.name, flag.default, flag.help) == ("rate", 0.5, "how fast")


def test_that_set_defaults_wins(detect):
    flag = one(
        detect("add_argument('--learning-rate', default=1)", "set_defaults(learning_rate=2)")
    )
    assert flag.default == 2


def test_that_groups_belong_to_the_parser(detect):
    found = detect(
        "add_argument_group('more').add_argument('--x', type=int)",
        "add_mutually_exclusive_group().add_argument('--y', type=int)",
    )
    assert [flag.name for flag in found.flags] == ["x", "y"]


def test_that_help_and_version_are_no_flags(detect):
    found = detect("add_argument('--v', action='version', version='1')")
    assert found.flags == ()


def test_that_options_in_functions_are_found_in_the_order_of_lines(tmp_path):
    script = tmp_path / "train.py"
    script.write_text(
        dedent(
            """
            from argparse import ArgumentParser as Parser
            outside = 1
            def parse():
                p = Parser()
                p.add_argument("--a", type=int)
                if True:
                    p.add_argument("--b", type=int)
                p.add_argument("--c", type=int)
                return p.parse_args()
            """
        )
    )
    found = detect_flags(script)
    assert found.origin == "argparse"
    assert [flag.name for flag in found.flags] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("lines", "before", "takes_others"),
    [
        (["add_argument('--x')"], "Path('out').mkdir(parents=True)", False),
        (["add_argument('--x', *aliases)"], "", False),
        (["add_argument('--x')", "add_argument('--' + name)"], "", True),
        (["add_argument('--x')", "parse_known_args()"], "", True),
        (["add_argument('--x')"], "parser = argparse.ArgumentParser(parents=[common()])", True),
    ],
)
def test_that_options_with_names_that_are_computed_may_be_named_by_a_person(
    detect, lines, before, takes_others
):
    found = detect(*lines, before=before)
    assert found.takes_others == takes_others
    more = found.flags_with(["x", "y-z", "y_z"])[1:]
    assert [(flag.origin, flag.passing) for flag in more] == [("typed", "option")] * takes_others


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("add_argument('--' + name)", "computed"),
        ("add_argument('--x', **settings)", "computed"),
        ("add_argument('--x', default=compute())", "default that is computed"),
        ("add_argument('--x', type=int, default=1 // 0)", "default that is computed"),
        ("add_argument('--x', type=int, default=9**9**9)", "default that is computed"),
        ("add_argument('--x', choices=compute())", "choices that are computed"),
        ("add_argument('--x', type=my_type)", "function of the script"),
        ("add_argument('--x', type=lambda t: t)", "function of the script"),
        ("add_argument('--x', action=MyAction)", "MyAction"),
        ("add_argument('-v', action='count')", "counts"),
    ],
)
def test_that_what_only_running_would_tell_is_said(detect, line, word):
    [sentence] = detect(line).unsure
    assert word in sentence
    assert "line 5" in sentence


def test_that_options_of_sub_commands_are_left_out_and_that_is_said(detect):
    found = detect(
        "add_argument('--x', type=int)",
        "add_argument('--y', type=int); commands = parser.add_subparsers()",
        "z = 1; fit = commands.add_parser('fit')",
        "z = 1; fit.add_argument('--rate')",
        "z = 1; commands.add_parser('test').add_argument('--other')",
    )
    assert [flag.name for flag in found.flags] == ["x", "y"]
    assert "sub-commands (fit, test)" in found.unsure[0]
