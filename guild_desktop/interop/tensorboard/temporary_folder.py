"""Where runs are written for TensorBoard when nobody has named a folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guild_desktop.core.errors import UserError

_BEGINNING = "guild-desktop-tensorboard-"


@contextmanager
def temporary_log_folder() -> Iterator[Path]:
    """A log folder that is gone at the end; ``UserError`` if none can be made."""
    folder = new_log_folder()
    try:
        yield folder
    finally:
        # TensorBoard may have taken it away already, as it does when we are killed.
        shutil.rmtree(folder, ignore_errors=True)


def new_log_folder() -> Path:
    """A new folder among this system's temporary ones, which stays; ``UserError`` if none can be made."""
    try:
        return Path(tempfile.mkdtemp(prefix=_BEGINNING))
    except OSError as error:
        raise UserError(
            f"No temporary folder can be made: {error.strerror or error}.",
            "Make room, or name another place in the variable TMPDIR, or a folder with --logdir.",
        ) from error
