"""A home with an open store, and a batch to put runs in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from guild_desktop.core.batch import Batch
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.store.home import open_home
from guild_desktop.store.recorder import Recorder, new_id
from guild_desktop.store.store import Store


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    with Store(open_home(home)).opened() as store:
        yield store


@pytest.fixture
def recorder(store: Store) -> Recorder:
    return Recorder(store)


@pytest.fixture
def batch(recorder: Recorder) -> Batch:
    operation = Operation(
        kind="script",
        target="/project/train.py",
        name="train.py",
        python="/usr/bin/python3",
        project="/project",
        flags=(FlagInfo("x", 0.1, "number"), FlagInfo("mode", "a", "string", choices=("a", "b"))),
    )
    return recorder.add_batch(
        Batch(
            id=new_id(),
            sequence=0,
            operation=operation,
            flags={"x": "[1, 2, 3]", "mode": "a"},
            optimizer="grid",
            planned=3,
        )
    )
