"""Lengths of time as people write and read them."""

from __future__ import annotations

import pytest

from guild_desktop.core.time_span import format_time_span, read_time_span


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("10m", 600), ("1.5h", 5400), ("1h 30M", 5400), ("1d", 86400)],
)
def test_that_a_time_is_seconds_or_has_its_unit(text: str, seconds: float) -> None:
    assert read_time_span(text) == seconds


@pytest.mark.parametrize("text", ["", "h", "10x", "10m5", "-3", "1e3", "nan", "inf", "1..5"])
def test_that_anything_else_is_no_time(text: str) -> None:
    assert read_time_span(text) is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(600, "10 min"), (5400, "1 h 30 min"), (90, "1 min 30 s"), (0.5, "0.5 s"), (1.25, "1.25 s")],
)
def test_that_a_time_is_told_exactly(seconds: float, text: str) -> None:
    assert format_time_span(seconds) == text
