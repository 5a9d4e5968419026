"""Flags are told in the script's own order."""

from __future__ import annotations

from dataclasses import replace

from guild_desktop.core.flag_order import ordered_flags
from guild_desktop.core.operation import FlagInfo
from tests.core.sample_runs import TRAIN, frame_of, make_batch, make_run


def test_that_the_script_of_the_newest_run_comes_first_then_what_was_seen_first():
    script = replace(TRAIN, flags=(FlagInfo("x"), FlagInfo("unused"), FlagInfo("lr")))
    batches = (make_batch("b"), make_batch("c", 10, operation=script))
    runs = (
        make_run(1, {"a": 1, "lr": 1, "x": 1}),
        make_run(11, {"lr": 2, "x": 2, "z": 1}, batch="c" * 32),
    )
    frame = frame_of(*runs, batches=batches)
    assert ordered_flags(frame, frame.alive) == ("x", "lr", "a", "z")
    assert ordered_flags(frame, frame.alive & [True, False]) == ("a", "lr", "x", "z")
    assert ordered_flags(frame, ~frame.alive) == frame.flag_names
