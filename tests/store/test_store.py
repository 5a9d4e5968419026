"""What the store promises: nothing lost, nothing half written, nothing shown twice."""

from __future__ import annotations

import math
import subprocess
import sys
from array import array
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.batch import Batch, Limits, ModelBest, Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import ScalarSummary, Status
from guild_desktop.store.errors import StoreError
from guild_desktop.store.home import open_home
from guild_desktop.store.recorder import NewRun, Recorder, Stretch
from guild_desktop.store.records import packed_value, unpacked_value
from guild_desktop.store.store import Store


def planned(count: int) -> list[NewRun]:
    return [NewRun(n, {"x": n, "mode": "a"}, "grid", seed=n) for n in range(1, count + 1)]


def test_that_a_batch_comes_back_as_it_was_stored(store: Store, batch: Batch) -> None:
    assert store.batch(batch.id) == batch


def test_that_changes_of_a_batch_come_back(store: Store, recorder: Recorder, batch: Batch) -> None:
    best = ModelBest({"x": -0.3}, -0.87, 0.04)
    recorder.set_batch(
        batch.id,
        status=Status.RUNNING,
        limits=Limits(workers=3),
        objective=Objective("acc", "maximize", "max"),
        model_best=best,
    )
    changed = store.batch(batch.id)
    assert changed.status is Status.RUNNING
    assert changed.limits.workers == 3
    assert changed.objective == Objective("acc", "maximize", "max")
    assert changed.model_best == best
    assert changed.revision > batch.revision


def test_that_planned_runs_are_pending_and_in_order(
    store: Store, recorder: Recorder, batch: Batch
) -> None:
    added = recorder.add_runs(batch, planned(3), "hash")
    assert list(store.runs_of(batch.id)) == added
    assert [run.status for run in added] == [Status.PENDING] * 3
    assert [run.sequence for run in added] == sorted(run.sequence for run in added)
    assert added[0].sequence > batch.sequence


def test_that_only_what_changed_is_read_again(
    store: Store, recorder: Recorder, batch: Batch
) -> None:
    runs = recorder.add_runs(batch, planned(3), "")
    seen = store.changes_since(0)
    assert len(seen.runs) == 3
    assert [b.id for b in seen.batches] == [batch.id]
    assert not store.changes_since(seen.revision)
    recorder.start_run(runs[1].id, started=1.0)
    assert [run.id for run in store.changes_since(seen.revision).runs] == [runs[1].id]


def test_that_a_run_that_has_ended_cannot_be_reopened_or_ended_again(
    store: Store, recorder: Recorder, batch: Batch
) -> None:
    (run,) = recorder.add_runs(batch, planned(1), "")
    assert recorder.start_run(run.id, started=1.0)
    assert recorder.end_run(run.id, Status.COMPLETED, exit_status=0, seconds=1.0)
    assert not recorder.start_run(run.id, started=2.0)
    assert not recorder.end_run(run.id, Status.ERROR, reason="late")
    assert store.run(run.id).status is Status.COMPLETED


def test_that_values_come_back_with_nan_and_infinities_apart(
    store: Store, recorder: Recorder, batch: Batch
) -> None:
    (run,) = recorder.add_runs(batch, planned(1), "")
    values = [1.5, math.nan, math.inf, -math.inf, 5e-324]
    steps, numbers = array("q", range(5)), array("d", values)
    halves = [
        Stretch(run.sequence, "loss", 0, steps[:2], numbers[:2]),
        Stretch(run.sequence, "loss", 2, steps[2:], numbers[2:]),
    ]
    summary = ScalarSummary(math.nan, 1.5, -math.inf, math.inf, math.nan, 5, 4)
    recorder.add_scalars(halves, {run.id: {"loss": summary}})
    assert [str(value) for _, value in store.series(run, "loss")] == [str(v) for v in values]
    assert str(store.run(run.id).scalars["loss"]) == str(summary)


def test_that_calling_off_leaves_what_runs_alone(
    store: Store, recorder: Recorder, batch: Batch
) -> None:
    runs = recorder.add_runs(batch, planned(3), "")
    recorder.start_run(runs[0].id, started=1.0)
    assert recorder.call_off_pending(batch.id, "stopped before it started") == 2
    states = [(run.status, run.started is None) for run in store.runs_of(batch.id)]
    assert states == [(Status.RUNNING, False), *[(Status.TERMINATED, True)] * 2]


def test_that_words_to_an_engine_arrive_once_and_in_order(store: Store, batch: Batch) -> None:
    store.send(batch.id, "workers=3")
    store.send(batch.id, "stop")
    first, second = store.commands_after(batch.id, 0)
    assert (first.text, second.text) == ("workers=3", "stop")
    assert store.commands_after(batch.id, second.number) == ()


