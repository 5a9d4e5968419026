"""`resume`: lets paused batches start trials again."""

from __future__ import annotations

from guild_desktop.cli.pause import change


def main(arguments: list[str], home: str | None) -> int:
    """Let what is chosen go on, and wait until its engines say so."""
    return change(arguments, home, paused=False)
