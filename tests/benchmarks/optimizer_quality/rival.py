"""What the benchmark asks of an optimizer, whoever made it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from guild_desktop.core.space import Search
from tests.benchmarks.optimizer_quality.problem import Params


@dataclass(frozen=True, slots=True)
class Asked:
    """A trial to run; ``token`` is what its maker wants to see again when it is told."""

    params: Params
    token: Any = None


class Rival(Protocol):
    """One search. Losses are minimized; several trials may be asked for before any is told."""

    def ask(self) -> Asked | None:
        """The next trial; None if there is nothing left to try."""

    def tell(self, asked: Asked, loss: float) -> None:
        """Learn how a trial ended."""

    def recommend(self) -> Params | None:
        """The trial to trust; None leaves the choice to the lowest loss seen."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a search knows when it begins: how many trials there will be, and how many at a time."""

    search: Search
    seed: int
    trials: int
    workers: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An optimizer in the list: the libraries it needs, and how to begin a search.

    ``plans`` says that it wants to know how many trials there will be, so that each budget is a search
    of its own. ``sequential`` ones have no notion of several trials at a time.
    """

    begin: Callable[[Setting], Rival]
    needs: tuple[str, ...] = ()
    plans: bool = False
    sequential: bool = False
