"""Runs as the store would give them, made up for the tests of frame, filter and listing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from guild_desktop.core.batch import Batch
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.operation import Operation
from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.core.values import Value

TRAIN = Operation("script", "/project/train.py", "train.py", "/usr/bin/python3", "/project")


def scalar(last: float, **others: Any) -> ScalarSummary:
    """A scalar of one value unless told otherwise."""
    parts = {"first": last, "min": last, "max": last, "avg": last, "count": 1, "step": 0}
    return ScalarSummary(last=last, **{**parts, **others})


def make_run(
    number: int, flags: Mapping[str, Value] | None = None, loss: float | None = None, **others: Any
) -> Run:
    """A completed run; its id begins with its number in eight hexadecimal digits."""
    fields = {
        "id": f"{number:08x}" + "0" * 24,
        "sequence": number,
        "batch": "b" * 32,
        "trial": number + 1,
        "operation": "train.py",
        "status": Status.COMPLETED,
        "flags": flags or {},
        "scalars": {} if loss is None else {"loss": scalar(loss)},
        "revision": number + 1,
    }
    return Run(**{**fields, **others})


def make_batch(identity: str = "b", sequence: int = 0, **others: Any) -> Batch:
    """A batch of ``train.py`` with the id ``identity`` repeated to its length."""
    batch_id = (identity * 32)[:32]
    fields = {"id": batch_id, "sequence": sequence, "operation": TRAIN, "flags": {}}
    return Batch(**{"optimizer": "grid", **fields, **others})


def frame_of(*runs: Run, batches: tuple[Batch, ...] = ()) -> RunFrame:
    """A frame of these runs."""
    return RunFrame.empty().updated(runs, batches or (make_batch(),))


def frame_of_flag(*values: Value) -> RunFrame:
    """One run for each value of the flag ``x``; None stands for a run without it."""
    return frame_of(
        *(
            make_run(number, {} if value is None else {"x": value})
            for number, value in enumerate(values)
        )
    )


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([2**53, 2**53 + 1, 10**400, -(10**400)]),
    st.floats(allow_nan=True, allow_infinity=True, width=16),
    st.sampled_from(["", "adam", "Adam", "sgd", "1", "true", "null", "a b", "it's", "[x", "ünï"]),
    st.text(max_size=4),
)
"""Values of flags, the troublesome ones often."""

VALUES = SCALARS | st.lists(SCALARS, max_size=3).map(tuple)
"""As ``SCALARS``, and lists of them."""

NAMES = st.sampled_from(["x", "y", "loss"])


@st.composite
def runs(draw: st.DrawFn, number: int) -> Run:
    """A run with the given number, in any state."""
    finite = st.floats(-2, 2, width=16) | st.sampled_from([float("nan"), float("inf")])
    return make_run(
        number,
        flags=draw(st.dictionaries(NAMES, VALUES, max_size=2)),
        scalars={
            name: scalar(value, min=value - 1.0)
            for name, value in draw(st.dictionaries(NAMES, finite, max_size=2)).items()
        },
        status=draw(st.sampled_from(list(Status))),
        operation=draw(st.sampled_from(["train.py", "other.py"])),
        batch=draw(st.sampled_from(["b" * 32, "c" * 32])),
        deleted=draw(st.sampled_from([None, None, None, 1.0])),
        started=draw(st.none() | st.floats(0, 1e9)),
        label=draw(st.sampled_from(["", "best", "run 10", "run 9"])),
        marked=draw(st.booleans()),
    )


@st.composite
def frames(draw: st.DrawFn) -> RunFrame:
    """A frame of a few runs in any state."""
    count = draw(st.integers(0, 6))
    return frame_of(*(draw(runs(number)) for number in range(count)))
