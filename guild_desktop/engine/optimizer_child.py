"""The optimizer's own process: keeps scipy and a slow model away from the engine's loop.

It reads one JSON document a line from standard input and answers some of them on standard output:
``create`` (first), ``expect``, ``tell``, ``withdraw``, ``ask`` (answered with ``flags`` and ``origin``,
with the model's best when it has one and with the ``seconds`` all this took), ``revise`` (answered with
``flags``, null if these stay as they are, and ``origin``) and ``best`` (the model's best alone). A
``UserError`` or a bug is answered with ``error``.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from typing import IO, Any

from guild_desktop.core.batch import ModelBest
from guild_desktop.core.errors import UserError
from guild_desktop.flags import parse
from guild_desktop.optimizers import create
from guild_desktop.optimizers.base import Optimizer, Repeats, Revising, Suggestion
from guild_desktop.store.records import (
    from_text,
    model_best_to_text,
    operation_from_text,
    packed_value,
    to_text,
    unpacked_value,
)

_LONGEST = 300
"""Characters of an error that are told; what a package says may be megabytes."""


def main() -> int:
    """Serve one engine until its end of the pipe closes."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    # Whatever a library prints must not be taken for an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin, answers)
    return 0


def serve(requests: IO[str], answers: IO[str]) -> None:
    """Answer requests until there are no more."""
    optimizer: Optimizer | None = None
    for line in requests:
        request = from_text(line)
        try:
            if "create" in request:
                optimizer = _created(request["create"])
                continue
            if optimizer is None:
                continue
            answer = _answer(optimizer, request)
        except UserError as error:
            answer = {"error": str(error)}
        except Exception as error:  # noqa: BLE001 - a broken model must not end the batch
            answer = {"error": _in_short(f"{type(error).__name__}: {error}")}
        if answer is not None:
            answers.write(to_text(answer) + "\n")
            answers.flush()


def _in_short(said: str) -> str:
    """Somebody else's words on one line that fits a reason, and that can be sent whatever is in it."""
    line = " ".join(said.split()).encode(errors="backslashreplace").decode()
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _created(document: dict[str, Any]) -> Optimizer:
    known = operation_from_text(document["operation"]).flags
    where = document.get("where", "")
    space = parse(document["flags"], known, rows=document["rows"], where=where)
    return create(document["optimizer"], space, document["options"], document["seed"])


def _answer(optimizer: Optimizer, request: dict[str, Any]) -> dict[str, Any] | None:
    if "tell" in request:
        repeats = Repeats(*request["repeats"]) if "repeats" in request else None
        optimizer.tell(_flags(request["tell"]), request["value"], repeats)
        return None
    if "expect" in request:
        optimizer.expect(_flags(request["expect"]))
        return None
    if "withdraw" in request:
        optimizer.withdraw(_flags(request["withdraw"]))
        return None
    if "revise" in request:
        flags = _flags(request["revise"])
        return _written(optimizer.revise(flags) if isinstance(optimizer, Revising) else None)
    begun = time.monotonic()
    best = model_best_to_text(_model_best(optimizer))
    if "best" in request:
        return {"best": best}
    answer = _written(optimizer.ask())
    return answer | {"best": best, "seconds": time.monotonic() - begun}


def _written(suggestion: Suggestion | None) -> dict[str, Any]:
    if suggestion is None:
        return {"flags": None, "origin": ""}
    flags = {name: packed_value(value) for name, value in suggestion.params.items()}
    return {"flags": flags, "origin": suggestion.origin}


def _model_best(optimizer: Optimizer) -> ModelBest | None:
    try:
        found = optimizer.recommend()
    except Exception:  # noqa: BLE001 - a model that cannot say what it thinks best may still propose
        traceback.print_exc()
        return None
    if found is None or found.value is None:
        return None
    return ModelBest(found.params, found.value, found.deviation)


def _flags(document: dict[str, Any]) -> dict[str, Any]:
    return {name: unpacked_value(value) for name, value in document.items()}
