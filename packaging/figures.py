"""Measures what docs/packaging.md promises: ``.venv/bin/python packaging/figures.py``.

Sizes are those of the bundle and the package there are. Starts of bundle and source take turns, and
their processor time counts, since clocks say little on a busy machine.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from build_deb import program_version
from freeze import BUNDLE, CHECKOUT, say, size_of

STARTS = 10
SCANS = 20


def painted_after(command: list[str], home: str) -> float:
    """Start the program until its window is painted; seconds of processor time."""
    done = subprocess.run(
        [*command, "paint", home],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=True,
    )
    return float(json.loads(done.stdout)["seconds"])


def first_paints() -> tuple[float, float]:
    """Median seconds of the bundle and of the source, whose bytecode is compiled first."""
    python = sys.executable
    subprocess.run(
        [python, "-m", "compileall", "-q", "-q", CHECKOUT / "guild_desktop"], check=False
    )
    frozen, source = [str(BUNDLE / "guild-desktop")], [python, "-P", "-m", "guild_desktop"]
    with tempfile.TemporaryDirectory() as home:
        taken = [
            (painted_after(frozen, home), painted_after(source, home)) for _ in range(STARTS + 1)
        ]
    # The first ones find a cold disk.
    return (
        statistics.median(pair[0] for pair in taken[1:]),
        statistics.median(pair[1] for pair in taken[1:]),
    )


def scan() -> tuple[float, int]:
    """Milliseconds of one look for interpreters, the median, and how many it found."""
    from guild_desktop.scripts.interpreters import find_interpreters

    script = CHECKOUT / "resources" / "sample" / "train.py"
    taken = []
    for _ in range(SCANS):
        began = time.perf_counter()
        found = find_interpreters(script)
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken), len(found)


def main() -> None:
    """Print one line for each figure."""
    if not BUNDLE.exists():
        sys.exit("There is no bundle. Build it first: python3 packaging/build_deb.py")
    say(f"folder: {size_of(BUNDLE) / 1e6:.0f} MB, at most 280")
    for package in sorted(Path(CHECKOUT / "dist").glob(f"guild-desktop_{program_version()}_*.deb")):
        say(f"{package.name}: {package.stat().st_size / 1e6:.1f} MB, at most 85")
    milliseconds, count = scan()
    say(f"looking for interpreters: {milliseconds:.1f} ms ({count} found), at most 50")
    frozen, source = first_paints()
    say(
        f"first paint: {frozen:.2f} s packaged, {source:.2f} s from source, "
        f"ratio {frozen / source:.2f}, at most 1.2"
    )


if __name__ == "__main__":
    main()
