"""A batch whose reader has gone away, as with ``run … | head``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def test_that_a_batch_goes_on_when_nobody_reads_its_lines(home: Path, tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text("x = 1\nprint(f'loss: {x}')\n")
    program = [sys.executable, "-m", "guild_desktop", "--home", str(home)]
    with subprocess.Popen(
        [*program, "run", str(script), "x=range[1:10]", "-y"], stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline().startswith("[1/10]")
        run.stdout.close()
        assert run.wait(timeout=60) == 0
    listed = subprocess.run(
        [*program, "runs", "-a", "--json"], capture_output=True, check=True, timeout=60
    )
    runs = [row for row in json.loads(listed.stdout) if row.get("trials") is None]
    assert [row["status"] for row in runs] == ["completed"] * 10
