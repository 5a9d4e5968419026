"""What every rule of early stopping can do, and what it says of a trial that is to be stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class NotAmongBest:
    """At ``step`` the trial's ``value`` was not among the best ``kept`` of ``compared``
    trials, itself included.
    """

    step: int
    value: float
    kept: int
    compared: int


@dataclass(frozen=True, slots=True)
class AboveMedian:
    """By ``step`` the trial's best ``value`` was above the ``median`` of so many
    ``others``, or nan all along.
    """

    step: int
    value: float
    median: float
    others: int


Verdict = NotAmongBest | AboveMedian


class Rule(Protocol):
    """Compares the trials of one batch, told of what they report; pure memory, on the engine's thread.

    Trials go by the ids of their runs. Values are as scripts report them; verdicts are about
    values to be minimized.
    """

    def report(self, trial: str, step: int, value: float) -> bool:
        """Take in one value of the objective; whether it is worth asking for a verdict."""

    def verdict(self, trial: str) -> Verdict | None:
        """Why the trial is to be stopped, judged by its latest step and what is known now; None to go on."""

    def end(self, trial: str, *, completed: bool) -> None:
        """Take note that a trial reports no more."""

    def forget(self, trial: str) -> None:
        """Take back all that a trial reported: it begins anew, or another attempt counts in its place."""
