"""The curves dock: a scalar by step, read from the store while it is looked at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from guild_desktop.core.batch import Objective
from guild_desktop.core.clause import Within
from guild_desktop.core.run import Status
from guild_desktop.gui.docks.curves_dock import CurvesView
from guild_desktop.gui.plots import curve_choice
from guild_desktop.store.store import Changes
from tests.gui.docks.stored_runs import Library, library
from tests.gui.plots.conftest import Mouse

__all__ = ["library"]


@pytest.fixture
def curves(qtbot, session, themes):
    view = CurvesView(session, themes)
    qtbot.addWidget(view)
    view.resize(450, 300)
    view.show()
    view.grab()
    qtbot.waitUntil(lambda: view._plot is not None and view._plot.isVisible())
    yield view
    view.plot.reader.close()


@pytest.fixture
def drawn(qtbot, curves):
    """Waits until all chosen curves have been read and drawn."""

    def wait():
        def ready():
            curves.plot.grab()
            return not curves.plot.is_moving and not curves.plot.reader.waiting

        qtbot.waitUntil(ready)
        curves.plot.grab()
        return curves.plot

    return wait


def falling(end: float, count: int = 10) -> list[float]:
    return np.linspace(end + 2.0, end, count).tolist()


def middle_of(plot, run_id):
    row = plot.session.frame.position(run_id)
    (line,) = [line for line in plot.lines if line.row == row]
    at = line.xs.size // 2
    return QPoint(round(float(line.xs[at])), round(float(line.ys[at])))


def test_that_a_curve_that_was_stopped_early_ends_with_the_sign_of_its_state(library, drawn):
    stopped, whole = library.add([falling(1.0, 5), falling(0.0)])
    plain = drawn().grab().toImage()
    run = library.store.run(stopped)
    ends = {}
    for run_id in (stopped, whole):
        row = library.session.frame.position(run_id)
        (line,) = [line for line in drawn().lines if line.row == row]
        ends[run_id] = (round(float(line.xs[-1])), round(float(line.ys[-1])))
    changed = (replace(run, status=Status.PRUNED),)
    library.session.apply(Changes(library.session.frame.revision, changed, (), ()))
    marked = drawn().grab().toImage()

    def differs_beside(run_id):
        x, y = ends[run_id]
        return plain.pixelColor(x + 2, y - 1) != marked.pixelColor(x + 2, y - 1)

    assert differs_beside(stopped)
    assert not differs_beside(whole)


def test_that_a_run_stopped_at_its_first_step_is_the_end_of_a_curve(library, drawn):
    once, _whole, stopped = library.add([[3.0], falling(0.0), [4.0]])
    run = library.store.run(stopped)
    changed = (replace(run, status=Status.PRUNED),)
    library.session.apply(Changes(library.session.frame.revision, changed, (), ()))
    rows = {line.row: line for line in drawn().lines}
    frame = library.session.frame
    assert frame.position(once) not in rows
    assert rows[frame.position(stopped)].xs.size == 1


def test_that_without_runs_a_sentence_says_so(curves):
    curves.plot.grab()
    assert "No runs yet" in curves.plot.empty_sentence()


def test_that_runs_without_steps_are_told_how_to_get_curves(curves, library: Library):
    library.add([[0.5], [0.25]])
    curves.plot.grab()
    assert "loss: 0.25 (step 3)" in curves.plot.empty_sentence()
    assert curves.sentence == ""


def test_that_each_run_in_focus_has_its_curve(curves, library: Library, drawn):
    ids = library.add([falling(0.1), falling(0.5), [0.3], []])
    plot = drawn()
    assert {plot.session.frame.ids[row] for row in plot.curves} == set(ids[:2])
    assert list(plot.curves[0].ys) == falling(0.1)
    assert curves.sentence == "2 runs · 2 without steps of loss"


def test_that_a_filter_leaves_its_runs_only(curves, library: Library, drawn, session):
    library.add([falling(0.1), falling(0.5), falling(0.9)])
    drawn()
    session.set_selection(session.selection.with_clause(Within("loss", None, 0.6)))
    assert len(drawn().curves) == 2


def test_that_a_pinned_run_out_of_focus_stays(curves, library: Library, drawn, session):
    ids = library.add([falling(0.1), falling(0.5), falling(0.9)])
    session.set_pins((ids[2],), "pin")
    session.set_selection(session.selection.with_clause(Within("loss", None, 0.2)))
    assert set(drawn().curves) == {0, 2}


def test_that_a_running_curve_grows(curves, library: Library, drawn, qtbot):
    run = library.start(falling(1.0, 5))
    assert drawn().curves[0].ys.size == 5
    library.report(run, [0.9, 0.8, 0.7], first=5)
    library.tell()

    def grown():
        curves.plot.grab()
        return curves.plot.curves[0].ys.size == 8

    qtbot.waitUntil(grown)
    assert curves.plot.curves[0].ys[-1] == 0.7


def test_that_any_scalar_can_be_chosen(curves, library: Library, drawn, session):
    ids = library.add([falling(0.1), falling(0.5)])
    library.report(library.store.run(ids[1]), [0.1, 0.2, 0.3], tag="accuracy")
    library.tell()
    names = [curves.scalar.itemData(at) for at in range(curves.scalar.count())]
    assert names == ["loss", "accuracy"]
    curves.scalar.setFocus()
    QTest.keyClick(curves.scalar, Qt.Key.Key_Down)
    plot = drawn()
    assert plot.tag == "accuracy"
    assert list(plot.curves) == [1]


def test_that_another_goal_is_shown_at_once(curves, library: Library, drawn, session):
    library.add([falling(0.1)])
    drawn()
    session.set_objective(Objective("accuracy", "maximize"))
    assert drawn().tag == "accuracy"
    assert curves.scalar.currentData() == "accuracy"


def test_that_many_runs_become_a_band_with_the_best_few_as_lines(
    curves, library: Library, drawn, monkeypatch
):
    monkeypatch.setattr(curve_choice, "MOST_LINES", 8)
    library.add([falling(at / 10) for at in range(11)])
    plot = drawn()
    assert plot.band is not None
    assert plot.band.median[-1] == pytest.approx(0.5)
    assert plot.band.low[-1] == pytest.approx(0.1)
    assert plot.band.high[-1] == pytest.approx(0.9)
    assert sorted(line.row for line in plot.lines) == [0, 1, 2, 3, 4]
    assert "median and middle 80 %" in curves.sentence


def test_that_only_so_many_series_are_read_and_it_says_so(
    curves, library: Library, drawn, monkeypatch
):
    monkeypatch.setattr(curve_choice, "MOST_READ", 3)
    library.add([falling(at / 10) for at in (5, 1, 4, 2, 3)])
    plot = drawn()
    assert sorted(plot.curves) == [1, 3, 4]
    assert curves.sentence == "The best 3 of 5 runs with steps"


def test_that_smoothing_keeps_the_raw_values_behind(curves, library: Library, drawn):
    library.add([[0.0, 1.0] * 20])
    drawn()
    curves.smoothing.setFocus()
    QTest.keyClick(curves.smoothing, Qt.Key.Key_End)
    (curve,) = drawn().curves.values()
    assert np.ptp(curve.ys[10:]) < 0.1
    assert np.ptp(curve.raw) == 1.0


def test_that_runs_of_different_length_can_be_compared_by_share(curves, library: Library, drawn):
    library.add([falling(0.1, 10), falling(0.5, 20)])
    drawn()
    curves.relative.click()
    plot = drawn()
    assert [curve.xs[-1] for curve in plot.curves.values()] == [1.0, 1.0]


def test_that_a_logarithmic_scale_is_offered_for_positive_values(curves, library: Library, drawn):
    library.add([falling(0.1)])
    drawn()
    curves.log.click()
    assert drawn().upward.log
    curves.log.click()
    assert not drawn().upward.log


def test_that_the_curve_under_the_mouse_is_hovered_and_a_click_picks_it(
    curves, library: Library, drawn, session
):
    ids = library.add([falling(0.1), falling(3.0)])
    mouse, plot = Mouse(drawn()), curves.plot
    mouse.hover(middle_of(plot, ids[1]))
    assert session.hover == ids[1]
    mouse.click(middle_of(plot, ids[1]))
    mouse.click(middle_of(drawn(), ids[0]), Qt.KeyboardModifier.ControlModifier)
    assert session.highlight == (ids[1], ids[0])
    mouse.click(QPoint(round(plot.frame_now.right) - 5, round(plot.frame_now.top) + 5))
    assert session.highlight == ()


def test_that_ctrl_and_a_double_click_pin_the_run_of_a_curve_and_so_does_p(
    curves, library: Library, drawn, session
):
    ids = library.add([falling(0.1), falling(0.5)])
    plot = drawn()
    mouse = Mouse(plot)
    mouse.double_click(middle_of(plot, ids[1]), Qt.KeyboardModifier.ControlModifier)
    assert session.pins == (ids[1],)
    mouse.hover(middle_of(plot, ids[0]))
    QTest.keyClick(plot, Qt.Key.Key_P)
    assert session.pins == (ids[1], ids[0])


def test_that_up_and_down_walk_through_the_lines_by_merit(curves, library: Library, drawn, session):
    ids = library.add([falling(0.5), falling(0.1), falling(0.9)])
    drawn()
    for key, expected in (("Down", 1), ("Down", 0), ("Down", 2), ("Up", 0)):
        QTest.keyClick(curves.plot, getattr(Qt.Key, f"Key_{key}"))
        drawn()
        assert session.highlight == (ids[expected],)


def test_that_picked_pinned_and_hovered_curves_stand_out(curves, library: Library, drawn, session):
    ids = library.add([falling(0.1), falling(0.5), falling(0.9)])
    pictures = [drawn().grab().toImage()]
    for change in (
        lambda: session.set_highlight((ids[0],)),
        lambda: session.set_pins((ids[1],), "pin"),
        lambda: session.set_hover(ids[2]),
    ):
        change()
        pictures.append(drawn().grab().toImage())
        assert pictures[-1] != pictures[-2]


def test_that_a_store_that_cannot_be_read_is_told(curves, library: Library, qtbot, session):
    library.add([falling(0.1)])
    session.home.store_file.rename(session.home.path / "away")
    session.home.store_file.mkdir()

    def told():
        curves.plot.grab()
        return curves.plot.empty_sentence() not in {"Reading…", ""}

    qtbot.waitUntil(told)
    assert "store" in curves.plot.empty_sentence()


def test_that_nothing_is_read_while_the_dock_is_hidden(curves, library: Library, drawn):
    drawn()
    curves.hide()
    library.add([falling(0.1)])
    assert not curves.plot.curves
    assert not curves.plot.reader.waiting
    curves.show()
    assert len(drawn().curves) == 1


def test_that_the_plot_is_not_made_before_the_dock_is_seen(qtbot, session, themes, library):
    view = CurvesView(session, themes)
    qtbot.addWidget(view)
    library.add([falling(0.1)])
    assert view._plot is None
