"""Gestures on one axis, without a window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guild_desktop.gui.plots.axis_scale import CategoryScale, NumberScale, Span
from guild_desktop.gui.plots.brush import (
    Grip,
    NumberDrag,
    Part,
    grip_at,
    pick_category,
    sweep_categories,
)

SCALE = NumberScale(0.0, 1.0)
LENGTH = 200.0
OLD = (Span(0.4, 0.6),)


def drag(spans, start, end, *, adding=False):
    gesture = NumberDrag(SCALE, spans, start, LENGTH, adding=adding)
    gesture.move((start + end) / 2)
    return gesture.move(end)


def test_that_a_drag_on_free_axis_replaces_the_ranges():
    assert drag(OLD, 0.7, 0.9) == (Span(0.7, 0.9),)
    assert drag(OLD, 0.9, 0.7) == (Span(0.7, 0.9),)


def test_that_a_drag_with_shift_adds_a_range():
    assert drag(OLD, 0.7, 0.9, adding=True) == (Span(0.4, 0.6), Span(0.7, 0.9))
    assert drag(OLD, 0.5, 0.9, adding=True) == (Span(0.4, 0.6), Span(0.5, 0.9))


def test_that_a_drag_inside_a_range_moves_it():
    assert drag(OLD, 0.5, 0.6) == (Span(0.5, 0.7),)


def test_that_a_range_moved_past_the_end_keeps_its_width_and_opens():
    assert drag(OLD, 0.5, 1.5) == (Span(0.8, None),)


def test_that_an_open_range_moved_inward_closes():
    assert drag((Span(None, 0.3),), 0.1, 0.2) == (Span(0.1, 0.4),)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0.4, 0.2, Span(0.2, 0.6)),
        (0.6, 0.8, Span(0.4, 0.8)),
        (0.6, 1.1, Span(0.4, None)),
        (0.4, -0.1, Span(None, 0.6)),
        (0.4, 0.8, Span(0.6, 0.8)),
    ],
)
def test_that_an_edge_resizes_the_range(start, end, expected):
    assert drag(OLD, start, end) == (expected,)


def test_that_resizing_one_edge_keeps_the_exact_value_of_the_other():
    exact = Span(0.4, 0.612345678)
    assert drag((exact,), 0.4, 0.3) == (Span(0.3, 0.612345678),)


def test_that_a_press_that_does_not_move_changes_nothing():
    gesture = NumberDrag(SCALE, OLD, 0.8, LENGTH)
    assert gesture.move(0.805) == OLD


def test_that_edges_can_be_grabbed_seven_pixels_beside_them():
    assert grip_at(SCALE, OLD, 0.4 + 6 / LENGTH, LENGTH) == Grip(Part.LOW_END, 0)
    assert grip_at(SCALE, OLD, 0.6 + 6 / LENGTH, LENGTH) == Grip(Part.HIGH_END, 0)
    assert grip_at(SCALE, OLD, 0.5, LENGTH) == Grip(Part.INSIDE, 0)
    assert grip_at(SCALE, OLD, 0.7, LENGTH) == Grip(Part.FREE)


def test_that_a_press_beyond_the_axis_begins_a_new_range_even_beside_an_open_one():
    assert drag((Span(None, 0.3),), -0.02, 0.1) == (Span(None, 0.1),)


def test_that_a_click_picks_one_category_and_a_second_click_lets_go():
    scale = CategoryScale(("adam", "adamw", "sgd"), (0, 1, 2))
    picked = pick_category(scale, frozenset(), 0, toggle=False)
    assert picked == {"adam"}
    assert pick_category(scale, picked, 2, toggle=False) == {"sgd"}
    assert pick_category(scale, picked, 2, toggle=True) == {"adam", "sgd"}
    assert pick_category(scale, picked, 0, toggle=False) == frozenset()


def test_that_a_drag_over_categories_picks_all_it_touches():
    scale = CategoryScale(("adam", "adamw", "sgd"), (0, 1, 2))
    assert sweep_categories(scale, frozenset(), 0.4, 0.9, adding=False) == {"adam", "adamw"}
    assert sweep_categories(scale, frozenset({"sgd"}), 0.9, 0.95, adding=True) == {"adam", "sgd"}


def test_that_on_a_flipped_axis_a_drag_does_the_same_to_what_is_under_the_mouse():
    flipped = replace(SCALE, flipped=True)
    gesture = NumberDrag(flipped, OLD, 0.4, LENGTH)
    assert gesture.move(0.2) == (Span(0.4, 0.8),)
    gesture = NumberDrag(flipped, OLD, 0.5, LENGTH)
    assert gesture.move(0.6) == (Span(0.3, 0.5),)
