"""The page of all keys tells of what the parallel plot takes."""

from __future__ import annotations

import re

import pytest

from guild_desktop.settings.resources import resource


@pytest.fixture
def page() -> str:
    text = resource("help", "shortcuts.md").read_text(encoding="utf-8")
    tables = {table.split("|", 2)[1].strip(): table for table in text.split("\n\n") if "|" in table}
    return tables["Any plot"] + "\n" + tables["Parallel coordinates"]


@pytest.mark.parametrize(
    "key",
    [
        "Left, Right",
        "Up, Down",
        "[, ]",
        "E",
        "M",
        "Enter",
        "F",
        "L",
        "C",
        "H",
        "O",
        "P",
        "N",
        "B",
        "Delete",
        "Esc",
        "?",
        "Shift+F10",
    ],
)
def test_that_a_key_is_on_the_page(page, key):
    entries = [entry.strip() for entry in re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)]
    assert any(key in (entry, *entry.rsplit(", ", 2)[-2:]) for entry in entries), entries


@pytest.mark.parametrize(
    "word", ["Alt and drag", "Shift and drag", "wheel", "click a sign", "right click"]
)
def test_that_a_gesture_is_on_the_page(page, word):
    assert word in page
