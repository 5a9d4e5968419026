"""The column that compares runs with the script's defaults, in the table of runs."""

from __future__ import annotations

import numpy as np

from guild_desktop.core.batch import Objective
from guild_desktop.gui.models.table_columns import GAIN, heading_tip, tells_something, value_columns
from tests.core.sample_runs import frame_of, make_run


def test_that_it_is_worth_its_room_only_where_the_defaults_were_tried():
    plain = frame_of(make_run(0, {"x": 1}, 0.5), make_run(1, {"x": 2}, 0.25))
    tried = plain.updated([make_run(2, {"x": 3}, 1.0, origin="default")])
    for frame, worth in ((plain, False), (tried, True)):
        shown = np.ones(len(frame), bool)
        (column,) = (each for each in value_columns(frame, shown, Objective()) if each.name == GAIN)
        assert tells_something(frame, column, shown, several_scripts=False) == worth
        assert "script's defaults" in heading_tip(column)
