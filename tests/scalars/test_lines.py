"""That numbers are found in what a script prints, and nothing else is taken for one."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from guild_desktop.scalars.lines import LineScalars
from guild_desktop.scalars.summary import ScalarPoint


def read(*pieces: bytes, ignored: tuple[str, ...] = ()) -> list[tuple[str, float, int]]:
    reader = LineScalars(ignored)
    points = [point for piece in pieces for point in reader.feed(piece).plain]
    points += reader.finish().plain
    return [(point.tag, point.value, point.step) for point in points]


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (b"loss: 1.5", 1.5),
        (b"loss: -1e-3", -0.001),
        (b"loss: .5", 0.5),
        (b"loss: 5.", 5.0),
        (b"loss: 7", 7.0),
        (b"loss: +1.5", 1.5),
        (b"loss: 1E5", 1e5),
        (b"loss: 1e999", math.inf),
        (b"loss: -inf", -math.inf),
        (b"loss: Infinity", math.inf),
        (b"loss:\t1.5", 1.5),
        (b"loss:  \t 1.5 \t ", 1.5),
        (b"loss: 1.5\r", 1.5),
        (b"loss: 1.5 (of 10 batches)", 1.5),
        (b"loss: 1.5 ()", 1.5),
    ],
)
def test_that_a_number_is_read_as_python_prints_it(line, value):
    assert read(line + b"\n") == [("loss", value, 0)]


def test_that_nan_is_a_number():
    [(tag, value, _)] = read(b"loss: nan\n")
    assert tag == "loss"
    assert math.isnan(value)


@pytest.mark.parametrize(
    "line",
    [
        b"loss:1.5",
        b"loss : 1.5",
        b" loss: 1.5",
        b"\tloss: 1.5",
        b"my loss: 1.5",
        b"loss=1.5",
        b"loss: 1.5 x",
        b"loss: 1.5x",
        b"loss: 1, acc: 2",
        b"loss: 1,000",
        b"loss: 1_000",
        b"loss: 50%",
        b"loss: 0x1F",
        b"loss: none",
        b"loss: nano",
        b"loss: --1",
        b"loss: 1e",
        b"loss: .",
        b"loss: 1.5 (a) (b)",
        b"loss:",
        b": 1.5",
        b"1a: 2",
        "é: 1".encode(),
        b"12:00:00 loss: 1.5",
        b"- loss: 1.5",
    ],
)
def test_that_other_lines_are_no_scalars(line):
    assert read(line + b"\n") == []


@pytest.mark.parametrize("name", ["val_loss", "train/loss", "a.b-c", "_x", "a:b", "f1(macro)"])
def test_that_names_may_hold_any_signs_but_spaces(name):
    assert read(f"{name}: 1\n".encode()) == [(name, 1.0, 0)]


def test_that_a_name_that_repeats_counts_up():
    assert read(b"loss: 3\nacc: 1\nloss: 2\nloss: 1\n") == [
        ("loss", 3.0, 0),
        ("acc", 1.0, 0),
        ("loss", 2.0, 1),
        ("loss", 1.0, 2),
    ]


def test_that_a_step_holds_for_all_that_follows():
    assert read(b"step: 10\nloss: 3\nacc: 1\nstep: 20\nloss: 2\n") == [
        ("loss", 3.0, 10),
        ("acc", 1.0, 10),
        ("loss", 2.0, 20),
    ]


@pytest.mark.parametrize("step", [b"(step 7)", b"(7)", b"(step  +7)"])
def test_that_a_step_may_stand_behind_the_number(step):
    assert read(b"loss: 3 " + step + b"\nacc: 1\n") == [("loss", 3.0, 7), ("acc", 1.0, 7)]


@pytest.mark.parametrize("step", [b"1.5", b"nan", b"inf", b"1" + b"0" * 400])
def test_that_what_is_no_whole_number_sets_no_step(step):
    assert read(b"step: " + step + b"\nloss: 1\n") == [("loss", 1.0, 0)]
    assert read(b"loss: 1 (" + b"9" * 400 + b")\n") == [("loss", 1.0, 0)]


def test_that_echoed_flags_are_no_scalars():
    assert read(b"x: 0.1\nloss: 1\n", ignored=("x",)) == [("loss", 1.0, 0)]


def test_that_a_last_line_without_its_end_counts():
    assert read(b"loss: 1\nloss: 2") == [("loss", 1.0, 0), ("loss", 2.0, 1)]


def test_that_a_line_counts_only_once_it_is_complete():
    reader = LineScalars()
    assert not reader.feed(b"loss: 0.1").plain
    assert not reader.feed(b"25").plain
    assert list(reader.feed(b"\n").plain) == [ScalarPoint("loss", 0.125, 0)]
    assert not reader.finish().plain


def test_that_of_a_line_drawn_over_the_end_counts():
    assert read(b"10%\rloss: 1\rloss: 2\r\n") == [("loss", 2.0, 0)]
    assert read(b"loss: 1\r 10%|#   \n") == []
    assert read(b"\rloss: 1\r\r\n") == [("loss", 1.0, 0)]
    assert read(b"\r 10%", b"\r 20%", b"\rlo", b"ss: 3", b"\n") == [("loss", 3.0, 0)]


def test_that_bytes_that_are_no_text_do_no_harm():
    assert read(b"\xff\xfe\x00: 1\nloss\xff: 1\n\x80\n") == [("loss\ufffd", 1.0, 0)]


def test_that_a_line_without_end_is_cut():
    long = b"a" * 200_000
    assert read(long, long, b": 1\n", b"loss: 1\n") == [("loss", 1.0, 0)]
    assert read(long + b"\rloss: 2\n") == [("loss", 2.0, 0)]
    reader = LineScalars()
    for _ in range(50):
        reader.feed(long)
    assert len(reader._line) <= (64 << 10) + 2


@pytest.mark.parametrize(
    "line",
    [
        b"\x1b[32mloss: 1.5\x1b[0m",
        b"\x1b[1;38;5;208mloss\x1b[0m: \x1b[1m1.5\x1b[0m",
        b"\x1b[2K\rloss: 1.5",
        b"\x1b]0;a title: 3\x07loss: 1.5",
        b"\x1b(Bloss: 1.5",
    ],
)
def test_that_a_terminal_s_colours_do_no_harm(line):
    assert read(line + b"\n") == [("loss", 1.5, 0)]
    assert read(b"acc: 1\n" + line + b"\nacc: 2\n") == [
        ("acc", 1.0, 0),
        ("loss", 1.5, 0),
        ("acc", 2.0, 1),
    ]


def test_that_a_cut_line_s_rest_is_not_taken_for_a_line():
    spaces = b" " * 70_000
    assert read(b"x", spaces, b"loss: 1\n") == []
    assert read(b"loss: 1", spaces, b"\n") == read(b"loss: 1" + spaces + b"\n") == []


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *(
                    b"loss: 1.5",
                    b"acc: nan",
                    b"step: 3",
                    b"loss: 2 (step 9)",
                    b"x: 1",
                    b"\r",
                    b"\n",
                ),
                *(b"loss", b": ", b" 10%\r", b"\xff", b"\r\n", b"\t", b"epoch (3)", b" " * 40_000),
                *(b"\x1b[0m", b"\x1b", b"\r" * 40_000),
            ]
        ),
        st.binary(max_size=6),
    ),
    max_size=30,
).map(b"".join)


@given(LINES, st.lists(st.integers(0, 200), max_size=20))
def test_that_it_does_not_matter_how_the_output_is_cut(data, cuts):
    pieces = []
    rest = data
    for cut in cuts:
        pieces.append(rest[:cut])
        rest = rest[cut:]
    pieces.append(rest)
    assert repr(read(*pieces, ignored=("x",))) == repr(read(data, ignored=("x",)))


@given(LINES)
def test_that_it_can_be_read_byte_by_byte(data):
    data = data[:2000]
    assert repr(read(*(data[i : i + 1] for i in range(len(data))))) == repr(read(data))


@given(st.floats())
def test_that_every_number_python_prints_comes_back(value):
    [(_, found, _)] = read(f"loss: {value}\n".encode())
    assert found == value or (math.isnan(found) and math.isnan(value))
