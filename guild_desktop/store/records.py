"""Rows of the store to and from the values of core."""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from guild_desktop.core.batch import Batch, Limits, ModelBest, Objective, Start
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.core.reasons import is_timed_out
from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.core.run_block import RUN_FIELDS, RunBlock, Summary
from guild_desktop.store.errors import DamagedRecordError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from guild_desktop.core.values import Value

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()
# Tuples, which the collector of garbage forgets: it would go through a hundred thousand lists
# again and again.
_summaries = msgspec.json.Decoder(list[dict[str, tuple[int | float | str, ...]]])


def to_text(document: object) -> str:
    """A JSON document as text."""
    return _encoder.encode(document).decode()


def from_text(text: str) -> Any:
    """The document that ``to_text`` printed."""
    return _decoder.decode(text)


def packed_value(value: Value) -> object:
    """A flag's value as JSON; nan and infinities become ``{"$float": "nan"}``."""
    if isinstance(value, float) and not math.isfinite(value):
        return {"$float": str(value)}
    if isinstance(value, tuple):
        return [packed_value(item) for item in value]
    return value


def unpacked_value(document: Any) -> Value:
    """The inverse of ``packed_value``."""
    if isinstance(document, list):
        return tuple(unpacked_value(item) for item in document)
    if isinstance(document, dict):
        return float(document["$float"])
    value: Value = document
    return value


def pack_flags(flags: Mapping[str, Value]) -> str:
    """Flags as JSON text, in their order."""
    return to_text(_packed(flags))


def _packed(flags: Mapping[str, Value]) -> dict[str, object]:
    return {name: packed_value(value) for name, value in flags.items()}


def _unpacked(document: Mapping[str, Any]) -> dict[str, Value]:
    return {name: unpacked_value(value) for name, value in document.items()}


def pack_scalars(scalars: Mapping[str, ScalarSummary]) -> str:
    """Summaries as JSON text: a list of numbers each, in the order of the fields."""
    return to_text(
        {
            name: [
                *map(_packed_number, (s.last, s.first, s.min, s.max, s.avg)),
                s.count,
                s.step,
            ]
            for name, s in scalars.items()
        }
    )


def _packed_number(number: float) -> float | str:
    return number if math.isfinite(number) else str(number)


def run_block(rows: Iterable[Sequence[Sequence[Any]]]) -> RunBlock:
    """The runs whose rows come in some portions, each row with the cells of ``RUN_FIELDS`` in their order.

    ``DamagedRecordError`` if a row cannot be read.
    """
    values: dict[str, list[Any]] = {name: [] for name in RUN_FIELDS}
    for portion in rows:
        with _damage_told():
            for name, cells in zip(RUN_FIELDS, zip(*portion, strict=True), strict=True):
                values[name].extend(_READ_FIELDS[name](cells) if name in _READ_FIELDS else cells)
    return RunBlock(values)


