"""What it costs to start: the list of runs against importing numpy, the window against a bare one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import first_paint
from tests.benchmarks.measure import Result, cpu_of_children, medians, process, result
from tests.benchmarks.sample_home import fill, opened

RUNS_BAR = 2.0
WINDOW_BAR = 2.2
HEAVY = ("pyqtgraph", "scipy", "sklearn", "skopt")


def measure(*, quick: bool) -> Iterator[Result]:
    """Processes from their start to their end, or to the first painting of their window."""
    with tempfile.TemporaryDirectory() as scratch:
        yield from _listing(Path(scratch), rounds=3 if quick else 9, quick=quick)
        yield from _window(Path(scratch, "window"), rounds=2 if quick else 7)


def _listing(folder: Path, *, rounds: int, quick: bool) -> Iterator[Result]:
    tasks = {"numpy": process([sys.executable, "-c", "import numpy"])}
    sizes = (0, 100) if quick else (0, 100, 10_000)
    for size in sizes:
        home = folder / f"runs-{size}"
        with opened(home) as store:
            fill(store, size)
        tasks[f"{size}"] = process(
            [sys.executable, "-m", "guild_desktop", "--home", str(home), "runs"]
        )
    found = medians(tasks, rounds, cpu_of_children)
    yield result("start: python -c 'import numpy'", found["numpy"], "ms")
    for size in sizes:
        note = f"{found[str(size)]:.0f} ms"
        ratio = found[str(size)] / found["numpy"]
        yield result(f"start: `runs` with {size} runs / import numpy", ratio, "x", RUNS_BAR, note)


def _window(home: Path, *, rounds: int) -> Iterator[Result]:
    program = [sys.executable, str(Path(first_paint.__file__))]
    with opened(home):
        pass
    path = os.pathsep.join(filter(None, [str(Path.cwd()), os.environ.get("PYTHONPATH")]))
    ours = [*program, str(home)]
    tasks = {
        "bare": process(program),
        "ours": process(ours, PYTHONPATH=path),
        "filled": process([*ours, "filled"], PYTHONPATH=path),
    }
    found = medians(tasks, rounds, cpu_of_children)
    yield result("start: bare QMainWindow painted", found["bare"], "ms")
    note, ratio = f"{found['ours']:.0f} ms", found["ours"] / found["bare"]
    yield result("start: our window painted / bare", ratio, "x", WINDOW_BAR, note)
    note, ratio = f"{found['filled']:.0f} ms", found["filled"] / found["bare"]
    yield result("start: with table and Run panel / bare", ratio, "x", note=note)
    said = subprocess.run(
        ours, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": path}
    )
    early = sorted(set(HEAVY) & set(json.loads(said.stdout)))
    yield result("start: heavy modules at first paint", len(early), "", 0, " ".join(early))
