"""Where an engine gets its next trial from: an optimizer here, or one in a child process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from guild_desktop.core.batch import Batch, ModelBest
from guild_desktop.core.values import Value
from guild_desktop.flags import space_of
from guild_desktop.optimizers import create
from guild_desktop.optimizers.base import Optimizer, Repeats


@dataclass(frozen=True, slots=True)
class Proposal:
    """Flags to try next and who proposes them; ``flags`` None: there is nothing left to try."""

    flags: Mapping[str, Value] | None
    origin: str = ""


class Proposer(Protocol):
    """Answers one request at a time, and prepares for the next ones; nothing here waits.

    Values are to be minimized.
    """

    @property
    def descriptor(self) -> int | None:
        """What becomes readable when an answer is there; None if answers come at once."""

    @property
    def notice(self) -> str:
        """What a person should know about how trials are proposed; mostly empty."""

    def tell(
        self, flags: Mapping[str, Value], value: float | None, repeats: Repeats | None = None
    ) -> None:
        """Say what a trial gave, a mean where it had ``repeats``;
        None if it failed or reported nothing usable.
        """

    def expect(self, flags: Mapping[str, Value]) -> None:
        """Say that flags will be tried that were not proposed; before anything is told or asked."""

    def withdraw(self, flags: Mapping[str, Value]) -> None:
        """Say that proposed flags will not be tried."""

    def request(self) -> None:
        """Ask for one proposal."""

    def poll(self) -> Proposal | None:
        """The answer to the request, once it is there."""

    def prepare(self, count: int) -> None:
        """See to it, in every turn, that the next ``count`` requests can be answered at once,
        the open one included.
        """

    def model_best(self) -> ModelBest | None:
        """What the model thinks best so far, as far as it has said; in the minimized direction."""

    def close(self) -> None:
        """Let go of everything."""


def optimizer_of(batch: Batch) -> Optimizer:
    """The batch's optimizer, new: it knows nothing of earlier trials yet."""
    return create(batch.optimizer, space_of(batch), batch.options, batch.seed)


class LocalProposer:
    """An optimizer in this very process, for those that need nothing but numpy."""

    descriptor: int | None = None
    notice = ""

    def __init__(self, optimizer: Optimizer) -> None:
        self._optimizer = optimizer
        self._asked = False

    def tell(
        self, flags: Mapping[str, Value], value: float | None, repeats: Repeats | None = None
    ) -> None:
        """See ``Proposer``."""
        self._optimizer.tell(flags, value, repeats)

    def expect(self, flags: Mapping[str, Value]) -> None:
        """See ``Proposer``."""
        self._optimizer.expect(flags)

    def withdraw(self, flags: Mapping[str, Value]) -> None:
        """See ``Proposer``."""
        self._optimizer.withdraw(flags)

    def request(self) -> None:
        """See ``Proposer``."""
        self._asked = True

    def poll(self) -> Proposal | None:
        """See ``Proposer``."""
        if not self._asked:
            return None
        self._asked = False
        suggestion = self._optimizer.ask()
        if suggestion is None:
            return Proposal(None)
        return Proposal(suggestion.params, suggestion.origin)

    def prepare(self, count: int) -> None:
        """See ``Proposer``; what chance proposes comes at once anyway."""

    def model_best(self) -> ModelBest | None:
        """See ``Proposer``; grid and random have no model."""
        return None

    def close(self) -> None:
        """See ``Proposer``."""
