"""What the model expects, in the cells of the scatter matrix: where, along what, and why there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.gui.docks.scatter_dock import ScatterView
from tests.gui.docks.told_analyses import ToldAnalyses
from tests.gui.plots.conftest import make_run

X = {"x": "[0.0:6.0]", "kind": "[a, b]", "size": "[8, 16, 32]"}


def sweep(count=30, shift=0.0):
    """Runs whose loss is that of a bowl about x = 2, half as deep for ``b``; and their sweep."""
    script = Operation(
        "script",
        "/project/train.py",
        "train.py",
        "/usr/bin/python3",
        "/project",
        flags=(
            FlagInfo("x", 0.0, "number"),
            FlagInfo("kind", "a", "string"),
            FlagInfo("size", 8, "number"),
        ),
    )
    batch = Batch("b" * 32, 1, script, X, "bayes", objective=Objective())
    runs = []
    for number in range(count):
        x, kind, size = 6 * number / count, "ab"[number % 2], (8, 16, 32)[number % 3]
        loss = (x - 2.0) ** 2 * (1.0 if kind == "a" else 0.5) + shift
        runs.append(
            make_run(number, {"x": x, "kind": kind, "size": size}, loss=loss, batch=batch.id)
        )
    return batch, runs


@pytest.fixture
def analyses(session):
    return ToldAnalyses(session)


@pytest.fixture
def view(session, themes, analyses, shown, add):
    batch, runs = sweep()
    add(runs, [batch])
    view = shown(ScatterView(session, themes, analyses), 1000, 500)
    view.plot.grab()
    return view


@pytest.fixture
def told(analyses, view):
    return analyses.tell_of(*sweep())


def band_of(view, name):
    plot = view.plot
    names = [plot.axis_of_column(column).name for column in range(len(plot.column_axes))]
    return plot.bands.model[0, names.index(name)]


def test_that_the_model_is_shown_when_it_is_asked_for_and_undone_with_the_rest(view, told, session):
    before = view.plot.grab().toImage()
    assert view.plot.bands.model == {}
    QTest.keyClick(view.plot, Qt.Key.Key_W)
    assert view.plot.grab().toImage() != before
    assert view.model.isChecked()
    session.undo_stack.undo()
    view.plot.catch_up()
    assert view.plot.bands.model == {}
    assert not view.model.isChecked()


def test_that_it_lies_where_the_axes_have_the_values_of_its_slice(view, told):
    view.model.click()
    view.plot.catch_up()
    along = next(each for each in told.response.slices if each.flag == "x")
    plot = view.plot
    band = band_of(view, "x")
    columns = [plot.axis_of_column(column) for column in range(len(plot.column_axes))]
    across = next(axis for axis in columns if axis.name == "x")
    assert not band.by_value
    assert np.allclose(band.xs, across.scale.fraction(along.values))
    assert np.allclose(band.middle, plot.axis_of_row(0).scale.fraction(along.mean))
    assert (band.low <= band.middle).all()
    assert (band.middle <= band.high).all()


def test_that_choices_and_lists_of_numbers_have_a_box_each(view, told):
    view.model.click()
    view.plot.catch_up()
    assert band_of(view, "kind").by_value
    assert len(band_of(view, "kind").xs) == 2
    assert band_of(view, "size").by_value
    assert len(band_of(view, "size").xs) == 3


def test_that_only_cells_of_the_goal_have_one(view, told):
    view.model.click()
    view.plot.catch_up()
    assert {row for row, _ in view.plot.bands.model} == {0}
    assert view.plot.axis_of_row(0).role == "objective"


def test_that_a_logarithm_of_the_goal_keeps_a_band_that_reaches_below_zero(view, told, session):
    view.model.click()
    session.set_arrangement(session.arrangement.scaled("loss", "log"), "a logarithm")
    view.plot.catch_up()
    band = band_of(view, "x")
    assert np.isfinite(band.low).all()
    assert np.isfinite(band.high).all()
    assert view.plot.grab()


def test_that_another_goal_than_the_analysis_had_shows_none(view, told, session):
    view.model.click()
    session.set_objective(Objective("loss", "maximize"))
    view.plot.catch_up()
    assert view.plot.bands.model == {}


def test_that_too_few_runs_for_a_model_are_told(view, analyses, told):
    before = view.plot.grab().toImage()
    refused = replace(told.response, refusal="Too few runs: 3 of the 5 needed.", slices=())
    analyses.tell(replace(told, response=refused))
    view.model.click()
    assert view.plot.grab().toImage() != before
    assert view.plot.bands.model == {}


def test_that_the_chip_is_there_as_soon_as_there_can_be_a_model(
    session, themes, analyses, shown, add
):
    add([make_run(n, {"x": n / 10}, loss=n / 3) for n in range(4)])
    view = shown(ScatterView(session, themes, analyses), 900, 450)
    view.plot.grab()
    assert not view.model.isVisible()
    add([make_run(4, {"x": 0.7}, loss=2.0)])
    view.plot.catch_up()
    assert view.model.isVisible()
