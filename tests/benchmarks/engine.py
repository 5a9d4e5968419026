"""What a trial costs beyond the script itself: batches against a loop of ``python train.py``."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.benchmarks.measure import Result, Task, cpu_of_children, medians, process, result, wall
from tests.benchmarks.starts import COLD_BAR, measure_starts

WHOLE_BAR = 1.3
SCRIPTS = {
    "stdlib": "import math\nx = 0.1\nprint(f'loss: {math.sin(5 * x):f}')\n",
    "numpy": "import numpy as np\nx = 0.1\nprint('loss: %f' % np.sin(5 * x))\n",
}


def measure(*, quick: bool) -> Iterator[Result]:
    """Whole batches with all they start: engine, guard, store, snapshot and trials."""
    trials, rounds = (5, 2) if quick else (20, 5)
    with tempfile.TemporaryDirectory() as scratch:
        for kind, source in SCRIPTS.items():
            script = Path(scratch, kind, "train.py")
            script.parent.mkdir()
            script.write_text(source)
            for workers in (1, 2):
                yield from _batches(script, kind, trials, workers, rounds)
        alone = Path(scratch, "alone", "train.py")
        alone.parent.mkdir()
        alone.write_text(SCRIPTS["numpy"])
        yield from measure_starts(alone, trials, rounds)
        yield from _first_trial(Path(scratch), rounds)


def _batches(script: Path, kind: str, trials: int, workers: int, rounds: int) -> Iterator[Result]:
    tasks = {
        "bare": _loop(script, trials, workers),
        "single": _run(script, 1, 1),
        "batch": _run(script, trials, workers),
        "warm": _run(script, trials, workers, "--start=warm"),
    }
    found = medians(tasks, rounds, cpu_of_children)
    bare = found["bare"] / trials
    trial = (found["batch"] - found["single"]) / (trials - 1)
    about = f"{kind}, {workers} at once"
    yield result(f"engine: bare trial ({about})", bare, "ms")
    note = f"{trial:.0f} ms"
    yield result(f"engine: one trial more / bare ({about})", trial / bare, "x", COLD_BAR, note)
    whole = found["batch"] / found["bare"]
    note = f"{found['batch']:.0f} ms, start and end included"
    yield result(f"engine: batch of {trials} / bare loop ({about})", whole, "x", WHOLE_BAR, note)
    whole = found["warm"] / found["bare"]
    note = f"{found['warm']:.0f} ms, start and end included"
    yield result(f"engine: warm batch of {trials} / bare loop ({about})", whole, "x", None, note)


def _first_trial(folder: Path, rounds: int) -> Iterator[Result]:
    """From the start of `run` to the moment a trial's own first line runs, on the clock."""
    script = folder / "first.py"
    script.write_text("x = 1\nprint('here', flush=True)\nimport time\ntime.sleep(60)\n")
    found = medians(
        {
            "bare": lambda: _until_output([sys.executable, str(script)]),
            "run": lambda: _until_output(_command(script, folder / "first", "x=1")),
        },
        rounds,
        wall,
    )
    yield result("engine: python to a trial's first line", found["bare"], "ms")
    note = "on the clock; says little on a busy machine"
    yield result("engine: `run` to a trial's first line", found["run"], "ms", None, note)


def _until_output(command: list[str]) -> None:
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    )
    if child.stdout is None or not child.stdout.readline():
        raise RuntimeError(f"{command} said nothing")
    child.terminate()
    child.stdout.close()
    child.wait()


def _loop(script: Path, trials: int, workers: int) -> Task:
    """A loop of ``python train.py``, as many at once as there are workers."""
    one = process([sys.executable, script.name], PYTHONUNBUFFERED="1", where=script.parent)

    def run() -> None:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda _: one(), range(trials)))

    return run


def _run(script: Path, trials: int, workers: int, *words: str) -> Task:
    values = ",".join(str(number) for number in range(trials))
    command = _command(
        script, script.parent / "home", f"x=[{values}]", f"--workers={workers}", *words
    )
    return process(command, where=script.parent)


def _command(script: Path, home: Path, *words: str) -> list[str]:
    program = [sys.executable, "-m", "guild_desktop", "--home", str(home)]
    return [*program, "run", str(script), "-y", "--python", sys.executable, *words]
