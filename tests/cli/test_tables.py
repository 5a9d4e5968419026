"""Tables of text: whole in a pipe, no wider than the terminal before a person."""

from __future__ import annotations

import io

import pytest

from guild_desktop.cli.tables import Table


class Screen(io.StringIO):
    """A terminal as wide as the test says through COLUMNS."""

    def isatty(self) -> bool:
        return True


def on_screen(monkeypatch: pytest.MonkeyPatch, columns: int, table: Table) -> list[str]:
    monkeypatch.setenv("COLUMNS", str(columns))
    screen = Screen()
    table.print(screen)
    return screen.getvalue().splitlines()


def piped(table: Table) -> list[str]:
    file = io.StringIO()
    table.print(file)
    return file.getvalue().splitlines()


def small_table() -> Table:
    table = Table(["run", "what it is", "loss"], right={2}, spare=[1])
    table.add(["8c4bf704", "a long story that nobody reads", "-0.123456"])
    table.add(["1401a30f", "short", "12"])
    return table


def test_that_columns_are_aligned_and_lines_have_no_loose_ends() -> None:
    assert piped(small_table()) == [
        "run       what it is                           loss",
        "8c4bf704  a long story that nobody reads  -0.123456",
        "1401a30f  short                                  12",
    ]


def test_that_the_longest_texts_give_way_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert on_screen(monkeypatch, 35, small_table()) == [
        "run       what it is           loss",
        "8c4bf704  a long story…   -0.123456",
        "1401a30f  short                  12",
    ]


def test_that_numbers_are_left_whole_and_columns_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert on_screen(monkeypatch, 25, small_table()) == [
        "run            loss",
        "8c4bf704  -0.123456",
        "1401a30f         12",
        "Not shown, for want of",
        "room: what it is.",
    ]


@pytest.mark.parametrize("columns", range(9, 60))
def test_that_no_line_is_wider_than_the_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    assert max(map(len, on_screen(monkeypatch, columns, small_table()))) <= columns


def test_that_wide_letters_take_two_places(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(["name", "n"])
    table.add(["損失関数の学習率と温度", "1"])
    heading, row = on_screen(monkeypatch, 15, table)
    assert heading == "name          n"
    assert row == "損失関数の…   1"


def test_that_what_would_move_the_cursor_is_shown_instead() -> None:
    table = Table(["label"])
    table.add(["red\x1b[31m\nnext"])
    assert piped(table)[1] == r"red\x1b[31m\nnext"
