"""What a row becomes: its values, state and times; and what the store makes of all of them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from guild_desktop.core.batch import Batch, Objective
from guild_desktop.core.errors import UserError
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.run import Run, Status
from guild_desktop.core.values import Scalar, format_value
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.launch import check_that_it_can_start, prepare_continuation
from guild_desktop.engine.request import request_again
from guild_desktop.interop.tables.runs import table_runs
from guild_desktop.interop.tables.storing import store_table
from guild_desktop.interop.tables.table import read_table
from guild_desktop.interop.tables.uses import choose_uses, guess_uses
from guild_desktop.interop.tensorboard.log_folder import LogFolder
from guild_desktop.store.edits import Edits
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store
from tests.interop.tables.conftest import Found, Written

TABLE = "x,mode,loss,state\n1,a,0.5,completed\n2,b,nan,failed\n,c,,running\n"


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store(open_home(home)).opened() as store:
        yield store


def stored(store: Store, found: Found, content: str = TABLE) -> tuple[Batch, tuple[Run, ...]]:
    batch = store_table(store, found(content)).batch
    return batch, store.runs_of(batch.id)


def test_that_each_row_is_a_run_with_typed_flags_and_numbers(found: Found) -> None:
    (run,) = found("i,f,b,t,q,e,inf,loss,acc\n7,1e-3,yes,sgd,'7',,-inf,0x10,\n", name="a.csv").runs
    assert run.flags == {
        "i": 7,
        "f": 1e-3,
        "b": True,
        "t": "sgd",
        "q": "7",
        "inf": -math.inf,
    }
    assert list(run.scalars) == ["loss"]
    assert run.scalars["loss"].last == run.scalars["loss"].min == 16
    assert run.operation == "a.csv"
    assert run.trial == 1


@pytest.mark.parametrize(
    ("state", "status", "reason"),
    [
        ("completed", Status.COMPLETED, ""),
        ("FINISHED", Status.COMPLETED, ""),
        ("TrialState.FAIL", Status.ERROR, ""),
        ("crashed", Status.ERROR, ""),
        ("killed", Status.TERMINATED, ""),
        ("pruned", Status.PRUNED, ""),
        ("Running", Status.LOST, "was running when the table was written"),
        ("WAITING", Status.TERMINATED, "had not started when the table was written"),
        ("", Status.COMPLETED, ""),
    ],
)
def test_that_states_are_those_of_many_programs(
    found: Found, state: str, status: Status, reason: str
) -> None:
    first, _ = found(f"state,loss\n{state},1\nok,2\n").runs
    assert (first.status, first.reason) == (status, reason)


def test_that_without_a_state_a_row_is_completed_if_it_has_a_result(found: Found) -> None:
    runs = found("x,loss\n1,2\n2,\n3,nan\n").runs
    assert [run.status for run in runs] == [Status.COMPLETED, Status.LOST, Status.COMPLETED]
    assert "no result" in runs[1].reason


def test_that_times_complete_each_other(found: Found) -> None:
    table = found(
        "start,end,time,loss\n2026-11-23 14:30:00+00:00,2026-11-23 14:31:30+00:00,,1\n"
        "1700000000,,00:00:05,1\n,,7,1\n"
    )
    both, start, alone = table.runs
    assert both.seconds == 90
    assert (start.started, start.stopped, start.seconds) == (1.7e9, 1.7e9 + 5, 5)
    assert (alone.started, alone.stopped, alone.seconds) == (None, None, 7)
    assert table.batch.started == 1.7e9


def test_that_numbers_labels_tags_and_comments_of_the_table_are_kept(found: Found) -> None:
    runs = found("number,name,tags,notes,loss\n7,a,\"['p', 'q']\",good,1\n9,b,,,2\n").runs
    assert [run.trial for run in runs] == [7, 9]
    assert (runs[0].label, runs[0].tags, runs[0].comment) == ("a", ("p", "q"), "good")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("x,loss\n1,2\n1,3\n1,oops\n", "results.csv, line 4, column loss: oops is not a number."),
        ("x,loss,status\n1,2,ok\n1,3,o k\n", "line 3, column status: o k is not a state"),
        ('x,loss,n\n1,2,"a\nb"\n1,3,c\n1,1.2.3,d\n', "line 5, column loss: 1.2.3"),
    ],
)
def test_that_a_wrong_value_is_told_with_its_place(
    found: Found, content: str, sentence: str
) -> None:
    with pytest.raises(UserError) as caught:
        found(content)
    assert sentence in str(caught.value)


def test_that_the_goal_is_the_likely_one_unless_it_is_named(written: Written) -> None:
    table = written("x,speed,val_acc\n1,2,3\n")
    uses = guess_uses(table)
    assert table_runs(table, uses).batch.objective == Objective("val_acc", "maximize")
    with pytest.raises(UserError, match="There are val_acc"):
        table_runs(table, uses, Objective("speed"))
    chosen = choose_uses(uses, scalars=["speed"])
    assert table_runs(table, chosen, Objective("speed")).batch.objective.name == "speed"


# Stored

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
numbers = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False)
values = st.none() | st.booleans() | numbers | texts
results = st.floats(allow_nan=False) | st.none()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(values, values, results), min_size=1, max_size=8),
    delimiter=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_that_what_was_written_into_a_table_is_in_the_store(
    tmp_path: Path,
    home: Path,
    rows: list[tuple[Scalar, Scalar, float | None]],
    delimiter: str,
    encoding: str,
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["number", "a", "b", "loss"])
    for number, (*flags, loss) in enumerate(rows):
        writer.writerow([number, *map(format_value, flags), "" if loss is None else repr(loss)])
    path = tmp_path / "results.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    table = read_table(path)
    uses = choose_uses(guess_uses(table), flags=["a", "b"], scalars=["loss"])
    with Store(open_home(home)).opened() as store:
        batch = store_table(store, table_runs(table, uses), again=True).batch
        runs = store.runs_of(batch.id)
    assert [(run.trial, *map(repr, run.flags.values())) for run in runs] == [
        (number, repr(a), repr(b)) for number, (a, b, _) in enumerate(rows)
    ]
    assert [s.last if (s := run.scalars.get("loss")) else None for run in runs] == [
        loss for *_, loss in rows
    ]


def test_that_a_table_is_one_batch_and_its_runs_are_newer(store: Store, found: Found) -> None:
    batch, runs = stored(store, found)
    assert batch.name == "results.csv+table"
    assert (batch.status, batch.planned, batch.hidden) == (Status.COMPLETED, 3, False)
    assert [run.trial for run in runs] == [1, 2, 3]
    assert [run.sequence - batch.sequence for run in runs] == [1, 2, 3]
    assert len({run.id for run in runs}) == 3
    assert store.unfinished_batches() == ()


def test_that_the_same_file_comes_once_unless_it_is_wanted_again(
    store: Store, found: Found
) -> None:
    first = store_table(store, found(TABLE))
    second = store_table(store, found(TABLE, name="copy.csv"))
    assert (first.is_new, second.is_new, second.batch.id) == (True, False, first.batch.id)
    assert store_table(store, found(TABLE), again=True).batch.id != first.batch.id
    assert store_table(store, found(f"{TABLE}4,d,1,ok\n")).is_new


def test_that_what_is_in_the_trash_may_come_again_and_can_be_put_back(
    store: Store, found: Found
) -> None:
    batch, runs = stored(store, found)
    ids = [batch.id, *(run.id for run in runs)]
    Edits(store).set_deleted(ids, deleted=True)
    assert not RunFrame.empty().updated(store.changes_since(0).runs).alive.any()
    assert store_table(store, found(TABLE)).is_new
    Edits(store).set_deleted(ids, deleted=False)
    assert RunFrame.empty().updated(store.changes_since(0).runs).alive.all()


def test_that_nothing_is_stored_when_it_is_stopped_in_the_middle(
    store: Store, found: Found
) -> None:
    table = found("x,loss\n" + "1,2\n" * 6000)

    def stop(count: int) -> None:
        if count:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        store_table(store, table, told=stop)
    assert not store.changes_since(0)
    assert store_table(store, table).is_new


def test_that_runs_of_a_table_are_never_run_by_accident(store: Store, found: Found) -> None:
    batch, runs = stored(store, found)
    for attempt in (
        lambda: prepare_continuation(store, batch.id, Continuation(more=3)),
        lambda: check_that_it_can_start(batch.operation),
        lambda: request_again(runs[0], batch),
    ):
        with pytest.raises(UserError, match=r"come from the table results\.csv"):
            attempt()
    assert store.batch(batch.id) == batch


def test_that_tensorboard_gets_their_numbers(store: Store, found: Found, tmp_path: Path) -> None:
    _, runs = stored(store, found)
    assert store.series(runs[0], "loss") == ((0, 0.5),)
    assert LogFolder(tmp_path / "logs", store.series).update(runs) == 3
