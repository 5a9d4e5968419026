"""An optimizer in a child process, asked without waiting and given up on when it hangs or breaks."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from guild_desktop.core.batch import ModelBest
from guild_desktop.engine.own_command import own_command, start_helper
from guild_desktop.engine.platform import RUN_VARIABLE
from guild_desktop.engine.proposer import LocalProposer, Proposal
from guild_desktop.flags import space_of
from guild_desktop.optimizers import create
from guild_desktop.store.records import (
    from_text,
    model_best_from_text,
    operation_to_text,
    packed_value,
    to_text,
    unpacked_value,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.values import Value
    from guild_desktop.engine.guard_process import GuardProcess

_ANSWER_LIMIT = 120.0
"""Seconds an optimizer may think about one trial before random values are tried instead."""
_BLOCK = 64 << 10


class ChildProposer:
    """Speaks with the optimizer's process; a ``Proposer``.

    If the process ends, answers with an error or thinks too long, it is ended and random values are
    proposed from then on; ``notice`` says so. A child that does not look at its pipe does not learn of the
    engine's death: a ``guard`` that is told of it ends it.
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
        self._asked_at: float | None = None
        self._unread = b""
        self._unsent = b""
        self._best: ModelBest | None = None
        self._substitute: LocalProposer | None = None
        self.notice = ""
        self._guard = guard
        self._token = f"optimizer-{uuid4().hex}"
        if guard is not None:
            guard.expect(self._token)
        try:
            self._process = start_helper(
                own_command("optimizer"), folder, {RUN_VARIABLE: self._token}
            )
        except OSError:
            if guard is not None:
                guard.ended(self._token)
            raise
        if guard is not None:
            guard.started(self._token, self._process.pid)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                os.set_blocking(pipe.fileno(), False)
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
        pipe = self._process.stdout
        return None if pipe is None or self._substitute is not None else pipe.fileno()

    def tell(self, flags: Mapping[str, Value], value: float | None) -> None:
        """See ``Proposer``."""
        if self._substitute is not None:
            self._substitute.tell(flags, value)
        else:
            self._send({"tell": _document(flags), "value": value})

    def withdraw(self, flags: Mapping[str, Value]) -> None:
        """See ``Proposer``."""
        if self._substitute is not None:
            self._substitute.withdraw(flags)
        else:
            self._send({"withdraw": _document(flags)})

    def request(self) -> None:
        """See ``Proposer``."""
        if self._substitute is not None:
            self._substitute.request()
        else:
            self._asked_at = time.monotonic()
            self._send({"ask": True})

    def poll(self) -> Proposal | None:
        """See ``Proposer``."""
        if self._substitute is not None:
            return self._substitute.poll()
        self._send_rest()
        answer = self._read_answer()
        if answer is None:
            if self._asked_at is not None and time.monotonic() - self._asked_at > self._limit:
                self._give_up(f"no answer within {self._limit:g} s")
            return None
        if "error" in answer:
            self._give_up(answer["error"])
            return None
        self._asked_at = None
        self._best = model_best_from_text(answer["best"])
        if answer["flags"] is None:
            return Proposal(None)
        flags = {name: unpacked_value(value) for name, value in answer["flags"].items()}
        return Proposal(flags, answer["origin"])

    def model_best(self) -> ModelBest | None:
        """See ``Proposer``; asks the child if it still answers, waiting for it briefly."""
        if self._substitute is not None or self._asked_at is not None:
            return self._best
        self._send({"best": True})
        deadline = time.monotonic() + 2.0
        while time.monotonic() < deadline and self._substitute is None:
            answer = self._read_answer()
            if answer is not None:
                return model_best_from_text(answer.get("best"))
            time.sleep(0.005)
        return self._best

    def close(self) -> None:
        """End the child; it holds nothing that is not in the store."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.kill()
        self._process.wait()
        if self._guard is not None:
            self._guard.ended(self._token)

    def _send(self, document: dict[str, Any]) -> None:
        self._unsent += to_text(document).encode() + b"\n"
        self._send_rest()

    def _send_rest(self) -> None:
        """Write what the pipe takes now: a child that is busy must not make the engine wait."""
        pipe = self._process.stdin
        if pipe is None or not self._unsent:
            return
        try:
            self._unsent = self._unsent[os.write(pipe.fileno(), self._unsent) :]
        except BlockingIOError:
            return
        except OSError:
            self._give_up("its process ended")

    def _read_answer(self) -> dict[str, Any] | None:
        pipe = self._process.stdout
        if b"\n" not in self._unread and pipe is not None:
            try:
                data = os.read(pipe.fileno(), _BLOCK)
            except BlockingIOError:
                return None
            if not data:
                self._give_up("its process ended")
                return None
            self._unread += data
        line, separator, rest = self._unread.partition(b"\n")
        if not separator:
            return None
        self._unread = rest
        answer: dict[str, Any] = from_text(line.decode())
        return answer

    def _give_up(self, reason: str) -> None:
        if self._substitute is not None:
            return
        waiting = self._asked_at is not None
        self._asked_at = None
        self.notice = f"{self._batch.optimizer} failed ({reason}); random values were tried instead"
        self._process.kill()
        seed = self._batch.seed + 1
        self._substitute = LocalProposer(create("random", space_of(self._batch), {}, seed))
        if waiting:
            self._substitute.request()


def _document(flags: Mapping[str, Value]) -> dict[str, object]:
    return {name: packed_value(value) for name, value in flags.items()}
