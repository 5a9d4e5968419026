"""The count of a sweep's runs: only completed ones are done."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Status
from guild_desktop.gui.format import THIN_SPACE
from guild_desktop.gui.models.sweep_counts import SweepCounts
from tests.gui.docks.sample_runs import a_batch, a_run, failed

DONE, FAILED, STOPPED = Status.COMPLETED, Status.ERROR, Status.TERMINATED


def counts(planned, *statuses, **changes):
    return SweepCounts.of_numbers(a_batch(planned=planned, **changes), Counter(statuses))


def test_that_stopped_and_failed_runs_are_not_done():
    stopped = counts(4, DONE, STOPPED, STOPPED, STOPPED)
    assert stopped.words() == "1 of 4 completed, 3 stopped"
    assert stopped.short(a_batch(status=Status.TERMINATED)) == "■ stopped 1/4"
    failed = counts(10, *[DONE] * 6, *[FAILED] * 4)
    assert failed.words() == "6 of 10 completed, 4 failed"
    assert failed.short(a_batch(status=Status.COMPLETED)) == "completed 6/10 · ✕ 4"


def test_that_every_other_end_is_named():
    some = counts(9, DONE, FAILED, STOPPED, Status.LOST, Status.PRUNED)
    assert some.words() == ("1 of 9 completed, 1 failed, 1 stopped, 1 interrupted, 1 stopped early")
    assert some.short(a_batch(status=Status.RUNNING)) == "◌ running 1/9 · ✕ 1 · ■ 1 · ? 1 · ◆ 1"


def test_that_a_sweep_that_is_paused_or_queued_says_so():
    paused = a_batch(status=Status.RUNNING, reason="paused", planned=4)
    assert SweepCounts.of_numbers(paused, Counter([DONE])).short(paused) == "‖ paused 1/4"
    queued = a_batch(status=Status.STAGED, queued=1.0, planned=4)
    assert SweepCounts.of_numbers(queued, Counter()).short(queued) == "· queued 0/4"


def test_that_a_continued_grid_wants_no_more_than_its_combinations():
    again = counts(4, DONE, STOPPED, STOPPED, DONE, Status.RUNNING, Status.PENDING)
    assert (again.fraction, again.to_do) == ("2/4", 2)


def test_that_without_a_plan_the_runs_there_are_count():
    assert counts(0, DONE, FAILED).fraction == "1/2"


def test_that_thousands_are_set_apart():
    assert counts(2000, DONE).words() == f"1 of 2{THIN_SPACE}000 completed"


def attempt(run, number):
    """The same trial once more."""
    return replace(run, id=f"{number}{run.id[1:]}", sequence=run.sequence + 100 * number)


def counts_of(batch, *runs):
    return SweepCounts.of(batch, RunFrame.empty().updated(runs, [batch], revision=1))


def test_that_a_trial_counts_once_by_its_latest_attempt():
    batch = a_batch(planned=3, status=DONE)
    first = [failed(a_run(batch, trial)) for trial in (1, 3)]
    again = counts_of(batch, *first, *(attempt(a_run(batch, trial), 2) for trial in (2, 1, 3)))
    assert again.words() == "3 of 3 completed, 2 earlier attempts failed"
    assert again.short(batch) == "completed 3/3"
    assert again.to_do == 0


def test_that_an_attempt_that_never_started_takes_no_other_s_place():
    batch = a_batch(planned=1, status=STOPPED)
    called_off = replace(
        attempt(a_run(batch, 1), 2), status=STOPPED, started=None, stopped=None, seconds=None
    )
    assert counts_of(batch, failed(a_run(batch, 1)), called_off).words() == (
        "0 of 1 completed, 1 failed"
    )


def test_that_runs_that_took_too_long_are_told_apart_from_stopped_ones():
    batch = a_batch(planned=3, status=STOPPED)
    late = replace(a_run(batch, 1), status=STOPPED, timed_out=True)
    stopped = replace(a_run(batch, 2), status=STOPPED, reason="stopped")
    assert counts_of(batch, late, stopped).words() == "0 of 3 completed, 1 timed out, 1 stopped"
