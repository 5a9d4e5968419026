"""What a sweep may try stands beside its axes, and what it will try next is marked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guild_desktop.core.run import Status
from guild_desktop.gui.plots.axis_scale import CategoryScale, NumberScale, Span
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.search_bands import Allowed, band_parts, planned_runs, proposals
from tests.gui.plots.conftest import batch_with, make_run, make_sweep

FLAGS = {
    "x": "[-1.0:1.0]",
    "lr": "loguniform[0.001:0.01]",
    "layers": "[2, 4]",
    "optimizer": "choice[adam, sgd]",
    "noise": "0.1",
}


@pytest.fixture
def plot(session, themes, shown, add):
    add(make_sweep(100), [batch_with(FLAGS)])
    return shown(ParallelPlot(session, themes))


def axis(plot, name):
    return next(axis for axis in plot.axes.shown if axis.name == name)


def test_that_each_kind_of_expression_says_what_it_allows(plot):
    allowed = {name: plot.search_bands.of(axis(plot, name)) for name in FLAGS}
    assert allowed == {
        "x": Allowed(Span(-1.0, 1.0)),
        "lr": Allowed(Span(0.001, 0.01)),
        "layers": Allowed(values=(2, 4)),
        "optimizer": Allowed(values=("adam", "sgd")),
        "noise": Allowed(values=(0.1,)),
    }
    assert plot.search_bands.of(axis(plot, "loss")) is None


def test_that_a_band_is_seen_where_values_are_allowed_and_nowhere_else(plot):
    image = plot.grab().toImage()
    scale, left = axis(plot, "x").scale, 17
    inside, outside = (
        image.pixelColor(point.x() - left, point.y())
        for point in (plot.axis_point("x", float(scale.fraction(at))) for at in (0.95, 1.8))
    )
    assert inside != plot.theme.surface
    assert outside == plot.theme.surface


def test_that_the_newest_sweep_counts(plot, add):
    newer = replace(batch_with({"x": "[0.0:0.5]"}), id="c", sequence=1)
    single = replace(batch_with({"x": "3"}), id="d", sequence=2, hidden=True)
    add([], [newer, single])
    plot.catch_up()
    assert plot.search_bands.of(axis(plot, "x")) == Allowed(Span(0.0, 0.5))
    assert plot.search_bands.of(axis(plot, "lr")) is None


@pytest.mark.parametrize("text", ["[", "linspace[0:1", "loguniform[-1:0]"])
def test_that_an_expression_that_cannot_be_read_has_no_band(plot, add, text):
    add([], [replace(batch_with({"x": text}), id="c", sequence=1)])
    plot.grab()
    assert plot.search_bands.of(axis(plot, "x")) is None


def test_that_a_long_list_is_told_by_its_range(plot, add):
    add([], [replace(batch_with({"x": "range[0:1000]"}), id="c", sequence=1)])
    plot.catch_up()
    assert plot.search_bands.of(axis(plot, "x")) == Allowed(Span(0.0, 1000.0))


def test_that_bands_lie_where_their_values_do():
    flipped = NumberScale(0.0, 4.0, flipped=True)
    assert band_parts(Allowed(Span(0.0, 1.0)), flipped, 300) == [(0.75, 1.0)]
    ((first, last),) = band_parts(Allowed(values=(2.0, 9.0, "text")), NumberScale(0.0, 4.0), 300)
    assert first < 0.5 < last
    texts = CategoryScale(("adam", "adamw", "sgd"), (0, 1, 2))
    assert len(band_parts(Allowed(values=("adam", "sgd", 1)), texts, 300)) == 2


def test_that_planned_runs_are_marked_on_the_axes_of_flags(session, plot, add):
    before = plot.grab().toImage()
    flags = {"x": 1.75, "noise": 0.1, "lr": 0.01, "layers": 3, "optimizer": "sgd"}
    add([make_run(300 + i, {**flags, "x": 1.75 - i}, Status.PENDING, None) for i in range(3)])
    plot.catch_up()
    index = plot.axes.shown.index(axis(plot, "x"))
    planned = planned_runs(plot.runs, session.frame)
    places = proposals(plot.runs, planned, index, plot.geometry_now.length)
    expected = plot.axes.shown[index].scale.fraction([-0.25, 0.75, 1.75]).tolist()
    assert places == pytest.approx(expected, abs=0.02)
    assert plot.grab().toImage() != before
    assert proposals(plot.runs, planned, len(plot.axes.shown) - 1, 300.0) == []


def test_that_a_grid_of_thousands_has_marks_that_can_be_told_apart(session, themes, shown, add):
    add([make_run(i, {"x": i / 7}, Status.PENDING, None) for i in range(3000)])
    plot = shown(ParallelPlot(session, themes))
    planned = planned_runs(plot.runs, session.frame)
    assert planned.size == 3000
    assert len(proposals(plot.runs, planned, 0, plot.geometry_now.length)) <= 40
