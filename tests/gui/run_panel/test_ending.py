"""What the preview says about ends that come sooner than planned."""

from __future__ import annotations

import pytest

from guild_desktop.core.batch import EarlyStopping, Limits, Objective
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.gui.run_panel.ending import ending_words

MEDIAN = EarlyStopping("median")


def words(limits: Limits, x: str = "[1, 2, 3]") -> str:
    flags = (FlagInfo("x", 0.1, "number"),)
    operation = Operation("script", "/a/train.py", "train.py", "/python", "/a", flags=flags)
    request = BatchRequest(operation, {"x": x}, objective=Objective("loss"), limits=limits, seed=3)
    return ending_words(plan_batch(request))


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        (Limits(), ""),
        (Limits(workers=2, max_failures=0, max_trials=2), ""),
        (Limits(patience=10), "Ends sooner when 10 runs in a row are no better."),
        (Limits(patience=1), "Ends sooner when one of the runs is no better."),
        (
            Limits(patience=4, repeat=3),
            "Ends sooner when 4 combinations in a row are no better.",
        ),
        (
            Limits(patience=4, stop_after=7200.0, max_failures=5),
            "Ends sooner when 4 runs in a row are no better, after 2 h or after 5 failed runs.",
        ),
        (Limits(fail_on_trial_error=True), "Ends sooner at the first failed run."),
        (
            Limits(timeout=30.0, early_stopping=MEDIAN),
            "Stops a run after 30 s or early (median rule).",
        ),
        (
            Limits(stop_after=600.0, timeout=90.0),
            "Ends sooner after 10 min. Stops a run after 1 min 30 s.",
        ),
    ],
)
def test_that_what_ends_a_sweep_or_a_run_sooner_is_told(limits: Limits, told: str) -> None:
    assert words(limits) == told


def test_that_of_a_single_run_only_its_own_end_is_told() -> None:
    limits = Limits(patience=10, stop_after=60.0, timeout=30.0)
    assert words(limits, x="1") == "Stops a run after 30 s."
