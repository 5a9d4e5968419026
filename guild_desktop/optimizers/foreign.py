"""Holds an optimizer of another package to the rules before its trials are run."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import get_args

from guild_desktop.core.space import Search
from guild_desktop.core.values import Value
from guild_desktop.optimizers.base import (
    Optimizer,
    Origin,
    Recommendation,
    Repeats,
    Revising,
    Suggestion,
)
from guild_desktop.optimizers.encoding import Encoding


class ForeignOptimizer:
    """Passes everything on and turns suggestions into native values of the search space.

    One that lies outside raises ValueError, upon which the engine goes on with random values. Belongs to
    one engine's child and its thread. One whose ``tell`` knows no repeats is told their mean alone. See
    ``Optimizer`` for the methods.
    """

    def __init__(self, optimizer: Optimizer, search: Search) -> None:
        self._optimizer = optimizer
        self._encoding = Encoding(search)
        self._takes_repeats = _takes_repeats(optimizer)

    @property
    def skipped(self) -> int:
        """How many told trials it left out."""
        return int(self._optimizer.skipped)

    def ask(self) -> Suggestion | None:
        """Its next suggestion, with all flags."""
        return self._native(self._optimizer.ask())

    def _native(self, suggestion: Suggestion | None) -> Suggestion | None:
        if suggestion is None:
            return None
        point = self._encoding.point(suggestion.params)
        if point is None:
            raise ValueError(
                f"it proposed {dict(suggestion.params)}, which is not in the search space"
            )
        origin = suggestion.origin if suggestion.origin in get_args(Origin) else "model"
        return Suggestion(self._encoding.params(point), origin, str(suggestion.note))

    def tell(
        self, params: Mapping[str, Value], value: float | None, repeats: Repeats | None = None
    ) -> None:
        """Pass the result on."""
        if repeats is not None and self._takes_repeats:
            self._optimizer.tell(params, value, repeats)
        else:
            self._optimizer.tell(params, value)

    def expect(self, params: Mapping[str, Value]) -> None:
        """Pass on that this will run, if it wants to know."""
        expect = getattr(self._optimizer, "expect", None)
        if expect is not None:
            expect(params)

    def withdraw(self, params: Mapping[str, Value]) -> None:
        """Pass on that this will not run."""
        self._optimizer.withdraw(params)

    def revise(self, params: Mapping[str, Value]) -> Suggestion | None:
        """What it wants to run instead, if it has an opinion about that."""
        if not isinstance(self._optimizer, Revising):
            return None
        return self._native(self._optimizer.revise(params))

    def recommend(self) -> Recommendation | None:
        """What it recommends."""
        return self._optimizer.recommend()


def _takes_repeats(optimizer: Optimizer) -> bool:
    try:
        inspect.signature(optimizer.tell).bind({}, None, None)
    except (TypeError, ValueError):
        return False
    return True
