"""That patterns keep within their time, and count with what lines say by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from guild_desktop.scalars.lines import LineScalars, Printed
from guild_desktop.scalars.pattern import compile_patterns
from guild_desktop.scalars.pattern_matcher import PatternMatcher

Points = list[tuple[str, float, int]]


def read(
    patterns: list[str], *pieces: bytes, ignored: tuple[str, ...] = ()
) -> tuple[Points, Points]:
    """What plain lines said, and what patterns found."""
    reader = LineScalars(ignored, PatternMatcher(compile_patterns(patterns)))
    printed: list[Printed] = [*map(reader.feed, pieces), reader.finish()]
    plain = [tuple(point) for each in printed for point in each.plain]
    return plain, [tuple(point) for each in printed for point in each.matched]  # type: ignore[return-value]


def matched(patterns: list[str], *pieces: bytes, ignored: tuple[str, ...] = ()) -> Points:
    return read(patterns, *pieces, ignored=ignored)[1]


def test_that_patterns_and_plain_lines_are_both_read():
    plain, by_pattern = read([r"acc=acc (\value)"], b"loss: 1\nacc 0.5\nloss: 2\nacc 0.75\n")
    assert plain == [("loss", 1.0, 0), ("loss", 2.0, 1)]
    assert by_pattern == [("acc", 0.5, 0), ("acc", 0.75, 1)]


def test_that_a_step_that_a_pattern_finds_holds_for_what_follows():
    patterns = [r"acc=acc (\value)", r"step=epoch (\step)"]
    plain, by_pattern = read(patterns, b"epoch 3 acc 0.5\nloss: 1\nepoch 4\nacc 1\n")
    assert plain == [("loss", 1.0, 3)]
    assert by_pattern == [("acc", 0.5, 3), ("acc", 1.0, 4)]


def test_that_several_steps_on_a_line_belong_to_their_own_numbers():
    assert matched([r"loss=(?P<step>\step)=(\value)"], b"1=0.5 2=0.25\n") == [
        ("loss", 0.5, 1),
        ("loss", 0.25, 2),
    ]


def test_that_a_plain_step_holds_for_patterns_too():
    assert matched([r"acc=acc (\value)"], b"step: 7\nacc 0.5\n") == [("acc", 0.5, 7)]


def test_that_a_flag_s_name_counts_only_where_the_pattern_says_it():
    line = b"x=1 loss=2\n"
    assert matched([r"(\key)=(\value)"], line, ignored=("x",)) == [("loss", 2.0, 0)]
    assert matched([r"x=x=(\value)"], line, ignored=("x",)) == [("x", 1.0, 0)]


def test_that_of_a_line_drawn_over_a_pattern_sees_the_end():
    assert matched([r"loss=loss=(\value)"], b" 10% loss=3\r 100% loss=1\r\n") == [("loss", 1.0, 0)]


def test_that_a_pattern_sees_text_without_colours():
    line = "\x1b[1mλ =\x1b[0m 0.5 é\n".encode()
    assert matched([r"lambda=λ = (\value) .$"], line) == [("lambda", 0.5, 0)]
    assert matched([r"loss=�+(\value)"], b"\xff\xfe7\n") == [("loss", 7.0, 0)]


def test_that_a_pattern_sees_the_first_64_kib_of_a_long_line():
    line = b"loss=1 " + b"x" * 70_000 + b" acc=2"
    for pieces in ((line + b"\n",), (line, b"\n"), (line[:9], line[9:66_000], line[66_000:])):
        assert matched([r"(\key)=(\value)"], *pieces) == [("loss", 1.0, 0)]


BOMBS = [r"bomb=(a+)+$", r"bomb=(a|aa)+$", r"bomb=(.*a){20}", r"bomb=(x+x+)+y(z)", r"bomb=\s+$()"]
FODDER = [
    b"a" * 59 + b"!",
    b"a" * 60_000 + b"!",
    b"x" * 60_000,
    b" " * 60_000 + b"!",
    b"aaab" * 15_000,
]


@pytest.mark.parametrize("bomb", BOMBS)
def test_that_a_bomb_goes_off_at_most_once_and_harms_nobody(bomb):
    matcher = PatternMatcher(compile_patterns([bomb, r"acc=acc (\value)"]))
    reader = LineScalars((), matcher)
    plain, by_pattern = [], []
    for number in range(20):
        for line in (*FODDER, b"loss: %d" % number, b"acc %d" % number):
            found = reader.feed(line + b"\n")
            plain += found.plain
            by_pattern += found.matched
    assert [point.value for point in plain] == list(range(20))
    assert [point.value for point in by_pattern if point.tag == "acc"] == list(range(20))
    assert len(matcher.notices) <= 1


def test_that_a_pattern_that_is_switched_off_is_told():
    matcher = PatternMatcher(compile_patterns([r"bomb=(.*a){20}$"]))
    reader = LineScalars((), matcher)
    reader.feed(b"a" * 60_000 + b"!\n")
    assert matcher.notices == [
        "the pattern for bomb took more than 50 ms for a line and was switched off"
    ]
    assert not matcher


def test_that_a_pattern_that_is_slow_on_every_line_is_switched_off():
    matcher = PatternMatcher(compile_patterns([r"slow=(.*a){20}$"]), line_limit=5.0)
    reader = LineScalars((), matcher)
    for _ in range(200):
        reader.feed(b"a" * 40 + b"!\n" + b"ab" * 100 + b"!\n" * 3)
    assert matcher.notices == [
        "the pattern for slow was too slow for so much output and was switched off"
    ]


PATTERNS = [r"(\key)=(\value)", r"step=epoch (\step)", r"acc=^acc (\S+)", r"é=\W*é (\value)"]
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(b"loss=1.5", b"acc 0.5", b"epoch 3", b"x=1", b"\xc3\xa9 2", b"\xc3", b"loss: 4"),
                *(b"\r", b"\n", b"\n", b" ", b"\x1b[1m", b"step: 9\n", b"-" * 40_000),
            ]
        ),
        st.binary(max_size=4),
    ),
    max_size=30,
).map(b"".join)


@settings(max_examples=300)
@given(PIECES, st.lists(st.integers(0, 50_000), max_size=15))
def test_that_it_does_not_matter_how_the_output_is_cut(data, cuts):
    pieces, rest = [], data
    for cut in cuts:
        pieces.append(rest[:cut])
        rest = rest[cut:]
    whole = read(PATTERNS, data, ignored=("x",))
    assert repr(read(PATTERNS, *pieces, rest, ignored=("x",))) == repr(whole)


@given(PIECES)
def test_that_patterns_change_nothing_for_plain_lines_without_steps(data):
    data = data.replace(b"\x1b", b"")
    plain, _ = read([r"none=never (\value)"], data)
    assert repr(plain) == repr(read([], data)[0])
