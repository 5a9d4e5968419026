"""Ways to run batches warm, and to tell whether a trial was forked."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

from guild_desktop.core.batch import Batch
from guild_desktop.scripts.kept_output import output_path
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import Bench

PARENT = "import os\nx = 0\nprint('loss: 1')\nprint('parent', os.getppid())\n"


def outputs(bench: Bench, batch: Batch) -> list[str]:
    folder = bench.store.home.run_folder
    return [output_path(folder(run.id)).read_text() for run in bench.runs(batch)]


def warm(
    bench: Bench, code: str, x: str = "[1, 2, 3]", start: str = "warm", **limits: object
) -> Batch:
    return bench.batch(dedent(code), {"x": x}, start=start, **limits)


def with_library(
    bench: Bench, batch: Batch, bare_python: tuple[Path, Path], name: str, code: str
) -> Batch:
    """The batch with a library of that name, whose code this is, in its Python."""
    python, libraries = bare_python
    (libraries / f"{name}.py").write_text(dedent(code))
    Recorder(bench.store).set_batch(
        batch.id, operation=replace(batch.operation, python=str(python))
    )
    return bench.store.batch(batch.id)


def was_forked(bench: Bench, batch: Batch) -> list[bool]:
    """Of each trial of ``PARENT`` whether its parent was another process than the engine,
    which is this one.
    """
    lines = [output.split("parent ")[1].split()[0] for output in outputs(bench, batch)]
    return [int(line) != os.getpid() for line in lines]
