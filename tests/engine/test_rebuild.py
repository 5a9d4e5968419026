"""That a store can be lost: it is made anew from the folders of its runs and the newest sound copy."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest

from guild_desktop.core.batch import Batch
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run, Status
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.folder_records import keep_batch
from guild_desktop.engine.launch import prepare_continuation
from guild_desktop.engine.rebuild import rebuild_store
from guild_desktop.engine.trials import ListedTrials
from guild_desktop.store import backup
from guild_desktop.store.edits import Edits
from guild_desktop.store.lock import FileLock, is_locked
from guild_desktop.store.recorder import Recorder, new_id
from guild_desktop.store.store import Store
from tests.engine.conftest import PARABOLA, Bench

STEPS = (
    "x = 0.5\nfor step in range(3):\n    print(f'loss: {x * step} (step {step})')\n"
    "print(f'accuracy is {x / 4}')\n"
)


def facts(runs: tuple[Run, ...]) -> list[Run]:
    return [replace(run, revision=0) for run in runs]


def facts_of(batch: Batch) -> Batch:
    return replace(batch, revision=0)


def read(bench: Bench, batch: Batch) -> tuple[Batch, list[Run]]:
    with Store(bench.store.home).opened() as store:
        return facts_of(store.batch(batch.id)), facts(store.runs_of(batch.id))


@pytest.fixture
def ended(bench: Bench) -> Batch:
    batch = bench.batch(STEPS, {"x": "[1, 2, 3]"})
    operation = replace(batch.operation, patterns=(r"accuracy=accuracy is (\value)",))
    Recorder(bench.store).set_batch(batch.id, operation=operation)
    batch = bench.run(batch)
    assert bench.runs(batch)[0].scalars.keys() == {"loss", "accuracy"}
    bench.store.close()
    return batch


@pytest.fixture
def without_copies(bench: Bench, ended: Batch) -> Batch:
    shutil.rmtree(bench.store.home.backups)
    return ended


@pytest.mark.parametrize("damage", [None, b"", b"no database, whatever its name says" * 200])
def test_that_runs_batches_and_values_come_back_from_folders_alone(
    bench: Bench, without_copies: Batch, damage: bytes | None
) -> None:
    home, batch = bench.store.home, without_copies
    before = read(bench, batch)
    with Store(home).opened() as store:
        values = [store.series(run, "loss") for run in store.runs_of(batch.id)]
    if damage is None:
        home.store_file.unlink()
    else:
        home.store_file.write_bytes(damage)
    rebuilt = rebuild_store(home)
    assert (rebuilt.batches, rebuilt.runs, rebuilt.copy) == (1, 3, None)
    assert (rebuilt.old is None) == (damage is None)
    assert read(bench, batch) == before
    with Store(home).opened() as store:
        assert [store.series(run, "loss") for run in store.runs_of(batch.id)] == values
    if rebuilt.old is not None:
        assert rebuilt.old.read_bytes() == damage


def test_that_labels_and_runs_without_folders_come_from_the_newest_sound_copy(
    bench: Bench, ended: Batch
) -> None:
    home = bench.store.home
    with Store(home).opened() as store:
        first, second, _ = store.runs_of(ended.id)
        Edits(store).set_label([first.id], "the one")
        backup.back_up_today(store.connection._raw, home)
    shutil.rmtree(home.run_folder(second.id))
    before = read(bench, ended)
    # A newer copy that is damaged is passed over.
    (home.backups / "store-9999-12-31.db").write_bytes(b"torn")
    home.store_file.write_bytes(b"damaged" * 1000)
    rebuilt = rebuild_store(home)
    assert rebuilt.copy is not None
    assert rebuilt.copy.name.startswith("store-2")
    assert read(bench, ended) == before


def test_that_what_people_wrote_comes_back_without_any_copy(
    bench: Bench, without_copies: Batch
) -> None:
    home, batch = bench.store.home, without_copies
    with Store(home).opened() as store:
        first, second, third = (run.id for run in store.runs_of(batch.id))
        edits = Edits(store)
        edits.set_label([first, batch.id], "too early")
        edits.set_label([first], "the one")
        edits.set_tags([first, second], ["night", "long"])
        edits.set_marked([second], marked=True)
        edits.set_comment([third], "two\nlines")
        edits.set_deleted([third], deleted=True)
    before = read(bench, batch)
    home.store_file.unlink()
    assert rebuild_store(home).copy is None
    assert read(bench, batch) == before
    # What was cut off, as by a full disk, costs itself only.
    with home.edits_file.open("ab") as file:
        file.write(b'\n{"ids":["' + first.encode())
    with Store(home).opened() as store:
        Edits(store).set_label([second], "after it")
    before = read(bench, batch)
    home.store_file.unlink()
    rebuild_store(home)
    assert read(bench, batch) == before


def test_that_a_long_list_of_edits_is_shortened_with_the_daily_copy(
    bench: Bench, without_copies: Batch
) -> None:
    home, batch = bench.store.home, without_copies
    with Store(home).opened() as store:
        first, second, _ = (run.id for run in store.runs_of(batch.id))
        edits = Edits(store)
        for number in range(50):
            edits.set_comment([first], f"{number}" * 20_000)
            edits.set_marked([first, second], marked=number % 2 == 0)
        edits.set_tags([second], ["kept"])
        long = home.edits_file.stat().st_size
        store.back_up_daily()
    assert home.edits_file.stat().st_size < long / 20
    before = read(bench, batch)
    shutil.rmtree(home.backups)
    home.store_file.unlink()
    rebuild_store(home)
    assert read(bench, batch) == before


def test_that_a_run_that_was_on_when_the_store_was_lost_is_lost_with_what_it_had_printed(
    bench: Bench, without_copies: Batch
) -> None:
    home = bench.store.home
    _, runs = read(bench, without_copies)
    from guild_desktop.engine.folder_records import keep_run

    keep_run(home, replace(runs[0], status=Status.RUNNING, scalars={}, stopped=None, seconds=None))
    home.store_file.unlink()
    rebuild_store(home)
    _, (first, *_) = read(bench, without_copies)
    assert first.status is Status.LOST
    assert first.scalars == runs[0].scalars


def test_that_records_torn_at_any_length_cost_that_run_only(
    bench: Bench, without_copies: Batch
) -> None:
    home = bench.store.home
    _, runs = read(bench, without_copies)
    record = home.run_folder(runs[0].id) / ".guild" / "run.json"
    whole = record.read_bytes()
    for length in (*range(0, len(whole), 97), len(whole) - 1):
        record.write_bytes(whole[:length])
        assert rebuild_store(home).runs == 2
    record.write_bytes(whole)
    assert rebuild_store(home).runs == 3


def test_that_new_runs_follow_those_that_came_back(bench: Bench, without_copies: Batch) -> None:
    home = bench.store.home
    home.store_file.unlink()
    rebuild_store(home)
    bench.store.open()
    again = bench.run(bench.batch(PARABOLA, {"x": "[7, 8]"}))
    old = max(run.sequence for run in bench.store.runs_of(without_copies.id))
    assert all(run.sequence > old for run in bench.store.runs_of(again.id))


def test_that_nothing_is_rebuilt_while_a_sweep_runs(bench: Bench, ended: Batch) -> None:
    home = bench.store.home
    before = home.store_file.read_bytes()
    with FileLock(home.engine_lock(ended.id)).held(), pytest.raises(UserError, match="running"):
        rebuild_store(home)
    assert home.store_file.read_bytes() == before


def test_that_a_batch_that_runs_while_a_store_is_rebuilt_is_not_lost(
    bench: Bench, ended: Batch
) -> None:
    home = bench.store.home
    bench.store.open()
    batch = bench.batch(PARABOLA, {"x": "7"})

    def run_meanwhile(_text: str) -> None:
        if not bench.runs(batch):
            bench.run(batch)

    with pytest.raises(UserError, match="has changed while"):
        rebuild_store(home, run_meanwhile)
    with Store(home).opened() as store:
        assert store.batch(batch.id).status is Status.COMPLETED
    assert rebuild_store(home).batches == 2


def test_that_a_batch_that_begins_while_a_store_is_rebuilt_keeps_the_old_one(
    bench: Bench, ended: Batch
) -> None:
    home = bench.store.home
    # A store that cannot be read has no revision that could tell.
    home.store_file.write_bytes(b"damaged" * 1000)
    lock_file = home.engine_lock("f" * 32)
    lock = FileLock(lock_file)

    def begin(_text: str) -> None:
        if not is_locked(lock_file):
            lock.acquire()

    with pytest.raises(UserError, match="running"):
        rebuild_store(home, begin)
    lock.release()
    assert home.store_file.read_bytes() == b"damaged" * 1000


def test_that_no_batch_is_stored_where_a_store_was_replaced(bench: Bench, ended: Batch) -> None:
    bench.store.open()
    rebuild_store(bench.store.home)
    with pytest.raises(UserError, match="was made anew"):
        bench.batch(PARABOLA, {"x": "7"})
    with pytest.raises(UserError, match="was made anew"):
        prepare_continuation(bench.store, ended.id, Continuation())


def test_that_a_script_which_deletes_its_folder_does_not_get_it_back(bench: Bench) -> None:
    code = "import os, shutil\nx = 1\nshutil.rmtree(os.environ['GUILD_RUN_DIR'])\n"
    batch = bench.run(bench.batch(code, {"x": "1"}))
    (run,) = bench.runs(batch)
    assert not bench.store.home.run_folder(run.id).exists()


# Daily copies


def test_that_a_store_is_copied_once_a_day_and_five_copies_stay(bench: Bench, ended: Batch) -> None:
    home = bench.store.home
    (first,) = backup.daily_copies(home)
    assert first.stat().st_mode & 0o077 == 0
    for day in range(1, 8):
        shutil.copy(first, home.backups / f"store-2020-01-0{day}.db")
    with Store(home).opened() as store:
        store.back_up_daily()
        assert len(backup.daily_copies(home)) == 8, "today's is there already"
        yesterday = time.time() - 25 * 3600
        os.utime(first, (yesterday, yesterday))
        store.back_up_daily()
    copies = backup.daily_copies(home)
    assert len(copies) == backup.KEPT
    assert copies[0] == first
    assert not backup.is_due(home)


def test_that_a_copy_that_cannot_be_made_does_not_disturb_the_batch(bench: Bench) -> None:
    Path(bench.store.home.backups).write_text("in the way")
    batch = bench.run(bench.batch(PARABOLA, {"x": "[1, 2]"}))
    assert batch.status is Status.COMPLETED


def test_that_trials_and_batches_that_never_began_are_counted(bench: Bench) -> None:
    batch = bench.batch(
        "x = 1\nraise SystemExit('no')\n", {"x": "[1, 2, 3]"}, fail_on_trial_error=True
    )
    bench.run(batch)
    bench.store.close()
    home = bench.store.home
    # As a batch leaves it whose engine never came.
    home.batch_folder(new_id()).mkdir()
    shutil.rmtree(home.backups, ignore_errors=True)
    home.store_file.unlink()
    rebuilt = rebuild_store(home)
    assert (rebuilt.batches, rebuilt.runs) == (1, 1)
    assert (rebuilt.unstarted, rebuilt.nameless) == (2, 1)


def test_that_runs_a_copy_has_as_planned_are_called_off_so_that_the_batch_can_go_on(
    bench: Bench,
) -> None:
    batch = bench.batch(PARABOLA, {"x": "[1, 2, 3]"})
    recorder = Recorder(bench.store)
    recorder.begin_batch(batch.id)
    bench.store.home.batch_folder(batch.id).mkdir()
    keep_batch(bench.store.home, bench.store.batch(batch.id))
    ListedTrials(batch, (), recorder, "")
    home = bench.store.home
    backup.back_up_today(bench.store.connection._raw, home)
    bench.store.close()
    home.store_file.unlink()
    rebuild_store(home)
    with Store(home).opened() as store:
        assert {run.status for run in store.runs_of(batch.id)} == {Status.TERMINATED}
        limits = replace(batch.limits, repeat=2)
        prepare_continuation(store, batch.id, Continuation(limits=limits))
    bench.run(batch)
    _, runs = read(bench, batch)
    assert [run.status for run in runs] == [Status.COMPLETED] * 6
