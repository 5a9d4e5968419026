"""Runs sections of the benchmarks and prints what they found as a table or as JSON."""

from __future__ import annotations

import argparse
import compileall
import importlib
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.measure import Result

SECTIONS = (
    "start",
    "brushing",
    "window",
    "watching",
    "frame",
    "engine",
    "optimizers",
    "pruning",
    "home",
)
PACKAGE = Path(__file__).parents[2] / "guild_desktop"


def main() -> int:
    """Measure what was asked for; 0 even if a bar is missed, for a busy machine is no mistake."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("section", nargs="?", choices=SECTIONS, help="measure only this one")
    parser.add_argument("--quick", action="store_true", help="fewer repeats, smaller homes")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # A first start that has to compile would be charged to whatever happens to be measured first.
    compileall.compile_dir(PACKAGE, quiet=1)
    results: list[Result] = []
    for section in [options.section] if options.section else SECTIONS:
        measure = importlib.import_module(f"tests.benchmarks.{section}").measure
        for result in measure(quick=options.quick):
            results.append(result)
            if not options.json:
                print(result.line(), flush=True)
    if options.json:
        print(json.dumps([asdict(result) for result in results], indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