@contextmanager
def _damage_told() -> Iterator[None]:
    """What no row of ours can lead to means that it was changed by a fault of the disk or by a stranger."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedRecordError(str(error)) from error


def _read_flags(texts: Sequence[str]) -> list[dict[str, Value]]:
    text = _joined(texts)
    documents: list[dict[str, Any]] = from_text(text)
    # Each flag is a plain number, text or truth unless there are brackets but those around all and each.
    if text.count("{") == len(texts) and text.count("[") == 1:
        return documents
    return [
        {name: unpacked_value(value) for name, value in document.items()} for document in documents
    ]


def _read_scalars(texts: Sequence[str]) -> Sequence[Mapping[str, Summary]]:
    return _summaries.decode(_joined(texts))


def _joined(texts: Iterable[str]) -> str:
    """Many documents as one: that reads them three times as fast."""
    return f"[{','.join(texts)}]"


_STATUSES = {status.value: status for status in Status}
_READ_FIELDS: Mapping[str, Callable[[Sequence[Any]], Iterable[Any]]] = {
    "status": lambda cells: map(_STATUSES.__getitem__, cells),
    "flags": _read_flags,
    "scalars": _read_scalars,
    "tags": lambda cells: [tuple(from_text(cell)) if cell != "[]" else () for cell in cells],
    "marked": lambda cells: map(bool, cells),
    "timed_out": lambda cells: map(bool, cells),
    "foreseen": lambda cells: [from_text(cell) if cell != "{}" else {} for cell in cells],
}


def run_from_row(row: Mapping[str, Any]) -> Run:
    """The run that one row of the table holds."""
    # Records in folders of older programs lack what came later.
    stopped = row["status"] == Status.TERMINATED.value
    timed_out = stopped and is_timed_out(row["reason"])
    whole = {"repeat": 1, "timed_out": timed_out, "foreseen": "{}", **row}
    return run_block([[[whole[name] for name in RUN_FIELDS]]])[0]


def row_from_run(run: Run) -> dict[str, Any]:
    """The row that holds a run."""
    return {
        **{name: getattr(run, name) for name in run.__dataclass_fields__},
        "status": run.status.value,
        "flags": pack_flags(run.flags),
        "scalars": pack_scalars(run.scalars),
        "tags": to_text(run.tags),
        "foreseen": to_text(run.foreseen),
    }


def batch_from_row(row: Mapping[str, Any]) -> Batch:
    """The batch that a row of the table holds; ``DamagedRecordError`` if it cannot be read."""
    with _damage_told():
        return _batch_from_row(row)


def _batch_from_row(row: Mapping[str, Any]) -> Batch:
    fields = {name: row[name] for name in row if name != "name"}
    return Batch(
        **{
            **fields,
            "operation": operation_from_text(row["operation"]),
            "flags": from_text(row["flags"]),
            "rows": tuple(from_text(row["rows"])),
            "options": from_text(row["options"]),
            "objective": msgspec.json.decode(row["objective"], type=Objective),
            "limits": msgspec.json.decode(row["limits"], type=Limits),
            "model_best": model_best_from_text(row["model_best"]),
            # A record beside the store from before there were starts has none.
            "starts": starts_from_text(row.get("starts", "[]")),
            "status": Status(row["status"]),
            "hidden": bool(row["hidden"]),
            "tags": tuple(from_text(row["tags"])),
            "marked": bool(row["marked"]),
        }
    )


def row_from_batch(batch: Batch) -> dict[str, Any]:
    """The row that holds a batch."""
    return {
        **{name: getattr(batch, name) for name in batch.__dataclass_fields__},
        "name": batch.name,
        "operation": operation_to_text(batch.operation),
        "flags": to_text(batch.flags),
        "rows": to_text(batch.rows),
        "options": to_text(batch.options),
        "objective": to_text(batch.objective),
        "limits": to_text(batch.limits),
        "model_best": model_best_to_text(batch.model_best),
        "starts": starts_to_text(batch.starts),
        "status": batch.status.value,
        "tags": to_text(batch.tags),
    }


def model_best_to_text(best: ModelBest | None) -> str | None:
    """A model's best as JSON text; None for none."""
    if best is None:
        return None
    return to_text({"flags": _packed(best.flags), "value": best.value, "deviation": best.deviation})


def model_best_from_text(text: str | None) -> ModelBest | None:
    """The inverse of ``model_best_to_text``."""
    if text is None:
        return None
    document = from_text(text)
    return ModelBest(_unpacked(document["flags"]), document["value"], document["deviation"])


def starts_to_text(starts: Iterable[Start]) -> str:
    """The trials that a search begins with as JSON text."""
    return to_text([{"flags": _packed(start.flags), "origin": start.origin} for start in starts])


def starts_from_text(text: str) -> tuple[Start, ...]:
    """The inverse of ``starts_to_text``."""
    return tuple(
        Start(_unpacked(document["flags"]), document["origin"]) for document in from_text(text)
    )


def operation_to_text(operation: Operation) -> str:
    """An operation as JSON text."""
    document = {name: getattr(operation, name) for name in operation.__dataclass_fields__}
    document["flags"] = [_flag_document(flag) for flag in operation.flags]
    return to_text(document)


def operation_from_text(text: str) -> Operation:
    """The inverse of ``operation_to_text``."""
    document = from_text(text)
    document["flags"] = tuple(_flag_from(flag) for flag in document["flags"])
    # Records from before there were patterns have none.
    document["patterns"] = tuple(document.get("patterns", ()))
    return Operation(**document)


def _flag_document(flag: FlagInfo) -> dict[str, object]:
    document = {name: getattr(flag, name) for name in flag.__dataclass_fields__}
    return {
        **document,
        "default": packed_value(flag.default),
        "choices": [packed_value(choice) for choice in flag.choices],
    }


def _flag_from(document: dict[str, Any]) -> FlagInfo:
    choices: Sequence[Any] = document["choices"]
    return FlagInfo(
        **{
            **document,
            "default": unpacked_value(document["default"]),
            "choices": tuple(unpacked_value(choice) for choice in choices),
        }
    )


def column_value(value: object) -> object:
    """What a column holds for a value of core: enums by their word, collections as JSON."""
    if isinstance(value, Status):
        return value.value
    if isinstance(value, Operation):
        return operation_to_text(value)
    if isinstance(value, ModelBest):
        return model_best_to_text(value)
    if isinstance(value, tuple) and value and isinstance(value[0], Start):
        return starts_to_text(value)
    if isinstance(value, dict | tuple | list | Limits | Objective):
        return to_text(value)
    return value
