"""Proposes the trials that a search begins with before its optimizer is asked for any."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from guild_desktop.core.starts import starts_to_go
from guild_desktop.engine.proposer import Proposal, Proposer
from guild_desktop.engine.search_so_far import starts_left
from guild_desktop.engine.trials import search_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from guild_desktop.core.batch import Batch, ModelBest
    from guild_desktop.core.run import Run
    from guild_desktop.core.values import Value
    from guild_desktop.optimizers.base import Repeats


class StartingProposer:
    """A ``Proposer`` in front of another one, owned by the engine's trials.

    The optimizer hears of all starts at once, before it is told or asked anything, also of those that were
    tried already: so it is in the same state after a restart as without one. None is tried twice, even if
    it failed, unless its engine died.
    """

    def __init__(self, proposer: Proposer, batch: Batch, earlier: Sequence[Run]) -> None:
        self._proposer = proposer
        search = search_of(batch)
        for start in starts_to_go(batch.starts, search):
            proposer.expect(start.flags)
        self._starts = deque(starts_left(batch, search, earlier))
        self._is_wanted = False

    @property
    def descriptor(self) -> int | None:
        """See ``Proposer``."""
        return self._proposer.descriptor

    @property
    def notice(self) -> str:
        """See ``Proposer``."""
        return self._proposer.notice

    def expect(self, flags: Mapping[str, Value]) -> None:
        """See ``Proposer``."""
        self._proposer.expect(flags)

    def tell(
        self, flags: Mapping[str, Value], value: float | None, repeats: Repeats | None = None
    ) -> None:
        """See ``Proposer``."""
        self._proposer.tell(flags, value, repeats)

    def withdraw(self, flags: Mapping[str, Value]) -> None:
        """See ``Proposer``."""
        self._proposer.withdraw(flags)

    def request(self) -> None:
        """See ``Proposer``."""
        self._is_wanted = bool(self._starts)
        if not self._starts:
            self._proposer.request()

    def poll(self) -> Proposal | None:
        """See ``Proposer``."""
        if not self._is_wanted:
            return self._proposer.poll()
        self._is_wanted = False
        start = self._starts.popleft()
        return Proposal(start.flags, start.origin)

    def prepare(self, count: int) -> None:
        """See ``Proposer``; starts are there already."""
        self._proposer.prepare(max(0, count - len(self._starts)))

    def model_best(self) -> ModelBest | None:
        """See ``Proposer``."""
        return self._proposer.model_best()

    def close(self) -> None:
        """See ``Proposer``."""
        self._proposer.close()
