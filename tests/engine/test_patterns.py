"""Patterns on their way through a batch:
what counts under one name, and that they stay with the operation.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from guild_desktop.core.batch import Batch, Limits
from guild_desktop.core.run import Status
from guild_desktop.engine.continuing import Continuation
from guild_desktop.engine.launch import prepare_continuation, start_engine, store_batch
from guild_desktop.engine.request import BatchRequest, plan_batch, request_again
from guild_desktop.scalars.pattern_text import PatternError
from guild_desktop.store.recorder import Recorder
from guild_desktop.store.records import from_text, operation_from_text, operation_to_text, to_text
from tests.engine.conftest import PARABOLA, Bench, wait_until

LOSS = r"loss=it is (\value)"


def batch_with(bench: Bench, code: str, *patterns: str, flags: str = "1") -> Batch:
    operation = replace(bench.operation(code), patterns=patterns)
    return store_batch(bench.store, plan_batch(BatchRequest(operation, {"x": flags}, seed=1)))


def values(bench: Bench, batch: Batch, name: str) -> list[float]:
    """What is stored of the first run; its summary says the same."""
    run = bench.runs(batch)[0]
    stored = [value for _, value in bench.store.series(run, name)]
    assert run.scalars[name].count == len(stored)
    return stored


def test_that_what_a_pattern_finds_replaces_plain_lines_whatever_came_first(bench: Bench) -> None:
    code = (
        "import time\n"
        "x = 1\n"
        "print('loss: 9\\nacc: 1', flush=True)\n"
        "time.sleep(0.6)\n"
        "print('it is 1\\nloss: 8\\nit is 2\\nacc: 2')\n"
    )
    batch = batch_with(bench, code, LOSS)
    bench.run(batch)
    assert values(bench, batch, "loss") == [1.0, 2.0]
    assert values(bench, batch, "acc") == [1.0, 2.0]


def test_that_a_pattern_that_finds_nothing_takes_nothing_away(bench: Bench) -> None:
    batch = batch_with(bench, "x = 1\nprint('loss: 9')\n", LOSS)
    bench.run(batch)
    assert values(bench, batch, "loss") == [9.0]


def test_that_what_is_written_to_a_file_counts_before_a_pattern(bench: Bench) -> None:
    code = (
        "import os\n"
        "x = 1\n"
        "print('it is 1')\n"
        "open(os.environ['GUILD_EVENTS'], 'a').write('{\"tag\": \"loss\", \"value\": 5}\\n')\n"
        "print('it is 2')\n"
    )
    batch = batch_with(bench, code, LOSS)
    bench.run(batch)
    assert values(bench, batch, "loss") == [5.0]


def test_that_a_pattern_may_find_its_number_in_standard_error(bench: Bench) -> None:
    batch = batch_with(bench, "import sys\nx = 1\nprint('it is 3', file=sys.stderr)\n", LOSS)
    bench.run(batch)
    assert values(bench, batch, "loss") == [3.0]


def test_that_a_batch_that_goes_on_and_a_run_again_keep_their_patterns(bench: Bench) -> None:
    batch = batch_with(bench, "x = 1\nprint('it is', x)\n", LOSS, flags="[1,2]")
    bench.run(batch)
    prepare_continuation(
        bench.store, batch.id, Continuation(flags={"x": "[1,2,3]"}, limits=Limits())
    )
    bench.run(batch)
    assert [run.scalars["loss"].last for run in bench.runs(batch)] == [1.0, 2.0, 3.0]
    again = request_again(bench.runs(batch)[0], bench.store.batch(batch.id))
    assert again.operation.patterns == (LOSS,)


def test_that_a_record_from_before_there_were_patterns_has_none(bench: Bench) -> None:
    operation = bench.operation(PARABOLA)
    document = from_text(operation_to_text(operation))
    del document["patterns"]
    assert operation_from_text(to_text(document)) == operation


def test_that_a_wrong_pattern_is_refused_before_anything_is_stored(bench: Bench) -> None:
    with pytest.raises(PatternError):
        batch_with(bench, PARABOLA, "loss=(")


def test_that_an_engine_says_of_a_stored_pattern_that_it_is_wrong(bench: Bench) -> None:
    batch = bench.batch(PARABOLA, {"x": "1"})
    wrong = replace(batch.operation, patterns=("loss=(",))
    Recorder(bench.store).set_batch(batch.id, operation=wrong)
    start_engine(bench.store.home, batch.id)
    wait_until(lambda: bench.store.batch(batch.id).status is Status.ERROR)
    assert "has a mistake at character 6" in bench.store.batch(batch.id).reason
