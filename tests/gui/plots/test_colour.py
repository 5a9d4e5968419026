"""Colours of runs by their objective."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtGui import QColor

from guild_desktop.gui.plots.colour import (
    NO_SHADE,
    SHADES,
    ColourRange,
    colour_range,
    shade_colour,
)
from guild_desktop.gui.theme import DARK, LIGHT


def contrast(one: QColor, other: QColor) -> float:
    def light(colour: QColor) -> float:
        parts = np.array(colour.getRgbF()[:3])
        parts = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(parts @ [0.2126, 0.7152, 0.0722])

    first, second = sorted((light(one), light(other)))
    return (second + 0.05) / (first + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_every_colour_stands_out_and_the_best_most(theme):
    contrasts = [
        contrast(shade_colour(shade, dark=theme.dark), theme.surface) for shade in range(SHADES)
    ]
    assert min(contrasts) >= 3.0
    assert contrasts[-1] == max(contrasts)
    assert contrasts[::16] == sorted(contrasts[::16])


def test_that_the_best_run_has_the_last_shade_in_either_direction():
    values = [0.1, -0.5, 0.9, math.nan]
    low = colour_range(values, "minimize").shades(values)
    high = colour_range(values, "maximize").shades(values)
    assert low.tolist()[1] == SHADES - 1
    assert low.tolist()[2] == 0
    assert high.tolist()[2] == SHADES - 1
    assert low.tolist()[3] == NO_SHADE


def test_that_a_few_diverged_runs_do_not_take_all_colours():
    values = np.append(np.linspace(0.0, 1.0, 99), 5000.0)
    colours = colour_range(values, "minimize")
    assert colours.clipped
    assert colours.worst <= 1.0
    assert colours.shades(values)[-1] == 0


def test_that_the_largest_floats_have_colours():
    values = [1e308, -1e308, 0.0]
    assert colour_range(values, "minimize").shades(values).tolist() == [0, SHADES - 1, 128]


def test_that_equal_values_all_count_as_best():
    assert colour_range([2.0, 2.0], "minimize") == ColourRange(2.0, 2.0)
    assert ColourRange(2.0, 2.0).shades([2.0]).tolist() == [SHADES - 1]


def test_that_without_values_there_is_no_range():
    assert colour_range([math.nan, math.inf], "minimize") is None