def test_that_another_connection_sees_that_something_changed(store: Store, batch: Batch) -> None:
    with Store(store.home).opened() as other:
        before = store.data_version()
        other.send(batch.id, "stop")
        assert store.data_version() != before


def test_that_a_failed_transaction_leaves_nothing(store: Store, batch: Batch) -> None:
    def fail_halfway() -> None:
        with store.connection.writing() as database:
            database.execute_sql("DELETE FROM batch")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert store.batch(batch.id).id == batch.id


def test_that_an_unknown_run_is_a_sentence(store: Store) -> None:
    with pytest.raises(UserError, match="There is no run"):
        store.run("nothing")


def test_that_a_newer_store_is_refused_and_left_alone(home: Path) -> None:
    with Store(open_home(home)).opened() as store:
        store.connection.database.execute_sql("PRAGMA user_version = 999")
    content = (home / "store.db").read_bytes()
    with pytest.raises(UserError, match="newer Guild Desktop"):
        Store(open_home(home)).open()
    assert (home / "store.db").read_bytes() == content


def test_that_a_stranger_s_database_is_refused(home: Path) -> None:
    import sqlite3

    open_home(home)
    connection = sqlite3.connect(home / "store.db")
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    with pytest.raises(UserError, match="not a store of Guild Desktop"):
        Store(open_home(home)).open()


def test_that_a_damaged_store_is_a_sentence(home: Path) -> None:
    open_home(home)
    (home / "store.db").write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(UserError, match="damaged"):
        Store(open_home(home)).open()


def test_that_a_home_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(UserError, match="cannot be used"):
        open_home(tmp_path / "file" / "home")


def test_that_only_its_owner_can_read_a_home(home: Path) -> None:
    with Store(open_home(home)).opened():
        assert home.stat().st_mode & 0o077 == 0


def test_that_a_store_is_private_in_a_home_that_others_may_read(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o755)
    with Store(open_home(folder)).opened() as store:
        Recorder(store).call_off_pending("nobody", "not there")
        files = list(folder.glob("store.db*"))
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


WRITER = """
import sys
from guild_desktop.store.errors import StoreError
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store
from pathlib import Path
with Store(open_home(Path(sys.argv[1]))).opened() as store:
    for number in range(100):
        store.send(sys.argv[2], f"{sys.argv[3]} {number}")
"""


def test_that_three_processes_write_at_once_and_none_is_turned_away(
    store: Store, batch: Batch
) -> None:
    arguments = (str(store.home.path), batch.id)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, *arguments, name], stderr=subprocess.PIPE)
        for name in "abc"
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert writer.returncode == 0, errors
    texts = [command.text for command in store.commands_after(batch.id, 0)]
    for name in "abc":
        mine = [text for text in texts if text.startswith(name)]
        assert mine == [f"{name} {number}" for number in range(100)]


KILLED = """
import os, sys
from guild_desktop.store.errors import StoreError
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store
from pathlib import Path
with Store(open_home(Path(sys.argv[1]))).opened() as store:
    for number in range(100_000):
        store.send(sys.argv[2], str(number))
        print(number, flush=True)
"""


def test_that_nothing_acknowledged_is_lost_when_a_writer_is_killed(
    store: Store, batch: Batch
) -> None:
    for _ in range(5):
        before = len(store.commands_after(batch.id, 0))
        arguments = (str(store.home.path), batch.id)
        writer = subprocess.Popen(
            [sys.executable, "-c", KILLED, *arguments], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        acknowledged = [writer.stdout.readline() for _ in range(20)]
        writer.kill()
        rest = writer.stdout.read().split()
        writer.stdout.close()
        writer.wait()
        stored = len(store.commands_after(batch.id, 0)) - before
        assert stored >= len(acknowledged) + len(rest)
        check = store.connection.database.execute_sql("PRAGMA integrity_check").fetchone()
        assert check == ("ok",)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=5,
)


@given(values)
def test_that_every_flag_value_survives_the_store(value: object) -> None:
    from guild_desktop.store.records import from_text, to_text

    back = unpacked_value(from_text(to_text(packed_value(value))))  # type: ignore[arg-type]
    assert repr(back) == repr(value)


def test_that_a_home_that_has_gone_is_told_plainly_and_its_store_can_be_closed(
    store: Store, batch: Batch, home: Path
) -> None:
    away = home.with_name("away")
    before = store.file_identity()
    home.rename(away)
    with pytest.raises(StoreError, match=r"store\.db cannot be reached"):
        store.send(batch.id, "stop")
    with pytest.raises(StoreError, match="cannot be reached"):
        store.file_identity()
    store.close()
    with pytest.raises(StoreError, match="cannot be reached"):
        store.open()
    away.rename(home)
    assert store.file_identity() == before
    store.open()
    assert store.batch(batch.id) == batch
