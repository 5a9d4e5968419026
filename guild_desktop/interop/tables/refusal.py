"""How a table's faults are told: with its name, and the line and the column where that helps."""

from __future__ import annotations

from guild_desktop.core.errors import UserError

_LONGEST = 40


def refusal(file: str, problem: str, hint: str, *, line: int = 0, column: str = "") -> UserError:
    """The error to raise: ``results.csv, line 7, column loss: PROBLEM``; line 0 and no column say nothing."""
    where = file
    if line:
        where += f", line {line:,}"
    if column:
        where += f", column {excerpt(column)}"
    return UserError(f"{where}: {problem}", hint)


def excerpt(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text[: 2 * _LONGEST].split())
    return line if len(line) <= _LONGEST and len(text) <= 2 * _LONGEST else f"{line[:_LONGEST]}…"
