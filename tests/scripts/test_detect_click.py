"""That click options are found as flags without click and without running the script."""

from __future__ import annotations

import pytest

from guild_desktop.core.operation import FlagInfo
from guild_desktop.scripts.detect import Detection, detect_flags


@pytest.fixture
def detect(tmp_path):
    def detect(*decorators: str) -> Detection:
        script = tmp_path / "train.py"
        lines = "\n".join(f"@click.{decorator}" for decorator in decorators)
        script.write_text(
            f"import click\nMETHODS = ['a', 'b']\nother = 1\n@click.command()\n{lines}\n"
            "def main(**options):\n    pass\nmain()\n"
        )
        return detect_flags(script)

    return detect


def one(detection: Detection) -> FlagInfo:
    assert detection.origin == "click"
    assert detection.unsure == ()
    [flag] = detection.flags
    return flag


@pytest.mark.parametrize(
    ("settings", "default", "kind"),
    [
        ("type=int, default=3", 3, "int"),
        ("type=click.INT", None, "int"),
        ("type=float", None, "float"),
        ("type=click.Path(exists=True)", None, "path"),
        ("type=click.File('r')", None, "path"),
        ("default=3", 3, "int"),
        ("default=0.5, show_default=True", 0.5, "float"),
        ("default='a'", "a", "string"),
        ("default=False", False, "boolean"),
        ("", None, "string"),
    ],
)
def test_that_types_and_defaults_are_read(detect, settings, default, kind):
    flag = one(detect(f"option('--x', '-x', {settings})"))
    assert (flag.name, flag.default, flag.type) == ("x", default, kind)
    assert (flag.passing, flag.option) == ("option", "--x")


def test_that_switches_are_booleans(detect):
    found = detect(
        "option('--fast', is_flag=True)",
        "option('--quiet', is_flag=True, default=True)",
        "option('--shout/--no-shout', default=True)",
        "option('--log/--quietly', ' /-Q')",
        "option('-v/', default=False)",
    )
    assert {flag.type for flag in found.flags} == {"boolean"}
    assert [
        (flag.name, flag.default, flag.passing, flag.option, flag.negative_option)
        for flag in found.flags
    ] == [
        ("fast", False, "switch", "--fast", ""),
        ("quiet", True, "negated switch", "--quiet", ""),
        ("shout", True, "switch pair", "--shout", "--no-shout"),
        ("log", False, "switch pair", "--log", "--quietly"),
        ("v", False, "switch", "-v", ""),
    ]


@pytest.mark.parametrize("choices", ["['a', 'b']", "('a', 'b')", "METHODS"])
def test_that_choices_are_read(detect, choices):
    flag = one(detect(f"option('--x', type=click.Choice({choices}, case_sensitive=False))"))
    assert (flag.type, flag.choices) == ("string", ("a", "b"))


@pytest.mark.parametrize(
    ("kind", "name", "low", "high"),
    [
        ("click.IntRange(0, 10)", "int", 0, 10),
        ("click.IntRange(min=1)", "int", 1, None),
        ("click.FloatRange(0.5, max=2, clamp=True)", "float", 0.5, 2),
        ("click.FloatRange(None, 3.0)", "float", None, 3.0),
    ],
)
def test_that_ranges_are_limits(detect, kind, name, low, high):
    flag = one(detect(f"option('--x', type={kind})"))
    assert (flag.type, flag.min, flag.max) == (name, low, high)


def test_that_several_values_are_lists(detect):
    found = detect("option('--x', multiple=True, type=int)", "option('--y', nargs=2, type=int)")
    assert [(f.type, f.passing, f.several) for f in found.flags] == [
        ("list", "repeated option", False),
        ("list", "option", True),
    ]


def test_that_arguments_are_positional(detect):
    found = detect(
        "argument('data', type=click.Path())",
        "argument('rate', default=0.5)",
        "argument('files', nargs=-1)",
        "argument('more', required=False)",
    )
    assert [(f.name, f.type, f.required, f.several, f.passing) for f in found.flags] == [
        ("data", "path", True, False, "positional"),
        ("rate", "float", False, False, "positional"),
        ("files", "list", False, True, "positional"),
        ("more", "string", False, False, "positional"),
    ]


def test_that_help_and_demands_are_read(detect):
    found = detect("option('--x', help='how\\n far', required=True)", "option('--y', prompt=True)")
    assert [(flag.help, flag.required) for flag in found.flags] == [("how far", True), ("", True)]


def test_that_names_taken_from_click_are_understood(tmp_path):
    script = tmp_path / "train.py"
    script.write_text(
        "from click import IntRange as R, command, option as o\n@command()\n"
        "@o('--x', type=R(1, 2))\ndef main(x): ...\n"
    )
    assert [(f.name, f.min, f.max) for f in detect_flags(script).flags] == [("x", 1, 2)]


@pytest.mark.parametrize(
    ("decorator", "word"),
    [
        ("option('--x', default=compute())", "default that is computed"),
        ("option('--x', type=Thing())", "Thing()"),
        ("option('--x', type=click.Choice(compute()))", "choices that are computed"),
        ("option('-v', count=True)", "counts"),
        ("option(NAMES[0])", "name that is computed"),
    ],
)
def test_that_what_only_running_would_tell_is_said(detect, decorator, word):
    [sentence] = detect(decorator).unsure
    assert word in sentence
    assert "line 5" in sentence


def test_that_a_group_of_commands_is_told(tmp_path):
    script = tmp_path / "train.py"
    script.write_text(
        "import click\n@click.group()\ndef main(): ...\n@main.command()\n@click.option('--x')\ndef fit(x): ...\n"
    )
    assert "group of commands" in detect_flags(script).unsure[0]


def test_that_an_option_with_a_computed_name_lets_a_person_name_others(detect):
    assert not detect("option('--x')").takes_others
    found = detect("option('--x')", "option('--' + METHODS[0])")
    assert found.takes_others
    assert [flag.name for flag in found.flags_with(["x", "a"])] == ["x", "a"]
