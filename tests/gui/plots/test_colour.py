"""Colours of runs by their objective."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from guild_desktop.core.column import build_column
from guild_desktop.gui.plots.colour import (
    NO_SHADE,
    SHADES,
    CategoryColours,
    ColourRange,
    colour_range,
    shade_colour,
)
from guild_desktop.gui.plots.colour_tables import BLOCK, CATEGORIES
from guild_desktop.gui.theme import COLOUR_MAPS, DARK, LIGHT


def contrast(one: QColor, other: QColor) -> float:
    def light(colour: QColor) -> float:
        parts = np.array(colour.getRgbF()[:3])
        parts = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(parts @ [0.2126, 0.7152, 0.0722])

    first, second = sorted((light(one), light(other)))
    return (second + 0.05) / (first + 0.05)


# How colours look without one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1).
SEEN = {
    "all cones": np.eye(3),
    "no long": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no middle": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}


def seen(colour: QColor, eyes: str) -> np.ndarray:
    """Lightness and hue as CIE L*a*b*, whose distances are those one sees."""
    parts = np.array(colour.getRgbF()[:3])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    linear = np.clip(SEEN[eyes] @ linear, 0.0, 1.0)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ linear / np.array([0.9505, 1.0, 1.089])
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("colours", COLOUR_MAPS)
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_every_colour_stands_out_and_the_best_most(theme, colours):
    contrasts = [
        contrast(shade_colour(shade, dark=theme.dark, colour_map=colours), theme.surface)
        for shade in range(SHADES)
    ]
    assert min(contrasts) >= 3.0
    assert contrasts[-1] == max(contrasts)
    assert contrasts[::16] == sorted(contrasts[::16])


@pytest.mark.parametrize("eyes", SEEN)
@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_that_colours_of_categories_stand_out_and_are_told_apart_by_everyone(theme, eyes):
    colours = [
        shade_colour(at * BLOCK, dark=theme.dark, colour_map="categories")
        for at in range(CATEGORIES)
    ]
    assert all(contrast(colour, theme.surface) >= 3.0 for colour in colours)
    for one, other in combinations(colours, 2):
        assert np.linalg.norm(seen(one, eyes) - seen(other, eyes)) > 20, (one.name(), other.name())


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


def test_that_a_wide_range_is_coloured_by_powers_of_ten():
    shades = ColourRange(1.0, 1e-4, log=True).shades([1e-4, 1e-2, 1.0, 0.0, math.nan])
    assert shades.tolist() == [0, 128, SHADES - 1, NO_SHADE, NO_SHADE]


def test_that_the_commonest_categories_have_a_colour_of_their_own_and_others_one_together():
    cells = [f"c{number % 30 if number % 2 else number % 4}" for number in range(200)]
    column = build_column("c", "flag", cells)
    colours = CategoryColours.of(column, column.values)
    assert len(colours.shown) == CATEGORIES
    assert {"c0", "c2"} <= set(colours.shown)
    assert colours.others == len(column.labels) - CATEGORIES
    shades = colours.shades(column.values)
    own = {column.labels.index(label) for label in colours.shown}
    assert len({int(shades[cells.index(column.labels[code])]) for code in own}) == CATEGORIES
    assert (
        len({int(s) for s, v in zip(shades, column.values, strict=True) if int(v) not in own}) == 1
    )
