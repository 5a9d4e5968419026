"""A block of runs: that it stands for the same runs as they do one by one, in a frame too."""

from __future__ import annotations

import math
from dataclasses import astuple, replace

from hypothesis import given, strategies as st

from guild_desktop.core.frame import RunFrame
from guild_desktop.core.frame_runs import WORTH_A_BLOCK
from guild_desktop.core.run import Run
from guild_desktop.core.run_block import RUN_FIELDS, RunBlock
from tests.core.sample_runs import make_batch, make_run, runs, scalar
from tests.core.test_frame import EVERY_COLUMN, look


def block_of(*members: Run) -> RunBlock:
    """The runs as the store gives them: summaries are plain tuples, in which no number is a text."""
    values = {name: [getattr(run, name) for run in members] for name in RUN_FIELDS}
    values["scalars"] = [
        {
            name: tuple(
                str(part) if isinstance(part, float) and not math.isfinite(part) else part
                for part in astuple(summary)
            )
            for name, summary in run.scalars.items()
        }
        for run in members
    ]
    return RunBlock(values)


def many(count: int = WORTH_A_BLOCK, start: int = 0) -> list[Run]:
    """Plain runs, enough for a frame to keep them as a block."""
    return [make_run(start + at, {"x": at}, loss=at / 2) for at in range(count)]


def test_that_a_block_gives_its_runs_as_they_were() -> None:
    members = [make_run(0, {"x": 1}, 0.5), make_run(1, label="seen")]
    assert list(block_of(*members)) == members
    assert block_of(*members)[-1] == members[1]


def test_that_infinities_of_scalars_come_back() -> None:
    (run,) = block_of(make_run(0, scalars={"loss": scalar(math.inf)}))
    assert run.scalars["loss"] == scalar(math.inf)


@given(st.data())
def test_that_a_frame_of_a_block_says_what_a_frame_of_its_runs_says(data: st.DataObject) -> None:
    members = [*many(), *(data.draw(runs(number)) for number in range(1000, 1004))]
    batches = [make_batch("b"), make_batch("c", hidden=True)]
    whole = RunFrame.empty().updated(block_of(*members), batches)
    single = RunFrame.empty().updated(members, batches)
    numbers = data.draw(st.sets(st.sampled_from([0, 7, 1000, 1002]), max_size=2), label="changed")
    changed = [data.draw(runs(number)) for number in sorted(numbers)]
    for frames in ((whole, single), (whole.updated(changed), single.updated(changed))):
        one, other = frames
        assert one.ids == other.ids
        assert one.alive.tolist() == other.alive.tolist()
        assert one.status.tolist() == other.status.tolist()
        assert one.revision == other.revision
        assert one.flag_names == other.flag_names
        assert one.scalar_names == other.scalar_names
        for name in EVERY_COLUMN:
            assert look(one, name) == look(other, name), name


def test_that_a_second_block_stands_behind_the_runs_that_were_there() -> None:
    frame = RunFrame.empty().updated(block_of(*many())).updated([make_run(500, {"x": -1})])
    frame = frame.updated(block_of(*many(start=1000)))
    frame = frame.updated([replace(make_run(1000), flags={"x": -2})])
    values = frame.column("x").values.tolist()
    assert values == [*range(WORTH_A_BLOCK), -1, -2, *range(1, WORTH_A_BLOCK)]
    assert frame.run(WORTH_A_BLOCK + 2).flags == {"x": 1}


def test_that_of_two_frames_that_follow_the_same_one_neither_knows_the_others_runs() -> None:
    start = RunFrame.empty().updated([make_run(0)])
    left, right = start.updated([make_run(1)]), start.updated([make_run(2), make_run(3)])
    assert (left.find(make_run(1).id), left.find(make_run(2).id)) == (1, None)
    assert (right.find(make_run(1).id), right.find(make_run(3).id)) == (None, 2)
    assert start.find(make_run(1).id) is None
