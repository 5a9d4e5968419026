"""The run under the mouse."""

from __future__ import annotations

import numpy as np

from guild_desktop.gui.plots.nearest import nearest_line, nearest_point

XS = np.array([0.0, 100.0, 200.0])
HEIGHTS = np.array([[0.0, 50.0], [100.0, 50.0], [100.0, 50.0]])
ALL = np.array([True, True])


def test_that_the_nearest_line_is_found_between_two_axes():
    assert nearest_line(XS, HEIGHTS, ALL, 20.0, 22.0) == 0
    assert nearest_line(XS, HEIGHTS, ALL, 150.0, 53.0) == 1


def test_that_distance_is_measured_across_a_steep_line():
    steep = np.array([[0.0], [1000.0]])
    assert nearest_line(np.array([0.0, 100.0]), steep, np.array([True]), 50.0, 550.0) == 0


def test_that_no_line_is_found_far_away_or_out_of_the_candidates():
    assert nearest_line(XS, HEIGHTS, ALL, 150.0, 75.0) is None
    assert nearest_line(XS, HEIGHTS, np.array([True, False]), 150.0, 53.0) is None
    assert nearest_line(XS, HEIGHTS, ALL, 300.0, 50.0) is None


def test_that_the_nearest_point_is_found_within_reach():
    xs, ys = np.array([10.0, 13.0]), np.array([10.0, 10.0])
    assert nearest_point(xs, ys, ALL, 12.0, 10.0) == 1
    assert nearest_point(xs, ys, ALL, 40.0, 10.0) is None
