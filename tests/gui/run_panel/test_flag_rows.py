"""What one row of the flags table knows about its flag and its text."""

from __future__ import annotations

import pytest

from guild_desktop.core.operation import FlagInfo
from guild_desktop.gui.run_panel.flag_rows import FlagRow, default_text

X = FlagInfo("x", 0.1, "number")


@pytest.mark.parametrize(
    ("info", "text"),
    [
        (X, "0.1"),
        (FlagInfo("on", True, "boolean"), "true"),
        (FlagInfo("name", "1", "string"), "'1'"),
        (FlagInfo("sizes", (16, 32), "list"), "[[16, 32]]"),
        (FlagInfo("data", None, "path"), ""),
    ],
)
def test_that_a_row_begins_with_its_default_and_counts_as_not_given(
    info: FlagInfo, text: str
) -> None:
    row = FlagRow.of(info)
    assert row.text == default_text(info) == text
    assert not row.is_given
    assert not row.problems


def test_that_an_emptied_cell_means_that_the_flag_is_not_given() -> None:
    row = FlagRow.of(X).with_text("  ")
    assert not row.is_given
    assert row.meaning == "default: 0.1"


def test_that_a_required_flag_without_a_value_is_a_problem() -> None:
    row = FlagRow.of(FlagInfo("data", None, "path", required=True))
    assert [problem.flag for problem in row.problems] == ["data"]
    assert not row.with_text("set.csv").problems


def test_that_a_flag_added_by_hand_is_given_whatever_stands_there() -> None:
    assert FlagRow.by_hand("new", "1", None).is_given


@pytest.mark.parametrize(
    ("text", "kind", "varies"),
    [
        ("0.2", "fixed", False),
        ("[0.1, 0.2]", "list", True),
        ("[0.1]", "list", False),
        ("linspace[0:1:5]", "list", True),
        ("[0.0:1.0]", "range", True),
        ("choice[1, 2]", "range", True),
        ("[1,,2]", "fixed", False),
    ],
)
def test_that_a_row_knows_whether_its_flag_varies(text: str, kind: str, varies: bool) -> None:
    row = FlagRow.of(X).with_text(text)
    assert (row.kind, row.varies) == (kind, varies)


def test_that_a_whole_range_says_how_to_write_any_number() -> None:
    assert "[-2.0:2.0]" in FlagRow.of(X).with_text("[-2:2]").meaning


def test_that_a_slip_is_told_with_its_place() -> None:
    (problem,) = FlagRow.of(X).with_text("linspce[0:1]").problems
    assert (problem.start, problem.end) == (0, 7)
    assert "linspace" in problem.hint
