"""The problems that more than one part of the reader meets, told the same way everywhere."""

from __future__ import annotations

from guild_desktop.core.values import MAX_NUMBER_LENGTH
from guild_desktop.flags.errors import Problems, excerpt


def report_unclosed(start: int, problems: Problems) -> None:
    """Tell a quote without its end from a wrong escape, which only double quotes can have."""
    text = problems.text
    if text[start] == '"':
        position = start + 1
        while position < len(text) and text[position] != '"':
            if text[position] == "\\":
                if text[position + 1 : position + 2] not in {'"', "\\", "n", "t"}:
                    problems.add(
                        f"{excerpt(text[position : position + 2])} is not an escape.",
                        r"Between double quotes \", \\, \n and \t are escapes; use '…' to keep a "
                        "backslash as it is.",
                        position,
                        position + 2,
                    )
                    return
                position += 1
            position += 1
    problems.add(
        "The quote is never closed.",
        f"Add a {text[start]} at the end, or put text that begins with a quote in other quotes.",
        start,
        start + 1,
    )


def report_overlong(start: int, end: int, problems: Problems) -> None:
    """Say that a number has more digits than any can have."""
    problems.add(
        f"This number has {end - start:,} characters; {MAX_NUMBER_LENGTH:,} is the most.",
        "Write it shorter, for instance as 1e100. If you mean the text, put it in quotes.",
        start,
        end,
    )
