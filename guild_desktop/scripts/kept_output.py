"""Where a run's output lies, how much of it is kept, and what is said where the rest is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from guild_desktop.core.regular_file import open_regular
from guild_desktop.scripts.environment import PRIVATE_FOLDER

HEAD_BYTES = 48 << 20
TAIL_BYTES = 16 << 20

_GAP = re.compile(
    "\n… (?:([0-9,]+) bytes|bytes, nobody knows how many,) left out here …\n".encode()
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing between the first and the last part of an output:
    so many bytes, None if nobody knows.
    """

    size: int | None

    def mark(self) -> bytes:
        """What stands in the file in its place."""
        how_many = "bytes, nobody knows how many," if self.size is None else f"{self.size:,} bytes"
        return f"\n… {how_many} left out here …\n".encode()


def output_path(run_folder: Path) -> Path:
    """The file with what the run of this folder printed."""
    return run_folder / PRIVATE_FOLDER / "output"


def side_files(path: Path) -> tuple[Path, Path]:
    """Where the end of a long output at ``path`` goes in turns while its run goes on."""
    return path.with_name(path.name + ".1"), path.with_name(path.name + ".2")


def find_gap(path: Path, head: int = HEAD_BYTES) -> Gap | None:
    """What is missing from the output at ``path``; None if nothing is, or there is no such file."""
    if all(side.exists() for side in side_files(path)):
        return Gap(None)
    try:
        with open_regular(path) as file:
            file.seek(head)
            found = _GAP.match(file.read(80))
    except OSError:
        return None
    if found is None:
        return None
    return Gap(None if found[1] is None else int(found[1].replace(b",", b"")))
