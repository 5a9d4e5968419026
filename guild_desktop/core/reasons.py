"""Reasons by which a state is recognised, in one place for who makes their words and who reads them.

A run or batch keeps one sentence about its end, and a running batch one while it is paused. Timed out,
interrupted and paused are reasons, not statuses.
"""

from __future__ import annotations

_TIMED_OUT = "timed out after"
_HAD_ITS_TIME = "stopped after"
_IN_VAIN = "stopped because the"
_ALL_TRIED = "everything there is to try was tried"
_NOTHING_FITS = "nothing more to try was found"
_FAILED, _BY_CHANCE = " failed (", "; random values were tried instead"

PAUSED = "paused"
"""How the reason of a running batch begins that starts no trials for now."""

_PAUSED_TOO = f"{PAUSED}, and "
"""How it begins if a person said so, but there is also something else that keeps it from starting any."""

INTERRUPTED = "interrupted"
"""The reason of a batch whose engine was told to end by a signal, such as that of Ctrl+C."""

ENGINE_GONE = "interrupted: the engine ended without a word"
"""The reason of a batch whose engine was killed, or whose machine went down."""


def paused(*, by_person: bool, no_room: str) -> str:
    """Why a running batch starts no trials, ``no_room`` telling of a full disk;
    empty if it may start some.
    """
    if by_person:
        return f"{_PAUSED_TOO}{no_room}" if no_room else PAUSED
    return f"{PAUSED}: {no_room}" if no_room else ""


def is_paused(reason: str) -> bool:
    """Whether a running batch starts no trials for now, for whatever reason."""
    return reason.startswith(PAUSED)


def is_paused_by_person(reason: str) -> bool:
    """Whether it is paused until a person says otherwise, room or not."""
    return reason == PAUSED or reason.startswith(_PAUSED_TOO)


def is_interrupted(reason: str) -> bool:
    """Whether a batch ended because its engine did, by a signal or without a word."""
    return reason.startswith(INTERRUPTED)


def had_its_time(span: str) -> str:
    """The reason of a batch that starts no more trials because its time, so written, is up."""
    return f"{_HAD_ITS_TIME} {span}"


def in_vain(trials: int, column: str) -> str:
    """The reason of a batch that starts no more trials because the last ones brought nothing better."""
    return f"{_IN_VAIN} {f'last {trials}' if trials > 1 else 'last one'} had no better {column}"


def is_enough(reason: str) -> bool:
    """Whether a batch ended by itself before its last trial, though nothing failed."""
    return reason.startswith((_HAD_ITS_TIME, _IN_VAIN, _ALL_TRIED, _NOTHING_FITS))


def nothing_left(where: str) -> str:
    """The reason of a search that found no trial it has not made, under a condition or without one."""
    return f"{_NOTHING_FITS} where {where}" if where else _ALL_TRIED


def by_chance(optimizer: str, why: str) -> str:
    """The reason of a search whose optimizer broke, so that its further trials came by chance."""
    return f"{optimizer}{_FAILED}{why}){_BY_CHANCE}"


def broken_optimizer(reason: str) -> str:
    """The name of the optimizer that broke in such a search; empty of any other."""
    return reason.partition(_FAILED)[0] if _BY_CHANCE in reason else ""


def timed_out(limit: float) -> str:
    """The reason of a trial that is stopped because it took longer than ``limit`` seconds."""
    return f"{_TIMED_OUT} {limit:g} s"


def is_timed_out(reason: str) -> bool:
    """Whether a trial was stopped by its time limit; only for records from before runs had a field for it."""
    return reason.startswith(_TIMED_OUT)
