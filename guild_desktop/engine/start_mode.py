"""Whether trials start cold or warm; pure decisions, and the words for them.

The reference is the first trial of a batch, which always starts cold.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

_LEAST_IMPORTS = 0.05
_LEAST_SHARE = 0.1
_LEAST_TRIALS = 3
"""Imports must take so many seconds, such a part of a trial,
and so many trials must be left, to be worth it.
"""

_PATIENCE = 10.0
_FACTOR = 10.0
"""A forked trial, and a server's start, may take so many times as long as the reference, and so many seconds
at least.
"""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a cold trial took, in seconds: until its imports were done (None: nobody knows), until it first
    printed something (None: it never did), and in all.
    """

    imports: float | None
    first_line: float | None
    seconds: float

    @property
    def patience(self) -> float:
        """Seconds after which a forked trial that has printed nothing hangs."""
        first = self.seconds if self.first_line is None else self.first_line
        return max(_PATIENCE, _FACTOR * first)


def system_obstacle(system: str = sys.platform) -> str:
    """Why nothing can start warm on a system, following "because"; empty if it can."""
    if system != "linux":
        return "only Linux can start them warm"
    if not hasattr(os, "pidfd_open"):
        return "this Python cannot watch a process that it did not start"
    return ""


def pays(reference: Reference, trials_left: int) -> tuple[bool, str]:
    """Whether the rest of a batch should start warm, and a sentence on why."""
    imports, seconds = reference.imports, reference.seconds
    if imports is None:
        return False, "runs started cold: the script imports nothing at its top level"
    shares = f"imports took {imports:.2g} of {seconds:.2g} s"
    if imports < _LEAST_IMPORTS or imports < _LEAST_SHARE * seconds:
        return False, f"runs started cold: {shares}, too little to be worth saving"
    if trials_left < _LEAST_TRIALS:
        return False, f"runs started cold: {shares}, but hardly any were left"
    return True, f"runs started warm: {shares}"


def refused(why: str) -> str:
    """The sentence for runs that were to start warm and did not."""
    return f"runs started cold because {why}"


def turned_off(why: str) -> str:
    """The sentence for when warm starts end in the midst of a batch."""
    return f"runs started cold from then on, because {why}"
