"""Questions and analyses as JSON, between the processes of this program."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from guild_desktop.analysis.question import Question
from guild_desktop.analysis.results import Analysis

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Request:
    """What the process that computes is asked.

    The runs of ``batches`` in the home ``home`` count, but for those in the trash and those of
    ``without``. ``batch`` gives the space; empty: the runs do. ``number`` comes back with the answer.
    """

    number: int
    home: str
    batch: str
    batches: tuple[str, ...]
    without: tuple[str, ...]
    question: Question


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes back: an analysis, or a ``message`` and a ``hint`` that a person should read."""

    number: int
    analysis: Analysis | None = None
    message: str = ""
    hint: str = ""


def to_line(document: Request | Answer) -> bytes:
    """A document on one line, with its end."""
    return msgspec.json.encode(_packed(msgspec.to_builtins(document))) + b"\n"


def from_line(line: bytes, kind: type[Read]) -> Read:
    """The inverse of ``to_line``; lists are tuples. ``ValueError`` if it is no document of this kind."""
    return msgspec.convert(_unpacked(msgspec.json.decode(line)), kind)


def plain_document(analysis: Analysis) -> dict[str, Any]:
    """An analysis as commands print it: nan and the infinities are words, as everywhere in their JSON."""
    document: dict[str, Any] = _plain(msgspec.to_builtins(analysis))
    return document


def _packed(document: Any) -> Any:
    """As JSON can have it: floats that are no numbers become ``{"$float": "nan"}``."""
    if isinstance(document, float) and not math.isfinite(document):
        return {"$float": str(document)}
    if isinstance(document, Mapping):
        return {name: _packed(value) for name, value in document.items()}
    return [_packed(item) for item in document] if isinstance(document, list | tuple) else document


def _unpacked(document: Any) -> Any:
    if isinstance(document, dict):
        if set(document) == {"$float"}:
            return float(document["$float"])
        return {name: _unpacked(value) for name, value in document.items()}
    return tuple(map(_unpacked, document)) if isinstance(document, list) else document


def _plain(document: Any) -> Any:
    if isinstance(document, float) and not math.isfinite(document):
        return str(document)
    if isinstance(document, Mapping):
        return {name: _plain(value) for name, value in document.items()}
    return [_plain(item) for item in document] if isinstance(document, list | tuple) else document
