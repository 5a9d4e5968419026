"""How a refusal of the program reads, for all tests of what goes wrong."""

from __future__ import annotations

from tests.outside.terminal import Said


def assert_refused(said: Said, *words: str) -> None:
    """Exit status 2, one line on stderr that holds these words, nothing on stdout."""
    assert said.status == 2, said
    assert said.out == ""
    assert said.err.startswith("guild-desktop: ")
    assert len(said.err.splitlines()) == 1, said.err
    for word in words:
        assert word in said.err
    assert_plain(said)


def assert_plain(said: Said) -> None:
    """Sentences with full stops, and nothing that only a programmer can read."""
    assert "Traceback" not in said.err
    assert "Error:" not in said.err.replace("ModuleNotFoundError:", "")
    assert "mistake of its own" not in said.err


# The script
