"""That a file is written whole or stays as it was."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.settings.whole_file import write_whole


def test_that_a_new_file_can_be_read_by_those_who_may_read_any_other(tmp_path: Path) -> None:
    write_whole(tmp_path / "new", b"a")
    (tmp_path / "other").write_bytes(b"a")
    new, other = (stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "other"))
    assert new == other


def test_that_a_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_bytes(b"before")
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, b"after")
    assert link.is_symlink()
    assert file.read_bytes() == b"after"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_that_a_full_disk_is_told_in_one_sentence() -> None:
    with pytest.raises(UserError, match=r"^/dev/full cannot be written: No space left on device\."):
        write_whole(Path("/dev/full"), b"a")


def test_that_a_pipe_is_written_to_as_it_is() -> None:
    code = (
        "from pathlib import Path; from guild_desktop.settings.whole_file import write_whole;"
        "write_whole(Path('/dev/stdout'), b'through')"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert child.stdout == b"through"


def test_that_a_file_that_may_not_be_changed_stays_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.mkdir()
    with pytest.raises(UserError, match="cannot be written"):
        write_whole(file, b"after")
    assert list(tmp_path.iterdir()) == [file]


def test_that_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No such file or directory"):
        write_whole(tmp_path / "missing" / "file", b"a")
    with pytest.raises(UserError, match="cannot be written"):
        write_whole(tmp_path / ("n" * 300), b"a")
    assert not list(tmp_path.iterdir())
