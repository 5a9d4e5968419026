"""That a pattern can be tried on output that is there, however long that is."""

from __future__ import annotations

from pathlib import Path

from guild_desktop.scalars.pattern import compile_pattern
from guild_desktop.scalars.pattern_trial import Finding, read_ends, try_pattern

OUTPUT = [b"Epoch 1: loss=0.5 x=1\nEpoch 2: loss=0.25 x=1\n", b"loss: 7\nEpoch 3: loss=0.125 x=1\n"]


def findings(pattern: str) -> tuple[Finding, ...]:
    return try_pattern(compile_pattern(pattern), OUTPUT, ("x",)).findings


def test_that_it_says_how_many_there_are_and_the_last() -> None:
    assert findings(r"loss=loss=(\value)") == (Finding("loss", 3, 0.125),)
    assert findings(r"(\key)=(\value)") == (Finding("loss", 3, 0.125),)
    assert findings(r"acc=acc=(\value)") == ()


def test_that_steps_are_told_too() -> None:
    assert findings(r"step=Epoch (\step)") == (Finding("step", 3, 3.0),)
    both = r"loss=Epoch (?P<step>\step): loss=(\value)"
    assert findings(both) == (Finding("loss", 3, 0.125), Finding("step", 3, 3.0))


def test_that_a_bomb_is_told() -> None:
    trial = try_pattern(compile_pattern(r"bomb=(.*a){20}$"), [b"a" * 60_000 + b"!\n"])
    assert "took more than 50 ms" in trial.notice


def test_that_of_a_long_output_whole_lines_from_both_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "output"
    path.write_bytes(b"".join(b"line %d\n" % number for number in range(10)))
    assert read_ends(path) == [path.read_bytes()]
    assert read_ends(path, part=17) == [b"line 0\nline 1\n", b"line 8\nline 9\n"]
