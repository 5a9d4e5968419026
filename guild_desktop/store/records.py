"""Rows of the store to and from the values of core."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import msgspec

from guild_desktop.core.batch import Batch, Limits, ModelBest, Objective
from guild_desktop.core.operation import FlagInfo, Operation
from guild_desktop.core.run import Run, ScalarSummary, Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guild_desktop.core.values import Value

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()


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
    return to_text({name: packed_value(value) for name, value in flags.items()})


def _unpack_flags(text: str) -> dict[str, Value]:
    document: dict[str, Any] = from_text(text)
    for name, value in document.items():
        if isinstance(value, list | dict):
            document[name] = unpacked_value(value)
    return document


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


def _unpack_scalars(text: str) -> dict[str, ScalarSummary]:
    return {
        name: ScalarSummary(
            float(last), float(first), float(low), float(high), float(mean), count, step
        )
        for name, (last, first, low, high, mean, count, step) in from_text(text).items()
    }


def run_from_row(row: Mapping[str, Any]) -> Run:
    """The run that a row of the table holds."""
    return Run(
        **{
            **row,
            "status": Status(row["status"]),
            "flags": _unpack_flags(row["flags"]),
            "scalars": _unpack_scalars(row["scalars"]) if row["scalars"] != "{}" else {},
            "tags": tuple(from_text(row["tags"])) if row["tags"] != "[]" else (),
            "marked": bool(row["marked"]),
        }
    )


def row_from_run(run: Run) -> dict[str, Any]:
    """The row that holds a run."""
    return {
        **{name: getattr(run, name) for name in run.__dataclass_fields__},
        "status": run.status.value,
        "flags": pack_flags(run.flags),
        "scalars": pack_scalars(run.scalars),
        "tags": to_text(run.tags),
    }


def batch_from_row(row: Mapping[str, Any]) -> Batch:
    """The batch that a row of the table holds."""
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
        "status": batch.status.value,
        "tags": to_text(batch.tags),
    }


def model_best_to_text(best: ModelBest | None) -> str | None:
    """A model's best as JSON text; None for none."""
    if best is None:
        return None
    flags = {name: packed_value(value) for name, value in best.flags.items()}
    return to_text({"flags": flags, "value": best.value, "deviation": best.deviation})


def model_best_from_text(text: str | None) -> ModelBest | None:
    """The inverse of ``model_best_to_text``."""
    if text is None:
        return None
    document = from_text(text)
    flags = {name: unpacked_value(value) for name, value in document["flags"].items()}
    return ModelBest(flags, document["value"], document["deviation"])


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
