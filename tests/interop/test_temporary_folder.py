"""A temporary log folder is gone afterwards, or told to be impossible."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.interop.tensorboard.temporary_folder import new_log_folder, temporary_log_folder


def test_that_it_is_gone_at_the_end_even_if_somebody_else_took_it_away() -> None:
    for taken_away in (False, True):
        with temporary_log_folder() as folder:
            (folder / "run").mkdir()
            if taken_away:
                shutil.rmtree(folder)
        assert not folder.exists()


def test_that_a_system_without_a_place_for_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(UserError, match="TMPDIR"):
        new_log_folder()
