"""What scripts may do to our files in their own folder, without harm to the engine and to other runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from guild_desktop.core.run import Status
from guild_desktop.engine.local_executor import LocalExecutor
from guild_desktop.engine.output import OutputFile
from guild_desktop.engine.trial_spec import TrialSpec
from guild_desktop.scripts.snapshot import given_files
from tests.engine.conftest import Bench, wait_until


@pytest.mark.parametrize(
    "deed",
    [
        "shutil.rmtree(private); open(private, 'w').close()",
        "open(private + '/given.json', 'w').write('{')",
        "os.remove(private + '/given.json'); os.mkdir(private + '/given.json')",
    ],
    ids=["its whole folder", "what a file says", "what a file is"],
)
def test_that_a_script_which_changes_our_files_at_its_start_keeps_nobody_from_running(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    done = bench.folder / "done"
    code = (
        "import os, shutil\n"
        "x = 1\n"
        "private = os.environ['GUILD_RUN_DIR'] + '/.guild'\n"
        f"if x == 1: {deed}\n"
        f"open({str(done)!r}, 'w').close()\n"
        "print('loss: 1')\n"
    )
    submit = LocalExecutor.submit

    def submit_and_see_it_done(executor: LocalExecutor, spec: TrialSpec) -> None:
        submit(executor, spec)
        wait_until(done.exists)

    monkeypatch.setattr(LocalExecutor, "submit", submit_and_see_it_done)
    batch = bench.batch(code, {"x": "[1, 2]"})
    assert bench.run(batch).status is Status.COMPLETED
    first, second = bench.runs(batch)
    # What it did is its own business; that it ended well is known all the same.
    assert first.exit_status == 0
    assert second.status is Status.COMPLETED


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


@pytest.mark.parametrize("text", ["{", "[1]", "\0", '"text"'])
def test_that_a_damaged_list_of_given_files_is_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / ".guild").mkdir()
    (tmp_path / ".guild" / "given.json").write_text(text)
    assert given_files(tmp_path) == {}
