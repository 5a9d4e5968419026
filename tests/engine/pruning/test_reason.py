"""The words for why a trial was stopped early."""

from __future__ import annotations

from guild_desktop.core.batch import Objective
from guild_desktop.engine.pruning.rule import AboveMedian, NotAmongBest
from guild_desktop.engine.pruning.watch import reason_of


def test_that_numbers_have_as_many_digits_as_tell_them_apart() -> None:
    told = reason_of(AboveMedian(3, 1.01312, 1.0131, 4), Objective())
    assert told == "best loss by step 3 was 1.01312, above the median of 4 others, 1.0131"
    told = reason_of(AboveMedian(3, 0.83, 0.41, 9), Objective())
    assert told == "best loss by step 3 was 0.83, above the median of 9 others, 0.41"


def test_that_a_goal_to_maximize_is_told_in_its_own_direction() -> None:
    objective = Objective("acc", "maximize")
    told = reason_of(AboveMedian(3, -0.5, -0.75, 1), objective)
    assert told == "best acc by step 3 was 0.5, below the one other, 0.75"
    assert reason_of(NotAmongBest(9, -0.5, 2, 8), objective) == (
        "acc at step 9 was 0.5, not among the best 2 of 8"
    )
