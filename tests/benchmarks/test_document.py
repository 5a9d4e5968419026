"""That the benchmarks speak as scripts expect; the measuring itself is no part of the tests."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def test_that_a_section_prints_one_json_document_of_named_values() -> None:
    command = [sys.executable, "-m", "tests.benchmarks", "home", "--quick", "--json"]
    asked = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT)
    assert asked.returncode == 0, asked.stderr
    rows = json.loads(asked.stdout)
    assert rows
    for row in rows:
        assert set(row) == {"name", "value", "unit", "bar", "holds", "note"}
        assert row["value"] > 0
        assert (row["bar"] is None) == (row["holds"] is None)
