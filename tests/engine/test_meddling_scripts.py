"""What scripts may do to our files in their own folder, without harm to the engine and to other runs."""

from __future__ import annotations

from pathlib import Path

from guild_desktop.core.run import Status
from guild_desktop.engine.output import OutputFile
from tests.engine.conftest import Bench


def test_that_pipes_in_place_of_our_files_hold_nobody(bench: Bench) -> None:
    code = (
        "import os, time\n"
        "x = 1\n"
        "private = os.environ['GUILD_RUN_DIR'] + '/.guild/'\n"
        "for name in ('events.jsonl', 'run.json.new', 'output.1', 'output.2'):\n"
        "    os.mkfifo(private + name)\n"
        "os.mkfifo(private + '../events.out.tfevents.1')\n"
        "print('loss: 1', flush=True)\n"
        # Longer than the engine takes to look at files again.
        "time.sleep(0.6)\n"
    )
    batch = bench.batch(code, {"x": "[1, 2]"})
    assert bench.run(batch).status is Status.COMPLETED
    assert [run.scalars["loss"].last for run in bench.runs(batch)] == [1.0, 1.0]


def test_that_long_output_does_not_wait_for_a_pipe_nor_follow_a_link(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("a person's")
    file = OutputFile(tmp_path / "output", head=10, tail=10)
    (tmp_path / "output.1").symlink_to(precious)
    (tmp_path / "output.2").symlink_to(precious)
    file.write(b"0123456789" * 5)
    file.close()
    assert file.problem
    assert precious.read_text() == "a person's"
