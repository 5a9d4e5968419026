"""``python -m tests.soak``: the long soaks, about an hour; with a name one of them, at any size."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from guild_desktop.store.home import Home, open_home
from tests.soak.full import fill_disks
from tests.soak.kills import kill_engines, kill_windows
from tests.soak.many import run_many, stop_many
from tests.soak.toll import Toll
from tests.soak.users import use_together

SOAKS: dict[str, tuple[Callable[[Home, Path, int], Toll], int, str]] = {
    "engines": (kill_engines, 1000, "engines killed at random moments"),
    "windows": (kill_windows, 200, "windows killed while a sweep runs"),
    "full": (fill_disks, 200, "times that the disk of a home is full while a sweep runs"),
    "users": (use_together, 60, "seconds that two windows and three commands share a home"),
    "many": (run_many, 10_000, "trials of one batch"),
    "stop": (stop_many, 10_000, "planned trials that are stopped"),
}


def main() -> int:
    """Run what is asked for; 1 if something happened that must not."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    about = "; ".join(f"{name}: {words}" for name, (_, _, words) in SOAKS.items())
    parser.add_argument("names", nargs="*", choices=[[], *SOAKS], metavar="NAME", help=about)
    parser.add_argument("--size", type=int, help="instead of the usual one")
    options = parser.parse_args()
    holds = True
    for name in options.names or SOAKS:
        soak, usual, words = SOAKS[name]
        with tempfile.TemporaryDirectory(prefix="guild-desktop-soak-") as scratch:
            folder = Path(scratch)
            toll = soak(open_home(folder / "home"), folder, options.size or usual)
        print(f"{name}: {words}", *(f"  {line}" for line in toll.lines()), sep="\n", flush=True)
        holds = holds and toll.holds
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
