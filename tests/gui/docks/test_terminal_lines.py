"""Bytes of a program become the lines that a terminal would show in the end."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from guild_desktop.gui.models.terminal_lines import LONGEST_LINE, TerminalLines


def shown(*pieces):
    terminal = TerminalLines()
    lines = [line for piece in pieces for line in terminal.feed(piece)]
    return lines, terminal.partial


@pytest.mark.parametrize(
    ("pieces", "lines", "partial"),
    [
        pytest.param([b"one\ntwo\n"], ["one", "two"], "", id="lines"),
        pytest.param([b"one\ntw", b"o"], ["one"], "two", id="a line in pieces"),
        pytest.param([b"one\r\ntwo\r\n"], ["one", "two"], "", id="ends as on Windows"),
        pytest.param([b"one\r", b"\ntwo"], ["one"], "two", id="such an end in pieces"),
        pytest.param([b" 10%\r 50%\r100%\n"], ["100%"], "", id="a progress bar"),
        pytest.param([b" 10%\r", b" 50%\r", b"100%"], [], "100%", id="a progress bar in pieces"),
        pytest.param([b" 10%\r"], [], " 10%", id="a bar that waits"),
        pytest.param([b"\x1b[32mgreen\x1b[0m\n"], ["green"], "", id="colours"),
        pytest.param([b"a\x1b[3", b"2mb\n"], ["ab"], "", id="a colour in pieces"),
        pytest.param(["a\u202eb\n".encode()], ["a\\u202eb"], "", id="a turn of direction"),
        pytest.param([b"\x1b]0;title\x07text\n"], ["text"], "", id="a title"),
        pytest.param(["ä→".encode()[:1], "ä→".encode()[1:] + b"\n"], ["ä→"], "", id="split UTF-8"),
        pytest.param([b"\xff\xfe\n"], ["��"], "", id="bytes that are no UTF-8"),
        pytest.param([b"bell\x07 null\x00\n"], ["bell null"], "", id="control characters"),
    ],
)
def test_that_bytes_become_lines(pieces, lines, partial):
    assert shown(*pieces) == (lines, partial)


def test_that_endless_lines_are_cut_and_cost_no_memory():
    terminal = TerminalLines()
    for _ in range(100):
        assert terminal.feed(b"x" * 65536) == []
    assert len(terminal.partial) == LONGEST_LINE + 1
    assert terminal.partial.endswith("…")
    assert terminal.feed(b"\nnext\n")[1] == "next"


PIECES = st.lists(st.sampled_from([b"a", b"\r", b"\n", b"\x1b[1m", b"\x1b", b"[", b"b c", b"\xc3"]))


@given(PIECES)
def test_that_it_does_not_matter_how_the_bytes_are_cut(pieces):
    assert shown(*pieces) == shown(b"".join(pieces))
