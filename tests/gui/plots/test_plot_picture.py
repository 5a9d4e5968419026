"""Plots as pictures: sharp at every scale, and as shapes and texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from guild_desktop.core.clause import Within
from guild_desktop.core.selection import Selection
from guild_desktop.gui.plots.curves_plot import CurvesPlot
from guild_desktop.gui.plots.history_plot import HistoryPlot
from guild_desktop.gui.plots.parallel_plot import ParallelPlot
from guild_desktop.gui.plots.plot_picture import picture_size, plot_image, plot_svg, png_bytes
from guild_desktop.gui.plots.plot_view import PlotView
from guild_desktop.gui.plots.scatter_plot import ScatterPlot
from tests.gui.plots.conftest import Mouse, make_run, make_sweep

PLOTS = [ParallelPlot, ScatterPlot, HistoryPlot, CurvesPlot]
OF_RUNS = PLOTS[:-1]
SVG = "{http://www.w3.org/2000/svg}"

Make = Callable[..., PlotView]


@pytest.fixture
def make(session, themes, shown, add) -> Make:
    """Makes a plot of some runs, painted."""

    def make(kind, runs=None, size=(900, 420)):
        add(make_sweep(60) if runs is None else runs)
        return shown(kind(session, themes), *size)

    return make


def texts(svg: bytes) -> list[str]:
    return ["".join(each.itertext()) for each in ET.fromstring(svg).iter(f"{SVG}text")]


def count(svg: bytes, kind: str) -> int:
    return sum(1 for _ in ET.fromstring(svg).iter(f"{SVG}{kind}"))


@pytest.mark.parametrize("kind", PLOTS)
@pytest.mark.parametrize("scale", [1, 2, 3])
def test_that_a_picture_has_so_many_dots_to_each_pixel(make: Make, kind, scale: int) -> None:
    plot = make(kind)
    size = picture_size(plot)
    assert size.width() == 900
    assert size.height() >= 420
    image = QImage.fromData(png_bytes(plot_image(plot, scale, plot.theme)))
    assert image.size() == size * scale


@pytest.mark.parametrize("kind", OF_RUNS)
def test_that_a_larger_picture_is_drawn_and_not_enlarged(make: Make, kind) -> None:
    plot = make(kind)
    twice = plot_image(plot, 2, plot.theme)
    half = twice.scaled(twice.size() / 2)
    assert half.scaled(twice.size()) != twice


@pytest.mark.parametrize("kind", OF_RUNS)
def test_that_very_many_runs_are_drawn_at_the_scale_too(make: Make, kind) -> None:
    plot = make(kind, make_sweep(6000))
    twice = plot_image(plot, 2, plot.theme)
    assert twice.scaled(twice.size() / 2).scaled(twice.size()) != twice


@pytest.mark.parametrize("kind", OF_RUNS)
def test_that_making_a_picture_changes_nothing_on_the_screen(make: Make, themes, kind) -> None:
    plot = make(kind)
    before = plot.grab().toImage()
    plot_image(plot, 3, themes.light)
    plot_svg(plot, themes.light)
    assert plot.grab().toImage() == before


def test_that_the_colours_are_explained_above(make: Make, themes) -> None:
    told = texts(plot_svg(make(ParallelPlot), themes.light))
    assert any(text.startswith("best ") for text in told)


@pytest.mark.parametrize("kind", [ParallelPlot, ScatterPlot])
def test_that_axes_are_texts_in_an_svg(make: Make, themes, kind) -> None:
    told = texts(plot_svg(make(kind, size=(1200, 420)), themes.light))
    assert {"x", "noise", "lr", "layers", "optimizer", "loss"} <= set(told)


def test_that_a_run_is_a_shape_as_long_as_they_are_few(make: Make, themes) -> None:
    lines = plot_svg(make(ParallelPlot, make_sweep(60)), themes.light)
    assert count(lines, "polyline") + count(lines, "path") > 60 * 5
    assert count(lines, "image") == 0


def test_that_a_point_is_a_shape_as_long_as_they_are_few(make: Make, themes) -> None:
    points = plot_svg(make(ScatterPlot, make_sweep(60)), themes.light)
    assert count(points, "circle") + count(points, "ellipse") + count(points, "path") > 60 * 10
    assert count(points, "image") == 0


@pytest.mark.parametrize("kind", OF_RUNS)
def test_that_very_many_runs_are_a_picture_within_an_svg(make: Make, themes, kind) -> None:
    runs = [replace(run, started=1e9 + run.sequence) for run in make_sweep(6000)]
    svg = plot_svg(make(kind, runs), themes.light)
    assert count(svg, "image")
    assert len(svg) < 6_000_000


@pytest.mark.parametrize("kind", [ParallelPlot, ScatterPlot])
def test_that_odd_names_and_texts_are_taken_literally(make: Make, themes, session, kind) -> None:
    names = ("<b>&x</b>", "🎉 rate", "אבג", "\x07bell")
    runs = [
        make_run(n, {name: n % 3 if name != "אבג" else f"</text>{n % 3}" for name in names}, loss=n)
        for n in range(9)
    ]
    plot = make(kind, runs, (1400, 420))
    session.set_selection(Selection(clauses=(Within("<b>&x</b>", 0, 1),)))
    told = "".join(texts(plot_svg(plot, themes.light)))
    for part in ("<b>&x</b>", "🎉", "אבג", "bell", "</text>1"):
        assert part in told


def test_that_the_light_background_is_light_whatever_the_window_is(make: Make, themes) -> None:
    plot = make(ParallelPlot)
    themes.choose("dark")
    plot.grab()
    as_shown, light = (
        plot_image(plot, 1, theme).pixelColor(2, 2) for theme in (themes.theme, themes.light)
    )
    themes.choose("light")
    assert as_shown.lightness() < 60
    assert light.lightness() > 240


def test_that_what_follows_the_mouse_is_in_no_picture(make: Make, session) -> None:
    plot = make(ScatterPlot)
    before = plot_image(plot, 1, plot.theme)
    cell = plot.cells[0, 0]
    Mouse(plot).hover(plot.geometry_now.cell(0, 0).center().toPoint())
    session.set_hover(session.frame.ids[plot.runs.rows[0]])
    assert cell is plot.cells[0, 0]
    assert plot_image(plot, 1, plot.theme) == before


def test_that_a_plot_without_runs_says_so_in_its_picture(make: Make, themes) -> None:
    assert "No runs yet" in "".join(texts(plot_svg(make(ParallelPlot, []), themes.light)))


@pytest.mark.parametrize("kind", PLOTS)
def test_that_ctrl_c_copies_the_picture(make: Make, qtbot, kind) -> None:
    plot = make(kind)
    QGuiApplication.clipboard().clear()
    plot.setFocus()
    qtbot.waitUntil(plot.hasFocus)
    QTest.keyClick(plot, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().image().size() == picture_size(plot) * 2


@pytest.mark.parametrize("kind", PLOTS)
def test_that_the_menu_of_every_plot_offers_its_picture(make: Make, qtbot, kind) -> None:
    plot = make(kind)
    QTest.keyClick(plot.viewport(), Qt.Key.Key_Menu)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), plot.mapToGlobal(QPoint(5, 5))
    )
    QApplication.sendEvent(plot.viewport(), event)
    menu = plot.menus.menu if isinstance(plot, ParallelPlot) else plot.picture_menu.menu
    actions = {action.text().partition("\t")[0]: action for action in menu.actions()}
    assert "Copy picture" in actions
    with qtbot.waitSignal(plot.export_wanted) as asked:
        actions["Export picture…"].trigger()
    assert asked.args == [plot]
    menu.close()
