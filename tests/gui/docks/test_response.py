"""The response dock: slices and contours of the model with the runs, linked with everything else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Status
from guild_desktop.gui.docks.response_dock import ResponseView
from guild_desktop.gui.live.analyses import Wanted
from guild_desktop.gui.plots.axis_scale import CategoryScale, NumberScale
from guild_desktop.gui.plots.plot_picture import plot_image, plot_svg
from guild_desktop.gui.plots.plot_view import Stale
from guild_desktop.gui.plots.response_reading import flags_at, read_model
from guild_desktop.gui.plots.response_surface import sampled
from tests.analysis.swept import sweep
from tests.gui.docks.told_analyses import ToldAnalyses

FLAGS = {"x": "[-2.0:2.0]", "rate": "loguniform[1e-4:1.0]", "kind": "choice[a, b, c]"}
LEFT = Qt.MouseButton.LeftButton


def valley(params):
    return (params["x"] - 0.5) ** 2 + {"a": 0.0, "b": 0.5, "c": 2.0}[params["kind"]]


@pytest.fixture
def analyses(session):
    analyses = ToldAnalyses(session)
    yield analyses
    analyses.finish()


@pytest.fixture
def response(qtbot, session, themes, analyses):
    view = ResponseView(session, themes, analyses)
    qtbot.addWidget(view)
    view.resize(560, 380)
    view.show()
    view.grab()
    qtbot.waitUntil(lambda: view._plot is not None)
    view.grab()
    return view


@pytest.fixture
def found():
    """Thirty runs, two of which failed."""
    batch, runs = sweep(FLAGS, 30, valley)
    runs[5:7] = [replace(run, status=Status.ERROR, scalars={}) for run in runs[5:7]]
    return batch, runs


@pytest.fixture
def swept(response, analyses, tell, found):
    batch, runs = found
    tell(runs, [batch])
    analyses.tell_of(batch, runs)
    pick(response.across, "x")
    settle(response)
    return response


def settle(view):
    """Let what has become visible take its room, and the plot its new size."""
    QApplication.processEvents()
    view.plot.catch_up()


def pick(choice, data):
    choice.setCurrentIndex(choice.findData(data))
    choice.activated.emit(choice.currentIndex())


def filters(session):
    return [clause.text for clause in session.selection.clauses]


def drag(view, start, end):
    port = view.plot.viewport()
    QTest.mousePress(port, LEFT, pos=start)
    QTest.mouseMove(port, (start + end) / 2)
    QTest.mouseMove(port, end)
    QTest.mouseRelease(port, LEFT, pos=end)


def inside(view, across, upward):
    frame = view.plot.frame_now
    return QPoint(round(frame.x(across)), round(frame.y(upward)))


def test_that_a_slice_is_drawn_over_the_whole_range(swept):
    plot = swept.plot
    assert plot.axes.slice.flag == "x"
    scale = plot.axes.across.scale
    assert isinstance(scale, NumberScale)
    assert (scale.low, scale.high) == (-2.0, 2.0)
    assert np.isfinite(plot.xs).all()


def test_that_the_scale_is_that_of_the_search(swept):
    pick(swept.across, "rate")
    settle(swept)
    scale = swept.plot.axes.across.scale
    assert scale.log
    assert float(scale.fraction(1e-2)) == pytest.approx(0.5)
    pick(swept.across, "kind")
    settle(swept)
    assert isinstance(swept.plot.axes.across.scale, CategoryScale)
    assert swept.plot.axes.slice.values == ("a", "b", "c")


def test_that_the_marks_and_the_runs_are_told(swept):
    for words in ("★ model's best", "✕ lowest seen", "△ next", "uses 28 of 30 runs: 2 failed"):
        assert words in swept.sentence


def test_that_a_lucky_run_is_called_so(swept, analyses):
    analysis = analyses.now.analysis
    seen = replace(analysis.response.seen_best, is_lucky=True)
    lucky = replace(analysis, response=replace(analysis.response, seen_best=seen))
    analyses.tell(lucky, batch=analyses.now.batch)
    assert "(lucky?)" in swept.sentence


def test_that_a_drag_across_keeps_a_range_of_the_flag(swept, session):
    drag(swept, inside(swept, 0.25, 0.5), inside(swept, 0.75, 0.5))
    assert len(filters(session)) == 1
    assert filters(session)[0].startswith("x in ")
    low, high = (float(end) for end in filters(session)[0][6:-1].split(":"))
    assert (low, high) == (pytest.approx(-1.0, abs=0.05), pytest.approx(1.0, abs=0.05))
    settle(swept)
    assert swept.plot.kept(swept.plot.axes.across)
    session.undo_stack.undo()
    assert filters(session) == []


def test_that_a_drag_in_both_directions_keeps_both(swept, session):
    drag(swept, inside(swept, 0.3, 0.1), inside(swept, 0.7, 0.6))
    assert [text.split()[0] for text in filters(session)] == ["x", "loss"]


def test_that_a_drag_over_texts_keeps_those(swept, session):
    pick(swept.across, "kind")
    settle(swept)
    drag(swept, inside(swept, 0.02, 0.5), inside(swept, 0.6, 0.5))
    assert filters(session) == ["kind in (a, b)"]
    settle(swept)
    assert len(swept.plot.kept(swept.plot.axes.across)) == 2


def test_that_a_click_picks_a_run_and_escape_clears(swept, session):
    plot = swept.plot
    at = next(at for at in range(len(plot.xs)) if plot.runs.lane[1, at] == 0)
    QTest.mouseClick(
        plot.viewport(), LEFT, pos=QPoint(round(float(plot.xs[at])), round(float(plot.ys[at])))
    )
    assert len(session.highlight) == 1
    drag(swept, inside(swept, 0.25, 0.5), inside(swept, 0.75, 0.5))
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert filters(session) == []


def test_that_a_second_flag_makes_a_contour(swept, analyses, found):
    pick(swept.down, "kind")
    settle(swept)
    assert swept.plot.axes.contour is None
    assert analyses._wanted == Wanted(("x", "kind"))
    analyses.tell_of(*found, pair=("x", "kind"))
    settle(swept)
    axes = swept.plot.axes
    mean, deviation = sampled(axes.contour, axes.across, axes.upward)
    assert mean.shape == deviation.shape
    # The first text is on top, and it is the best.
    assert mean[-1].mean() < mean[0].mean()
    assert deviation.min() >= 0


def test_that_a_rectangle_on_a_contour_is_two_filters(swept, session, analyses, found):
    pick(swept.down, "rate")
    analyses.tell_of(*found, pair=("x", "rate"))
    settle(swept)
    drag(swept, inside(swept, 0.2, 0.2), inside(swept, 0.6, 0.7))
    assert [text.split()[0] for text in filters(session)] == ["x", "rate"]


def test_that_the_same_flag_twice_is_a_slice(swept, analyses):
    pick(swept.down, "x")
    assert swept.down.currentData() is None
    assert analyses._wanted == Wanted()


def test_that_other_flags_follow_the_picked_run(swept, session, analyses):
    run = session.frame.run(3)
    session.set_highlight([run.id])
    pick(swept.context, "run")
    assert analyses._wanted == Wanted(None, "run", run.id)
    other = session.frame.run(4)
    session.set_highlight([other.id])
    assert analyses._wanted.context_run == other.id
    pick(swept.context, "average")
    assert analyses._wanted == Wanted(None, "average", "")


def test_that_the_mouse_reads_the_model(swept):
    plot = swept.plot
    reading = read_model(plot, QPointF(plot.frame_now.x(0.625), plot.frame_now.y(0.9)))
    assert reading.words.startswith("x = 0.5: ")
    assert "±" in reading.words
    along = plot.axes.slice
    assert reading.mean == pytest.approx(np.interp(0.5, along.values, along.mean))
    assert read_model(plot, QPointF(0.0, 0.0)) is None


def test_that_the_flags_of_a_place_go_into_the_run_panel(swept, qtbot, analyses):
    place = inside(swept, 0.125, 0.02)
    QTest.mouseMove(swept.plot.viewport(), place)
    with qtbot.waitSignal(swept.flags_wanted) as taken:
        QTest.keyClick(swept.plot, Qt.Key.Key_Return)
    batch_id, flags = taken.args
    best = analyses.now.analysis.response.model_best.flags
    assert batch_id == analyses.now.batch.id
    assert flags == {**best, "x": -1.5}
    (use,) = swept.plot.own_menu(place).actions()
    assert "x = -1.5" in use.toolTip()
    with qtbot.waitSignal(swept.flags_wanted) as taken:
        use.trigger()
    assert taken.args[1] == flags


def test_that_on_a_point_the_flags_are_those_of_the_run(swept, qtbot, session):
    plot = swept.plot
    at = next(at for at in range(len(plot.xs)) if plot.runs.lane[1, at] == 0)
    point = QPointF(float(plot.xs[at]), float(plot.ys[at]))
    run = session.frame.run(int(plot.runs.rows[at]))
    assert flags_at(plot, point) == run.flags


def test_that_of_two_flags_a_place_has_both(swept, analyses, found):
    pick(swept.down, "kind")
    analyses.tell_of(*found, pair=("x", "kind"))
    settle(swept)
    reading = read_model(swept.plot, QPointF(inside(swept, 0.75, 0.95)))
    assert reading.flags == {"x": 1.0, "kind": "a"}
    assert reading.deviation > 0


def test_that_the_lines_of_a_surface_are_made_once(swept, analyses, found, session):
    pick(swept.down, "rate")
    analyses.tell_of(*found, pair=("x", "rate"))
    settle(swept)
    first = swept.plot.surface
    session.set_hover(session.frame.run(3).id)
    swept.plot.mark(Stale.RUNS)
    settle(swept)
    assert swept.plot.surface is first
    analyses.tell_of(*found, pair=("x", "rate"), context="average")
    settle(swept)
    assert swept.plot.surface is not first


def test_that_arrow_keys_move_the_place_that_is_read(swept):
    plot = swept.plot
    QTest.keyClick(plot, Qt.Key.Key_Right)
    first = read_model(plot, plot.pointer).flags["x"]
    for _ in range(3):
        QTest.keyClick(plot, Qt.Key.Key_Left)
    assert read_model(plot, plot.pointer).flags["x"] < first


def test_that_flags_of_what_nothing_can_run_stay_where_they_are(swept, qtbot, analyses):
    batch = analyses.now.batch
    table = replace(batch, operation=replace(batch.operation, kind="table"))
    analyses.tell(analyses.now.analysis, batch=table)
    place = inside(swept, 0.125, 0.02)
    QTest.mouseMove(swept.plot.viewport(), place)
    with qtbot.assertNotEmitted(swept.flags_wanted):
        QTest.keyClick(swept.plot, Qt.Key.Key_Return)
    assert not swept.plot.own_menu(place).actions()[0].isEnabled()


def test_that_a_proposal_can_be_taken(swept, qtbot, analyses):
    actions = swept.next.menu().actions()
    assert len(actions) == len(analyses.now.analysis.response.proposals) > 0
    with qtbot.waitSignal(swept.flags_wanted) as taken:
        actions[0].trigger()
    batch_id, flags = taken.args
    assert batch_id == analyses.now.batch.id
    assert set(flags) == set(FLAGS)


def test_that_what_is_missing_is_a_sentence_in_place_of_the_plot(response, analyses, tell, session):
    assert "No sweep in view yet" in response.plot.empty_sentence()
    batch, runs = sweep(FLAGS, 3, valley)
    tell(runs, [batch])
    analyses.tell(batch=batch)
    assert response.plot.empty_sentence() == "Looking at the runs…"
    analyses.tell_of(batch, runs)
    assert response.plot.empty_sentence() == "Too few runs: 3 of the 5 needed for 3 flags."
    assert not response.across.isVisibleTo(response)
    analyses.tell(batch=batch, error=UserError("It was given up."))
    assert response.plot.empty_sentence() == "It was given up."
    response.grab()


def test_that_a_flag_is_shown_when_the_importance_asks_for_it(swept):
    swept.show_flags(("rate", "kind"))
    assert (swept.across.currentData(), swept.down.currentData()) == ("rate", "kind")
    swept.show_flags(("kind",))
    assert (swept.across.currentData(), swept.down.currentData()) == ("kind", None)


def test_that_the_plot_can_be_exported(swept, themes, analyses, found):
    assert not plot_image(swept.plot, 2, themes.theme).isNull()
    pick(swept.down, "rate")
    analyses.tell_of(*found, pair=("x", "rate"))
    assert b"<svg" in plot_svg(swept.plot, themes.theme)


@pytest.mark.parametrize("value", [1e300, -1e300])
def test_that_a_run_far_off_leaves_the_plot_standing(response, analyses, tell, value):
    batch, runs = sweep(FLAGS, 30, valley)
    summary = replace(runs[4].scalars["loss"], last=value)
    runs[4] = replace(runs[4], scalars={"loss": summary})
    tell(runs, [batch])
    analyses.tell_of(batch, runs)
    assert not response.grab().isNull()
    assert response.plot.axes.slice is not None


def test_that_where_there_is_little_room_it_is_the_plots(swept):
    assert swept._words.isVisibleTo(swept)
    assert swept.plot.has_strip
    swept.resize(320, 200)
    settle(swept)
    assert not swept._words.isVisibleTo(swept)
    assert not swept.plot.has_strip
    assert swept.plot.frame_now.height > 40
    swept.resize(560, 380)
    settle(swept)
    assert swept.plot.has_strip


def test_that_thousands_of_runs_are_drawn_as_a_raster(response, analyses, tell, themes):
    batch, runs = sweep(FLAGS, 4200, valley)
    tell(runs, [batch])
    analyses.tell_of(batch, runs, pair=("x", "rate"))
    settle(response)
    assert response.plot._grid is not None
    pick(response.across, "x")
    pick(response.down, "rate")
    settle(response)
    assert response.plot.axes.contour is not None
    assert not plot_image(response.plot, 1, themes.theme).isNull()
