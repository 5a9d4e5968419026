"""The soaks at sizes that fit a test run; ``python -m tests.soak`` runs them at their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from guild_desktop.store.home import open_home
from tests.soak.__main__ import SOAKS

SIZES = {"engines": 20, "windows": 2, "full": 8, "users": 5, "many": 200, "stop": 2000}


@pytest.mark.parametrize("name", SOAKS)
def test_that_nothing_happens_that_must_not(name: str, home: Path, tmp_path: Path) -> None:
    soak, _, _ = SOAKS[name]
    toll = soak(open_home(home), tmp_path, SIZES[name])
    assert toll.holds, "\n".join(toll.lines())
    assert all(toll.seen.values()), toll.seen
