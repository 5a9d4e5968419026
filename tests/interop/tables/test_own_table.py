"""That runs written as a table come back as they were."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, strategies as st

from guild_desktop.core.run import Run, Status
from guild_desktop.interop.tables.own_table import own_columns, table_text, write_table
from guild_desktop.interop.tables.runs import TableRuns, table_runs
from guild_desktop.interop.tables.table import read_table
from guild_desktop.interop.tables.uses import guess_uses
from tests.core.sample_runs import frame_of, make_run, scalar
from tests.flags.strategies import scalars as flag_values

NAMES = st.sampled_from(
    [
        "x",
        "lr",
        "loss",
        "time",
        "label",
        "status",
        "params_x",
        "flag:a",
        "scalar:b",
        "acc",
        "名前",
        "a.b",
    ]
)
NUMBERS = st.floats(allow_nan=False) | st.just(math.inf)
RUNS = st.lists(
    st.tuples(
        st.dictionaries(NAMES, flag_values, max_size=4),
        st.dictionaries(NAMES, NUMBERS, max_size=4),
        st.sampled_from(["", "night run", "=1+2"]),
    ),
    min_size=1,
    max_size=6,
)


def written(runs: Sequence[Run]) -> str:
    frame = frame_of(*runs)
    return table_text(frame, runs, own_columns(frame, runs))


def imported(text: str) -> TableRuns:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "runs.csv"
        write_table(path, text)
        table = read_table(path)
        return table_runs(table, guess_uses(table))


def exact(flags: Mapping[str, object]) -> dict[str, tuple[type, object]]:
    return {name: (type(value), value) for name, value in flags.items()}


@given(RUNS)
def test_that_an_import_gives_the_same_flags_and_scalars(
    drawn: list[tuple[dict[str, object], dict[str, float], str]],
) -> None:
    runs = [
        make_run(
            number,
            flags,  # type: ignore[arg-type] # the strategy draws values of flags
            scalars={name: scalar(value) for name, value in numbers.items()},
            label=label,
            seconds=1.0 + number,
        )
        for number, (flags, numbers, label) in enumerate(drawn)
    ]
    back = imported(written(runs)).runs
    assert [exact(run.flags) for run in back] == [exact(run.flags) for run in runs]
    for before, after in zip(runs, back, strict=True):
        assert {name: each.last for name, each in after.scalars.items()} == {
            name: each.last for name, each in before.scalars.items()
        }
        assert after.seconds == before.seconds


def test_that_nan_and_states_come_back_and_missing_values_are_empty() -> None:
    runs = [
        make_run(1, {"x": 1}, loss=math.nan),
        make_run(2, {"x": 2, "mode": None}, status=Status.ERROR),
    ]
    text = written(runs)
    _, first, second = csv.reader(io.StringIO(text))
    assert first[4:] == ["1", "", "", "nan"]
    assert second[4:] == ["2", "null", "", ""]
    back = imported(text).runs
    assert math.isnan(back[0].scalars["loss"].last)
    assert [run.status for run in back] == [Status.COMPLETED, Status.ERROR]
    assert back[1].flags == {"x": 2, "mode": None}


def test_that_numbers_have_all_their_digits_and_texts_are_exact() -> None:
    row = written([make_run(1, {"x": 0.1 + 0.2, "name": "7", "tag": "a,b"}, loss=1e-300)])
    cells = next(csv.reader(io.StringIO(row.splitlines()[1])))
    assert cells[4:] == ["0.30000000000000004", "'7'", "a,b", "", "1e-300"]


def test_that_no_text_is_a_formula_to_a_spreadsheet() -> None:
    run = make_run(1, {"x": "=HYPERLINK(1)", "y": "-a", "z": "@b"}, label="+1", loss=-1.0)
    head, cells = csv.reader(io.StringIO(written([run])))
    texts = [cell for name, cell in zip(head, cells, strict=True) if name != "loss"]
    assert not [cell for cell in texts if cell[:1] in set("=+-@\t\r")]
    assert cells[-1] == "-1.0"


def test_that_labels_come_back_and_without_them_runs_are_known_by_their_ids() -> None:
    runs = [make_run(1, {"x": 1}, loss=1.0, label="best"), make_run(2, {"x": 2}, loss=2.0)]
    assert [run.label for run in imported(written(runs)).runs] == ["best", ""]
    alone = runs[1:]
    assert [run.label for run in imported(written(alone)).runs] == [alone[0].id]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4)), min_size=1, unique=True))
def test_that_repeats_come_back_with_their_trials(places: list[tuple[int, int]]) -> None:
    runs = [
        make_run(number, {"x": trial, "repeat": 7}, 1.0, repeat=repeat, trial=trial)
        for number, (trial, repeat) in enumerate(places)
    ]
    found = imported(written(runs))
    if any(repeat > 1 for _, repeat in places):
        assert [(run.trial, run.repeat) for run in found.runs] == places
        assert found.batch.planned == len({trial for trial, _ in places})
    assert [run.flags["repeat"] for run in found.runs] == [7] * len(places)


def test_that_trials_of_several_sweeps_stay_apart() -> None:
    runs = [
        make_run(number, {"x": 1}, 1.0, batch=batch, trial=1, repeat=repeat)
        for number, (batch, repeat) in enumerate([("a", 1), ("a", 2), ("b", 1), ("b", 2)])
    ]
    found = imported(written(runs))
    assert [(run.trial, run.repeat) for run in found.runs] == [(1, 1), (1, 2), (2, 1), (2, 2)]
