"""That a person's patterns find the numbers they name, and that wrong ones are told with their place."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from guild_desktop.scalars.pattern import compile_pattern
from guild_desktop.scalars.pattern_text import PatternError, read_pattern


def found(pattern: str, line: str) -> list[tuple[str, float]]:
    return [each for match in compile_pattern(pattern).find(line, 1.0) for each in match.values]


def steps(pattern: str, line: str) -> list[float | None]:
    return [match.step for match in compile_pattern(pattern).find(line, 1.0)]


LINE = "Epoch 3/10 - loss=0.25 - val_loss=1e-3 - 12s"


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        (r"loss=\bloss=([0-9.]+)", [("loss", 0.25)]),
        (r"loss=\bloss=(?P<value>\S+)", [("loss", 0.25)]),
        (r"val/loss=val_loss=(\value)", [("val/loss", 0.001)]),
        (r"(\key)=(\value)", [("loss", 0.25), ("val_loss", 0.001)]),
        (r"(?P<name>\w+)=(?P<value>\S+)", [("loss", 0.25), ("val_loss", 0.001)]),
        (r"- loss=(?P<loss>\value) - val_loss=(?P<val>\value)", [("loss", 0.25), ("val", 0.001)]),
        (r"time=(\d+)s$", [("time", 12.0)]),
        (r"é=loss=(\value)", [("é", 0.25), ("é", 0.001)]),
        (r"x=(\d+)/(\d+)", [("x", 3.0)]),
        (r"x=(?P<step>\d+)/(\d+)", [("x", 10.0)]),
        (r"loss=none=(\S+)", []),
        (r"loss=(\w+)=", []),
    ],
)
def test_that_the_number_is_the_group_value_or_the_first(pattern, values):
    assert found(pattern, LINE) == values


@pytest.mark.parametrize(
    "pattern", [r"step=Epoch (\step)", r"step=Epoch (\d+)", r"Epoch (\step)", r"(?P<step>\d+)/10"]
)
def test_that_a_pattern_may_only_say_the_step(pattern):
    assert steps(pattern, LINE) == [3.0]
    assert found(pattern, LINE) == []


def test_that_numbers_may_come_with_their_step():
    pattern = r"loss=Epoch (?P<step>\step)/.*?loss=(\value)"
    assert steps(pattern, LINE) == [3.0]
    assert found(pattern, LINE) == [("loss", 0.25)]


@pytest.mark.parametrize("text", ["1_000", " 1", "0x1F", "1,5", "one", "", "1" * 500])
def test_that_only_numbers_as_python_prints_them_count(text):
    assert found("loss=<(.*)>", f"<{text}>") == []


@given(st.floats())
def test_that_the_shorthand_takes_every_number_python_prints(value):
    [(_, number)] = found(r"loss=is (\value)", f"it is {value}, or so")
    assert number == value or (math.isnan(number) and math.isnan(value))


def test_that_shorthands_are_no_groups_by_themselves():
    assert found(r"loss=\key is (\value)", "it is 4") == [("loss", 4.0)]
    assert found(r"loss=(\value) or (\value)", "4 or 5") == [("loss", 4.0)]


def test_that_an_escaped_backslash_is_no_shorthand():
    assert found(r"loss=\\value is (\S+)", r"\value is 4") == [("loss", 4.0)]


def test_that_braces_that_are_no_repeats_mean_themselves():
    assert found(r"loss={e}{loss: (\d+)}", "{e}{loss: 4}") == [("loss", 4.0)]
    assert found(r"loss=\{e\}(\d{2})[{e}]", "{e}42e") == [("loss", 42.0)]


def test_that_a_name_a_line_tells_has_no_spaces():
    assert found(r"(?P<name>\w+ \w+): (\value)", "val loss: 4") == [("val_loss", 4.0)]


@pytest.mark.parametrize(
    ("pattern", "said", "position"),
    [
        ("loss=loss (", "at character 11: missing ), unterminated subpattern", 10),
        (r"loss=(\value) (", "at character 15: missing )", 14),
        (r"loss=(\value)(\step)[", "at character 21: unterminated character set", 20),
        ("[a-", "at character 1: unterminated", 0),
        (r"loss=(\value)\q", r"at character 14: bad escape \q", 13),
        ("loss=a**(x)", "at character 8: multiple repeat", 7),
        (r"loss=(?<=a*)(\value)", "look-behind requires fixed-width", None),
        ("loss=abc", "has no group for the number", None),
        ("(abc)", "does not name its number", None),
        ("abc", "does not name its number", None),
        (r"(?P<value>\value)", "does not name its number", None),
        (r"loss=(?P<acc>\value)", "has two names, loss and acc", None),
        (r"loss=(\key)=(\value)", "has two names, loss and name", None),
        ("loss=(a{1000}){1000}", "repeats too much", None),
        ("loss=" + "(" * 900, "The pattern loss=((((", None),
        ("  ", "A pattern is empty", None),
        ("loss=(" + "a" * 2000 + ")", "2,007 characters", None),
    ],
)
def test_that_what_is_wrong_is_told_with_its_place(pattern, said, position):
    with pytest.raises(PatternError) as caught:
        compile_pattern(pattern)
    assert said in caught.value.message
    assert caught.value.hint
    if position is not None:
        assert caught.value.position == position


@given(st.text(alphabet=r"ab01 .*+?(){}[]|^$\-=<>:P!#keyvalustep,", max_size=40))
def test_that_any_text_is_a_pattern_or_told(text):
    problem = None
    try:
        list(compile_pattern(text).find("a=1 b=0.1 key: 0", 1.0))
    except PatternError as error:
        problem = error
    if problem is not None:
        assert problem.message.endswith(".")
        assert problem.position is None or 0 <= problem.position < len(text)


@given(st.text(alphabet=r"a(\)keyvalustep= ", max_size=40), st.data())
def test_that_every_place_of_the_expression_comes_from_one_of_the_text(text, data):
    try:
        read = read_pattern(text)
    except PatternError:
        return
    place = read.place(data.draw(st.integers(0, len(read.expression))))
    assert 0 <= place < len(text)
