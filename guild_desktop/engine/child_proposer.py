"""An optimizer in a child process, asked ahead of time and given up on when it hangs or breaks."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guild_desktop.core.reasons import by_chance
from guild_desktop.engine.optimizer_process import OptimizerProcess
from guild_desktop.engine.proposer import LocalProposer, Proposal
from guild_desktop.flags import space_of
from guild_desktop.optimizers import create
from guild_desktop.optimizers.registry import optimizer_info
from guild_desktop.store.records import (
    model_best_from_text,
    operation_to_text,
    packed_value,
    unpacked_value,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from guild_desktop.core.batch import Batch, ModelBest
    from guild_desktop.core.values import Value
    from guild_desktop.engine.guard_process import GuardProcess
    from guild_desktop.optimizers.base import Repeats

_ANSWER_LIMIT = 120.0
"""Seconds an optimizer may think about one trial before random values are tried instead."""

_QUIET = 3.0
"""What is ready is made anew once it has been quiet for so many times as long as that takes.

Then nobody will want it just now, as far as one can tell, and the child is idle for most of the time.
"""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A proposal nobody has taken yet, asked for when ``heard`` results had been told."""

    proposal: Proposal
    heard: int


class ChildProposer:
    """Speaks with the optimizer's process; a ``Proposer``.

    It asks before anybody wants to know: proposals wait here until a worker is free, made with the trials
    that run as pending. Results that come in make what is ready worth less. An optimizer that can revise
    does so for the oldest, unless it is busy, while the engine looks for what to start; else who is free gets
    it as it is. As soon as it is quiet all that is ready is withdrawn in the reverse order, which leaves no
    trace in the optimizer, and asked for anew. With one worker none of this depends on the clock, so that the
    same seed and results give the same trials.

    If the process ends, answers with an error or thinks too long, it is ended and random values are
    proposed from then on; ``notice`` says so. ``guard`` ends it if the engine dies.
    """

    def __init__(
        self,
        batch: Batch,
        folder: Path,
        limit: float = _ANSWER_LIMIT,
        guard: GuardProcess | None = None,
    ) -> None:
        self._batch = batch
        self._limit = limit
        info = optimizer_info(batch.optimizer)
        self._learns = info.learns
        self._revises = info.revises
        self._ready: deque[_Prepared] = deque()
        self._asks: deque[int] = deque()
        self._thinking_since = 0.0
        self._is_wanted = False
        self._revising: _Prepared | None = None
        self._cost = 0.0
        self._heard = 0
        self._last_event = time.monotonic()
        self._awaits_best = False
        self._best: ModelBest | None = None
        self._substitute: LocalProposer | None = None
        self.notice = ""
        self._process = OptimizerProcess(folder, guard)
        self._send(
            {
                "create": {
                    "operation": operation_to_text(batch.operation),
                    "optimizer": batch.optimizer,
                    "flags": batch.flags,
                    "rows": batch.rows,
                    "where": batch.limits.where,
                    "options": batch.options,
                    "seed": batch.seed,
                }
            }
        )

    @property
    def descriptor(self) -> int | None:
        """The child's answers, while there is a child to listen to."""
        return None if self._substitute is not None else self._process.descriptor

    def tell(
        self, flags: Mapping[str, Value], value: float | None, repeats: Repeats | None = None
    ) -> None:
        """See ``Proposer``."""
        if self._substitute is not None:
            self._substitute.tell(flags, value, repeats)
            return
        self._last_event = time.monotonic()
        if self._learns:
            self._heard += 1
        document: dict[str, Any] = {"tell": _document(flags), "value": value}
        if repeats is not None:
            document["repeats"] = [repeats.count, repeats.deviation]
        self._send(document)
        self._listen()
        self._revise()

    def expect(self, flags: Mapping[str, Value]) -> None:
        """See ``Proposer``."""
        if self._substitute is not None:
            self._substitute.expect(flags)
        else:
            self._send({"expect": _document(flags)})

    def withdraw(self, flags: Mapping[str, Value]) -> None:
        """See ``Proposer``."""
        if self._substitute is not None:
            self._substitute.withdraw(flags)
        else:
            self._send({"withdraw": _document(flags)})

    def request(self) -> None:
        """See ``Proposer``."""
        self._is_wanted = True
        self._listen()
        # Not again once it is wanted: more and more results must not keep a worker waiting.
        self._revise()
        if not (self._ready or self._asks or self._revising):
            self._ask()

    def poll(self) -> Proposal | None:
        """See ``Proposer``."""
        self._listen()
        if not self._is_wanted or self._revising is not None:
            return None
        proposal: Proposal | None = None
        if self._ready:
            proposal = self._ready.popleft().proposal
            self._last_event = time.monotonic()
        elif self._substitute is not None:
            self._substitute.request()
            proposal = self._substitute.poll()
        self._is_wanted = proposal is None
        return proposal

    def prepare(self, count: int) -> None:
        """See ``Proposer``."""
        self._listen()
        quiet = time.monotonic() - self._last_event
        if self._is_outdated and quiet > _QUIET * self._cost * len(self._ready):
            self._drop()
        there = len(self._ready) + len(self._asks) + (self._revising is not None)
        for _ in range(count - there):
            self._ask()

    def model_best(self) -> ModelBest | None:
        """See ``Proposer``; asks the child if it still answers, waiting for it briefly."""
        self._listen()
        if self._substitute is not None or self._is_thinking:
            return self._best
        self._awaits_best = True
        self._send({"best": True})
        deadline = time.monotonic() + 2.0
        while self._awaits_best and time.monotonic() < deadline and self._substitute is None:
            time.sleep(0.005)
            self._listen()
        return self._best

    def close(self) -> None:
        """End the child; it holds nothing that is not in the store."""
        self._process.close()

    def _ask(self) -> None:
        if self._substitute is not None:
            return
        if not self._asks:
            self._thinking_since = time.monotonic()
        self._asks.append(self._heard)
        self._send({"ask": True})

    @property
    def _is_thinking(self) -> bool:
        return bool(self._asks) or self._revising is not None

    @property
    def _is_outdated(self) -> bool:
        """Whether more results are known than when the oldest of what is ready was made."""
        return bool(self._ready) and self._ready[0].heard < self._heard

    def _revise(self) -> None:
        """Have the oldest of what is ready brought up to date, if the child can do that and is idle."""
        if self._substitute is not None or self._is_thinking:
            return
        if not (self._revises and self._is_outdated):
            return
        flags = self._ready[0].proposal.flags
        if flags is not None:
            self._thinking_since = time.monotonic()
            self._revising = _Prepared(self._ready.popleft().proposal, self._heard)
            self._send({"revise": _document(flags)})

    def _drop(self) -> None:
        """Withdraw what is ready, unless more was asked for since: only the last ones leave no trace."""
        if self._is_thinking or self._substitute is not None:
            return
        while self._ready:
            proposal = self._ready.pop().proposal
            if proposal.flags is not None:
                self.withdraw(proposal.flags)

    def _listen(self) -> None:
        """Take in what the child has answered by now."""
        try:
            while self._substitute is None and (answer := self._process.read()) is not None:
                self._take_in(answer)
        except EOFError:
            self._give_up("its process ended")
        thinking = time.monotonic() - self._thinking_since
        if self._is_thinking and thinking > self._limit:
            self._give_up(f"no answer within {self._limit:g} s")

    def _take_in(self, answer: dict[str, Any]) -> None:
        if "error" in answer:
            self._give_up(answer["error"])
            return
        if "best" in answer:
            self._best = model_best_from_text(answer["best"])
        if "flags" not in answer:
            self._awaits_best = False
            return
        self._thinking_since = self._last_event = time.monotonic()
        flags = answer["flags"]
        if flags is not None:
            flags = {name: unpacked_value(value) for name, value in flags.items()}
        if self._revising is None:
            proposal = Proposal(flags, answer["origin"])
            self._cost = answer["seconds"]
            self._ready.append(_Prepared(proposal, self._asks.popleft()))
            return
        proposal, heard = self._revising.proposal, self._revising.heard
        if flags is not None:
            proposal = Proposal(flags, answer["origin"])
        self._revising = None
        self._ready.appendleft(_Prepared(proposal, heard))

    def _send(self, document: dict[str, Any]) -> None:
        if self._substitute is not None:
            return
        try:
            self._process.send(document)
        except EOFError:
            self._give_up("its process ended")

    def _give_up(self, reason: str) -> None:
        """Go on with random values; what is ready was made by the optimizer and is as good as ever."""
        if self._substitute is not None:
            return
        self._asks.clear()
        if self._revising is not None:
            self._ready.appendleft(self._revising)
            self._revising = None
        self.notice = by_chance(self._batch.optimizer, reason)
        self._process.kill()
        seed = self._batch.seed + 1
        self._substitute = LocalProposer(create("random", space_of(self._batch), {}, seed))


def _document(flags: Mapping[str, Value]) -> dict[str, object]:
    return {name: packed_value(value) for name, value in flags.items()}
