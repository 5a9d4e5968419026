"""The banner at the end of a sweep: what came of it, and what one does then."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from guild_desktop.core.reasons import by_chance, in_vain, nothing_left
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.end_banner import EndBanner
from guild_desktop.gui.format import MINUS
from tests.gui.docks.sample_runs import a_batch, a_run, a_scalar, failed, pending


@pytest.fixture
def banner(qtbot, session, themes, tell):
    banner = EndBanner(session, themes)
    qtbot.addWidget(banner)
    banner.resize(900, 40)
    tell()
    return banner


def with_losses(batch, losses):
    return [
        replace(a_run(batch, trial), flags={"x": x}, scalars={"loss": a_scalar(loss)})
        for trial, (x, loss) in enumerate(losses, start=1)
    ]


def sweep(tell, status=Status.COMPLETED, runs=None, planned=3, **changes):
    """A sweep that is seen running and then ends."""
    batch = a_batch(planned=planned, **changes)
    runs = with_losses(batch, [(0.5, 0.25), (-0.29, -0.91)]) if runs is None else runs(batch)
    tell(runs, [replace(batch, status=Status.RUNNING, stopped=None, reason="")])
    tell([], [replace(batch, status=status)])
    return batch


def button(banner, name):
    return banner.findChild(QPushButton, name)


def test_that_what_had_ended_before_is_no_news(qtbot, session, themes, tell):
    batch = a_batch()
    banner = EndBanner(session, themes)
    qtbot.addWidget(banner)
    tell(with_losses(batch, [(0.5, 0.25)]), [batch])
    assert banner.isHidden()


def test_that_the_end_is_told_with_the_best_and_the_failures(banner, tell):
    sweep(
        tell,
        runs=lambda batch: [
            *with_losses(batch, [(0.5, 0.25), (-0.29, -0.91)]),
            failed(a_run(batch, 3, flags={"x": 1.0})),
        ],
    )
    assert not banner.isHidden()
    assert banner.sentence == (
        f"train.py+gp: 2 of 3 completed, 1 failed, best {MINUS}0.91 at x = {MINUS}0.29"
    )
    assert not button(banner, "showFailures").isHidden()
    assert not button(banner, "continueTenMore").isHidden()


def test_that_there_is_nothing_to_search_where_nothing_has_completed(banner, tell):
    sweep(tell)
    assert not button(banner, "searchHere").isHidden()
    sweep(tell, runs=lambda batch: [failed(a_run(batch, trial)) for trial in (1, 2)], number=2)
    assert button(banner, "searchHere").isHidden()
    assert not button(banner, "runFailedAgain").isHidden()


def test_that_a_sweep_that_came_and_went_between_two_looks_is_told(banner, tell):
    batch = a_batch(planned=2)
    tell(with_losses(batch, [(0.5, 0.25), (-0.29, -0.91)]), [batch])
    assert banner.sentence.startswith("train.py+gp: 2 of 2 completed")


def test_that_runs_that_never_reported_the_goal_are_told(banner, tell):
    def silent(*trials):
        return lambda batch: [
            *with_losses(batch, [(0.5, 0.25)])[: 3 - len(trials)],
            *(
                replace(a_run(batch, trial), scalars={"accuracy": a_scalar(1.0)})
                for trial in trials
            ),
        ]

    sweep(tell, runs=silent(2, 3), number=1)
    assert banner.sentence.startswith(
        "train.py+gp: 3 of 3 completed, 2 reported no loss, best 0.25"
    )
    sweep(tell, runs=silent(1, 2, 3), number=2)
    assert banner.sentence == "train.py+gp: 3 of 3 completed, none reported loss"


@pytest.mark.parametrize("where", ["", "x in (1, 2)"])
def test_that_a_search_that_found_nothing_more_to_try_says_so(banner, tell, where):
    sweep(tell, reason=nothing_left(where), planned=20)
    found = f"nothing more to try was found where {where}" if where else "everything there is to"
    assert banner.sentence.startswith(f"train.py+gp: {found}")
    assert "2 of 20 completed" in banner.sentence


def test_that_a_search_whose_method_broke_says_so_and_why_in_its_tool_tip(banner, tell):
    sweep(tell, reason=by_chance("gp", "ValueError: singular matrix"))
    told = "train.py+gp: gp failed, random values were tried instead, 2 of 3 completed, best"
    assert banner.sentence.startswith(told)
    assert "singular matrix" in banner.findChild(QLabel, "endText").toolTip()


def test_that_a_stopped_sweep_says_so(banner, tell):
    sweep(
        tell,
        status=Status.TERMINATED,
        reason="stopped",
        runs=lambda batch: [
            *with_losses(batch, [(0.5, 0.25)]),
            replace(pending(a_run(batch, 2)), status=Status.TERMINATED),
        ],
    )
    assert banner.sentence.startswith("train.py+gp: 1 of 3 completed, 1 stopped, best 0.25")


def test_that_a_sweep_that_ended_by_itself_says_why(banner, tell):
    sweep(tell, status=Status.TERMINATED, reason=in_vain(5, "loss"))
    assert banner.sentence.startswith(
        "train.py+gp: stopped because the last 5 had no better loss, 2 of 3 completed, best"
    )


def test_that_a_stopped_grid_counts_only_what_is_completed_and_can_be_continued(banner, tell):
    def stopped(batch):
        first, *rest = with_losses(batch, [(0.5, 0.25), (0.6, 0.5), (0.7, 0.5), (0.8, 0.5)])
        return [first, *(replace(run, status=Status.TERMINATED, scalars={}) for run in rest)]

    sweep(tell, Status.TERMINATED, stopped, optimizer="grid", planned=4)
    assert banner.sentence.startswith("train.py+: 1 of 4 completed, 3 stopped, best 0.25")
    assert button(banner, "continueTenMore").text() == "Continue"
    assert not button(banner, "continueTenMore").isHidden()


def test_that_a_search_that_was_stopped_or_lost_between_two_runs_says_so(banner, tell):
    batch = sweep(tell, Status.TERMINATED, planned=20)
    assert banner.sentence.startswith("train.py+gp: stopped, 2 of 20 completed, best")
    tell([], [replace(batch, status=Status.RUNNING, stopped=None)])
    tell([], [replace(batch, status=Status.LOST)])
    assert banner.sentence.startswith("train.py+gp: interrupted, 2 of 20 completed, best")


def test_that_a_sweep_whose_engine_was_killed_is_not_only_called_stopped(banner, tell):
    def lost(batch):
        first, second = with_losses(batch, [(0.5, 0.25), (0.6, 0.5)])
        planned = replace(pending(a_run(batch, 3)), status=Status.TERMINATED)
        return [first, replace(second, status=Status.LOST, scalars={}), planned]

    reason = "interrupted: the engine ended without a word"
    sweep(tell, Status.TERMINATED, lost, optimizer="grid", planned=3, reason=reason)
    assert banner.sentence.startswith(
        "train.py+: interrupted because its engine died, "
        "1 of 3 completed, 1 stopped, 1 interrupted, best 0.25"
    )


def test_that_the_banner_does_not_stand_above_the_runs_of_another_script(banner, tell, session):
    sweep(tell)
    session.set_selection(Selection(target="/project/other.py"))
    assert banner.isHidden()
    session.set_selection(Selection(target="/project/train.py"))
    assert not banner.isHidden()
    banner.findChild(QToolButton, "dismissBanner").click()
    session.set_selection(Selection())
    assert banner.isHidden()


def test_that_the_common_error_is_shown_once(banner, tell):
    reason = "the first 3 all failed: ValueError: x must be positive"
    sweep(
        tell,
        status=Status.ERROR,
        reason=reason,
        runs=lambda batch: [failed(a_run(batch, trial)) for trial in (1, 2, 3)],
    )
    assert banner.sentence.count("ValueError: x must be positive") == 1
    assert banner.findChild(QToolButton, "dismissBanner") is not None


def test_that_failures_are_shown_by_clauses_of_that_sweep(banner, tell, session):
    other = a_batch(7)
    tell([failed(a_run(other, 1))], [other])
    batch = sweep(tell, runs=lambda batch: [failed(a_run(batch, 1)), a_run(batch, 2)])
    button(banner, "showFailures").click()
    shown = [session.frame.run(int(at)) for at in session.focus.nonzero()[0]]
    assert [(run.batch, run.status) for run in shown] == [(batch.id, Status.ERROR)]


def test_that_failures_that_were_hidden_are_put_back_to_be_shown(banner, tell, session):
    batch = sweep(tell, runs=lambda batch: [failed(a_run(batch, 1)), a_run(batch, 2)])
    session.narrowing.hide_runs([session.frame.ids[0]])
    button(banner, "showFailures").click()
    assert [session.frame.ids[at] for at in session.focus.nonzero()[0]] == [session.frame.ids[0]]
    session.undo_stack.undo()
    assert not session.base[0]
    session.set_selection(session.selection.with_all_back())
    session.narrowing.hide_runs([session.frame.ids[1]])
    button(banner, "showFailures").click()
    assert not session.base[1], f"what did not fail in {batch.name} stays hidden"


def test_that_ten_more_can_be_asked_for(banner, tell, qtbot):
    batch = sweep(tell)
    with qtbot.waitSignal(banner.continue_requested) as asked:
        button(banner, "continueTenMore").click()
    assert asked.args == [batch.id]
    assert banner.isHidden()


def test_that_a_grid_that_is_done_offers_no_more(banner, tell):
    sweep(tell, optimizer="grid", planned=2)
    assert button(banner, "continueTenMore").isHidden()


def test_that_a_grid_whose_rest_was_stopped_early_is_done(banner, tell):
    def some(batch):
        first, *rest = with_losses(batch, [(0.5, 0.25), (0.1, -0.5), (0.2, -0.7)])
        return [first, *(replace(run, status=Status.PRUNED) for run in rest)]

    sweep(tell, runs=some, optimizer="grid", planned=3)
    assert "1 of 3 completed, 2 stopped early, best 0.25" in banner.sentence
    assert button(banner, "continueTenMore").isHidden()
    assert button(banner, "runFailedAgain").isHidden()
    assert button(banner, "showFailures").isHidden()


def test_that_the_banner_can_be_dismissed_and_goes_when_the_sweep_goes_on(banner, tell):
    batch = sweep(tell)
    banner.findChild(QToolButton, "dismissBanner").click()
    assert banner.isHidden()
    tell([], [replace(batch, status=Status.RUNNING, stopped=None)])
    tell([], [batch])
    assert not banner.isHidden()
    tell([], [replace(batch, status=Status.RUNNING, stopped=None)])
    assert banner.isHidden()


def test_that_a_single_run_is_told_only_if_it_failed(banner, tell):
    good, bad = a_batch(1, hidden=True), a_batch(2, hidden=True)
    tell([a_run(good, 1)], [good])
    assert banner.isHidden()
    reason = "ValueError: no"
    tell([failed(a_run(bad, 1))], [replace(bad, status=Status.ERROR, reason=reason)])
    assert banner.sentence == "train.py failed: ValueError: no"


def test_that_what_failed_can_be_run_again(banner, tell, qtbot):
    batch = sweep(tell, runs=lambda batch: [a_run(batch, 1), failed(a_run(batch, 2))])
    assert not button(banner, "runFailedAgain").isHidden()
    with qtbot.waitSignal(banner.failed_requested) as asked:
        button(banner, "runFailedAgain").click()
    assert asked.args == [batch.id]
    assert banner.isHidden()


def test_that_a_trial_that_another_attempt_completed_has_not_failed(banner, tell):
    def runs(batch):
        first = failed(a_run(batch, 1))
        return [first, replace(a_run(batch, 1), id="f" * 32, sequence=first.sequence + 1)]

    sweep(tell, runs=runs)
    assert button(banner, "runFailedAgain").isHidden()
    assert not button(banner, "showFailures").isHidden()


def test_that_a_grid_of_which_only_failures_are_left_offers_one_way_to_run_them(banner, tell):
    def runs(batch):
        return [a_run(batch, 1), failed(a_run(batch, 2))]

    sweep(tell, runs=runs, planned=2, optimizer="grid")
    assert not button(banner, "runFailedAgain").isHidden()
    assert button(banner, "continueTenMore").isHidden()
