"""The history dock: the objective run by run, linked with everything else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from guild_desktop.core.batch import Objective
from guild_desktop.core.clause import Within
from guild_desktop.core.run import ScalarSummary, Status
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.history_dock import HistoryView
from tests.gui.docks.sample_runs import NOON, a_batch, a_run, a_scalar, failed, pending, runs_of
from tests.gui.plots.conftest import Mouse


@pytest.fixture
def history(qtbot, session, themes):
    view = HistoryView(session, themes)
    qtbot.addWidget(view)
    view.resize(450, 300)
    view.show()
    view.grab()
    qtbot.waitUntil(lambda: view._plot is not None and view._plot.isVisible())
    view.grab()
    return view


@pytest.fixture
def swept(history, tell):
    """Twelve runs of one sweep: the loss falls from 1.2 to 0.1."""
    batch = a_batch()
    tell([a_run(batch, n, scalars={"loss": a_scalar(1.3 - n / 10)}) for n in range(1, 13)], [batch])
    history.plot.grab()
    return history


def place(view, trial):
    plot = view.plot
    trials = [plot.session.frame.run(row).trial for row in plot.runs.rows]
    at = trials.index(trial)
    return QPoint(round(float(plot.xs[at])), round(float(plot.ys[at])))


def filters(session):
    return [clause.text for clause in session.selection.clauses]


def test_that_without_runs_a_sentence_says_so(history):
    assert "No runs yet" in history.plot.empty_sentence()
    assert history.sentence == ""


def test_that_planned_runs_alone_are_no_history(history, tell):
    batch = a_batch(status=Status.RUNNING)
    tell([pending(a_run(batch, 1))], [batch])
    history.plot.grab()
    assert history.plot.empty_sentence() == "None of these runs has begun yet."


def test_that_the_best_so_far_is_that_of_the_runs_in_focus(swept, session):
    assert swept.plot.best.size == 12
    session.set_objective(Objective("loss", "maximize"))
    swept.plot.grab()
    assert list(swept.plot.best) == [0]


def test_that_what_is_shown_and_what_is_missing_is_said(history, tell):
    batch = a_batch(optimizer="gp")
    runs = [
        *(a_run(batch, n, origin="random") for n in (1, 2)),
        *(a_run(batch, n, origin="model") for n in range(3, 25)),
        failed(a_run(batch, 25)),
        a_run(batch, 26, scalars={"accuracy": a_scalar(1)}),
        pending(a_run(batch, 27)),
    ]
    tell(runs, [batch])
    history.plot.grab()
    said = history.sentence
    assert said.startswith("26 runs · 1 failed · 1 without loss · 1 not begun, not shown")
    assert "best so far" in said
    assert "median of the last 20" in said
    assert "random start" in said


def test_that_a_drag_along_the_trials_is_a_filter_on_them(swept, session):
    mouse, below = Mouse(swept.plot), QPoint(0, 12)
    edge = round(swept.plot.frame_now.border.bottom())
    start, end = place(swept, 4), place(swept, 7)
    mouse.drag(QPoint(start.x() - 3, edge) + below, QPoint(end.x() + 3, edge) + below)
    assert filters(session) == ["trial in [4:7]"]
    assert [session.frame.run(at).trial for at in session.focus.nonzero()[0]] == [4, 5, 6, 7]
    swept.plot.grab()
    ((low, high),) = swept.plot.kept_across()
    assert 0.2 < low < high < 0.6
    session.undo_stack.undo()
    assert filters(session) == []


def test_that_a_drag_along_the_objective_is_a_range_of_it(swept, session):
    frame = swept.plot.frame_now
    x = round(frame.border.left()) - 12
    Mouse(swept.plot).drag(
        QPoint(x, round(frame.y(0.5))), QPoint(x, round(frame.border.bottom()) + 30)
    )
    (text,) = filters(session)
    assert text.startswith("loss <= 0.6")


def test_that_a_drag_across_the_plot_is_both(swept, session):
    frame = swept.plot.frame_now
    Mouse(swept.plot).drag(
        QPoint(round(frame.x(0.5)), round(frame.y(0.5))),
        QPoint(round(frame.right) + 4, round(frame.bottom) + 4),
    )
    across, upward = filters(session)
    assert across == "trial >= 7"
    assert upward.startswith("loss <= 0.6")


def test_that_a_flat_drag_in_the_plot_means_the_trials_only(swept, session):
    frame = swept.plot.frame_now
    y = round(frame.y(0.9))
    Mouse(swept.plot).drag(QPoint(round(frame.x(0.5)), y), QPoint(round(frame.right) + 4, y + 3))
    assert filters(session) == ["trial >= 7"]


def test_that_escape_gives_up_a_drag_and_then_clears_the_filters(swept, session):
    frame, plot = swept.plot.frame_now, swept.plot
    mouse = Mouse(plot)
    mouse.press(QPoint(round(frame.x(0.1)), round(frame.y(0.2))))
    mouse.move(QPoint(round(frame.x(0.6)), round(frame.y(0.8))))
    assert filters(session)
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert not filters(session)
    mouse.release(QPoint(round(frame.x(0.6)), round(frame.y(0.8))))
    assert not filters(session)


def test_that_a_double_click_clears_the_ranges_of_both_axes(swept, session):
    frame, mouse = swept.plot.frame_now, Mouse(swept.plot)
    mouse.drag(
        QPoint(round(frame.x(0.5)), round(frame.y(0.5))),
        QPoint(round(frame.right) + 4, round(frame.bottom) + 4),
    )
    mouse.double_click(QPoint(round(frame.x(0.3)), round(frame.y(0.3))))
    assert not filters(session)


def test_that_the_runs_of_several_sweeps_are_filtered_by_when_they_started(history, tell, session):
    first, second = a_batch(1), a_batch(2, created=NOON + 3600)
    tell([*runs_of(first, 6), *runs_of(second, 6)], [first, second])
    history.plot.grab()
    frame = history.plot.frame_now
    y = round(frame.border.bottom()) + 12
    Mouse(history.plot).drag(QPoint(round(frame.x(0.5)), y), QPoint(round(frame.right) + 4, y))
    (text,) = filters(session)
    assert text.startswith("started >= '2026-11-23 1")
    assert {session.frame.run(at).batch for at in session.focus.nonzero()[0]} == {second.id}


def test_that_the_time_can_be_put_across(swept, session):
    swept.by_time.click()
    swept.plot.grab()
    assert swept.plot.axes.title == "started"
    frame = swept.plot.frame_now
    y = round(frame.border.bottom()) + 12
    Mouse(swept.plot).drag(QPoint(round(frame.left) - 4, y), QPoint(round(frame.x(0.5)), y))
    (text,) = filters(session)
    assert text.startswith("started < ")
    assert int(session.focus.sum()) == 6


def test_that_the_run_under_the_mouse_is_hovered_everywhere(swept, session):
    mouse = Mouse(swept.plot)
    mouse.hover(place(swept, 5))
    assert session.frame.run(session.frame.position(session.hover)).trial == 5
    mouse.move(QPoint(1, 1))
    assert session.hover is None


def test_that_a_click_picks_a_run_and_ctrl_adds_one(swept, session):
    mouse, control = Mouse(swept.plot), Qt.KeyboardModifier.ControlModifier
    mouse.click(place(swept, 5))
    mouse.click(place(swept, 8), control)
    assert [session.frame.run(session.frame.position(i)).trial for i in session.highlight] == [5, 8]
    mouse.click(place(swept, 5), control)
    assert len(session.highlight) == 1
    mouse.click(QPoint(round(swept.plot.frame_now.x(0.95)), round(swept.plot.frame_now.y(0.95))))
    assert session.highlight == ()


def test_that_ctrl_and_a_double_click_pin_a_run_and_so_does_p(swept, session):
    session.set_selection(Selection(clauses=(Within("loss", None, 8.0),)))
    mouse, plot = Mouse(swept.plot), swept.plot
    mouse.double_click(place(swept, 5), Qt.KeyboardModifier.ControlModifier)
    mouse.hover(place(swept, 8))
    QTest.keyClick(plot, Qt.Key.Key_P)
    assert [session.frame.run(session.frame.position(i)).trial for i in session.pins] == [5, 8]
    assert filters(session) == ["loss <= 8"]
    mouse.move(QPoint(1, 1))
    session.set_highlight([])
    QTest.keyClick(plot, Qt.Key.Key_N)
    assert session.frame.run(session.frame.position(session.hover)).trial == 12


def test_that_the_arrow_keys_walk_from_run_to_run(swept, session):
    def trial():
        return session.frame.run(session.frame.position(session.highlight[-1])).trial

    QTest.keyClick(swept.plot, Qt.Key.Key_Left)
    assert trial() == 12
    QTest.keyClick(swept.plot, Qt.Key.Key_Left)
    assert trial() == 11
    QTest.keyClick(swept.plot, Qt.Key.Key_Right)
    QTest.keyClick(swept.plot, Qt.Key.Key_Right)
    assert trial() == 12


def test_that_picked_pinned_and_hovered_runs_are_drawn(swept, session):
    ids = session.frame.ids
    pictures = [swept.plot.grab().toImage()]
    for change in (
        lambda: session.set_highlight((ids[3],)),
        lambda: session.set_pins((ids[6],), "pin"),
        lambda: session.set_hover(ids[9]),
    ):
        change()
        pictures.append(swept.plot.grab().toImage())
        assert pictures[-1] != pictures[-2]


def test_that_a_positive_objective_can_have_a_logarithmic_axis(swept, session):
    assert swept.log.isVisible()
    swept.log.click()
    swept.plot.grab()
    assert swept.plot.axes.scale.log
    session.undo_stack.undo()
    swept.plot.grab()
    assert not swept.plot.axes.scale.log
    assert not swept.log.isChecked()


def test_that_values_below_zero_have_none(history, tell):
    batch = a_batch()
    tell(runs_of(batch, 5), [batch])
    history.plot.grab()
    assert history.log.isHidden()


def test_that_failed_and_running_runs_stand_on_a_strip_of_their_own(history, tell, session):
    batch = a_batch(status=Status.RUNNING)
    at_work = replace(a_run(batch, 3), status=Status.RUNNING, scalars={})
    tell([a_run(batch, 1), failed(a_run(batch, 2)), at_work, a_run(batch, 4)], [batch])
    history.plot.grab()
    plot = history.plot
    assert place(history, 2).y() == place(history, 3).y() == round(plot.frame_now.lane_y)
    Mouse(plot).click(place(history, 2))
    assert session.frame.run(session.frame.position(session.highlight[0])).trial == 2


def test_that_a_running_run_with_a_value_stands_at_it(history, tell):
    batch = a_batch(status=Status.RUNNING)
    at_work = replace(a_run(batch, 2), status=Status.RUNNING)
    tell([a_run(batch, 1), at_work], [batch])
    history.plot.grab()
    assert place(history, 2).y() < history.plot.frame_now.bottom + 1


def test_that_very_many_runs_are_shown_and_can_be_picked(history, tell, session):
    batch = a_batch()
    scalars = [{"loss": ScalarSummary(v, v, v, v, v, 1, 0)} for v in (n % 97 for n in range(6000))]
    tell([a_run(batch, n + 1, scalars=own) for n, own in enumerate(scalars)], [batch])
    whole = history.plot.grab().toImage()
    best = Within("loss", None, 5)
    session.preview_selection(session.selection.with_clause(best))
    assert history.plot.grab().toImage() != whole
    assert int(history.plot.in_focus.sum()) == int(session.focus.sum()) > 0
    Mouse(history.plot).click(place(history, 3000))
    assert len(session.highlight) == 1


def test_that_a_hidden_history_does_nothing_until_it_is_seen(swept, tell, session):
    swept.hide()
    before = swept.plot.runs
    tell([a_run(a_batch(), 13)])
    session.set_hover(session.frame.ids[0])
    assert swept.plot.runs is before
    swept.show()
    swept.plot.grab()
    assert swept.plot.runs.rows.size == 13


def test_that_the_plot_is_not_made_before_the_dock_is_seen(qtbot, session, themes, tell):
    view = HistoryView(session, themes)
    qtbot.addWidget(view)
    batch = a_batch()
    tell(runs_of(batch, 3), [batch])
    assert view._plot is None
