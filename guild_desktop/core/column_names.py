"""What the name of a column means: a field of every run, a flag, or a scalar and which of its values."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import Literal, get_args

from guild_desktop.core.batch import SCALAR_PREFIX, Aggregate, split_aggregate
from guild_desktop.core.column import Order, Origin, natural_order
from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run
from guild_desktop.core.run_block import RunBlock
from guild_desktop.core.values import Value

FIELDS = (
    "run",
    "operation",
    "status",
    "started",
    "time",
    "trial",
    "origin",
    "batch",
    "label",
    "marked",
)
"""What every run has; a flag or scalar of such a name needs its prefix."""

LATE_FIELDS = ("repeat", "gain")
"""Fields that give way to a flag or scalar of their name, and need their prefix then."""

TEXT_FIELDS = frozenset({"run", "operation", "status", "origin", "batch", "label"})
"""Fields whose values are always text, so that ``label = 5`` means the label ``5``."""

ID_FIELDS = frozenset({"run", "batch"})
"""Fields whose values are ids, of which a condition may give the beginning."""

AGGREGATES: tuple[Aggregate, ...] = get_args(Aggregate)

_PREFIXES: Mapping[str, Origin] = {"attr:": "field", "flag:": "flag", SCALAR_PREFIX: "scalar"}


_MOST_COMPARED = 500
"""Names among which a slip of the pen is sought: plots ask for what may not be there at each change."""


class UnknownColumn(UserError):  # noqa: N818 - it says what is wrong, and is told to people
    """No run has a field, flag or scalar of this ``name``."""

    def __init__(self, name: str, known: Collection[str]) -> None:
        some = dict.fromkeys(islice(known, _MOST_COMPARED))
        names = [found for found in some if found not in FIELDS]
        near = difflib.get_close_matches(name, (*names, *FIELDS), n=1, cutoff=0.6)
        if near:
            hint = f"Did you mean {near[0]}?"
        elif names:
            hint = f"There are {', '.join(names[:12])}{' …' if len(names) > 12 else ''}."
        else:
            hint = "There are no runs with flags or scalars yet."
        super().__init__(f"No run has a flag or scalar called {name}.", hint)
        self.name = name


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """How to read one column from a run, and from a whole block; ``order`` sorts its categories."""

    origin: Origin
    read: Callable[[Run], Value]
    read_block: Callable[[RunBlock], Sequence[Value]]
    field: str = ""
    order: Order = natural_order


def split_prefix(name: str) -> tuple[Origin | None, str]:
    """Where a name says to look, None for everywhere, and the name without saying so."""
    for prefix, origin in _PREFIXES.items():
        if name.startswith(prefix):
            return origin, name[len(prefix) :]
    return None, name


def has_prefix(name: str) -> bool:
    """Whether a name begins like one that says where to look."""
    return name.startswith(tuple(_PREFIXES))


def field_of(name: str) -> str:
    """The field that a column name means, the empty text if it means none."""
    origin, rest = split_prefix(name)
    if origin == "field" and rest in LATE_FIELDS:
        return rest
    return rest if origin in {None, "field"} and rest in FIELDS else ""


def find_reader(
    name: str, flags: Collection[str], scalars: Collection[str], visible: Collection[str]
) -> ColumnReader:
    """How to read the column ``name`` where these flags and scalars exist; ``UnknownColumn`` if it is none.

    ``visible`` are the ids of the batches that lists show; runs of others stand for themselves.
    """
    origin, rest = split_prefix(name)
    if field_of(name):
        return _field_reader(rest, visible)
    if origin in {None, "flag"} and rest in flags:
        return ColumnReader(
            "flag",
            lambda run: run.flags.get(rest),
            lambda block: [flags.get(rest) for flags in block.values("flags")],
        )
    if origin in {None, "scalar"}:
        if rest in scalars:
            return scalar_reader(rest, "last")
        aggregate, scalar = split_aggregate(rest)
        if scalar not in scalars:
            scalar = scalar.removeprefix(SCALAR_PREFIX)
        if aggregate and scalar in scalars:
            return scalar_reader(scalar, aggregate)
    if origin is None and rest in LATE_FIELDS:
        return _field_reader(rest, visible)
    raise UnknownColumn(name, (*flags, *scalars))


def scalar_reader(name: str, aggregate: Aggregate | Literal["count"]) -> ColumnReader:
    """How to read an aggregate of the scalar ``name``, or how often it was reported."""
    value = attrgetter(aggregate)

    def read(run: Run) -> Value:
        summary = run.scalars.get(name)
        found: float | None = None if summary is None else value(summary)
        return found

    return ColumnReader("scalar", read, lambda block: block.scalar_values(name, aggregate))


def _field_reader(field: str, visible: Collection[str]) -> ColumnReader:
    match field:
        case "run":
            return _plain_reader("id", field, order=str)
        case "batch":
            return _batch_reader("batch", field, visible, order=str)
        case "trial" | "repeat":
            return _batch_reader(field, field, visible)
        case "status":
            return ColumnReader(
                "field",
                lambda run: run.status.value,
                lambda block: [status.value for status in block.values("status")],
                field,
            )
        case "time":
            return _plain_reader("seconds", field)
        case "gain":
            # What it is made of is no matter of single runs: see ``gain_column``.
            return ColumnReader(
                "field", lambda _run: None, lambda block: [None] * len(block), field
            )
        case "label":
            return ColumnReader(
                "field",
                lambda run: run.label or None,
                lambda block: [label or None for label in block.values("label")],
                field,
            )
        case _:
            return _plain_reader(field, field)


def _plain_reader(attribute: str, field: str, order: Order = natural_order) -> ColumnReader:
    return ColumnReader(
        "field", attrgetter(attribute), lambda block: block.values(attribute), field, order
    )


def _batch_reader(
    attribute: str, field: str, visible: Collection[str], order: Order = natural_order
) -> ColumnReader:
    """Of runs of visible batches only; the others stand for themselves."""
    value = attrgetter(attribute)
    return ColumnReader(
        "field",
        lambda run: value(run) if run.batch in visible else None,
        lambda block: [
            value if batch in visible else None
            for value, batch in zip(block.values(attribute), block.values("batch"), strict=True)
        ],
        field,
        order,
    )
