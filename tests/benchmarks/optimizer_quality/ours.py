"""Guild Desktop's own optimizers as rivals, with options after the name: ``gp:xi=0.1:kappa=2``."""

from __future__ import annotations

from collections.abc import Mapping

from guild_desktop.core.batch import Option
from guild_desktop.optimizers import check_options, create, optimizer_infos
from tests.benchmarks.optimizer_quality.problem import Params
from tests.benchmarks.optimizer_quality.rival import Asked, Entry, Rival, Setting


def entry(title: str) -> Entry:
    """The optimizer with this name and these options; UserError if there is none such."""
    name, *given = title.split(":")
    options = check_options(name, dict(option.split("=", 1) for option in given))
    return Entry(lambda setting: _Ours(name, options, setting))


def names() -> tuple[str, ...]:
    """All of ours that search; the grid lists its trials and has nothing to find."""
    return tuple(info.name for info in optimizer_infos() if info.available and not info.lists_all)


class _Ours(Rival):
    def __init__(self, name: str, options: Mapping[str, Option], setting: Setting) -> None:
        self._optimizer = create(name, setting.search, options, setting.seed)

    def ask(self) -> Asked | None:
        suggestion = self._optimizer.ask()
        return None if suggestion is None else Asked(suggestion.params)

    def tell(self, asked: Asked, loss: float) -> None:
        self._optimizer.tell(asked.params, loss)

    def recommend(self) -> Params | None:
        recommendation = self._optimizer.recommend()
        return None if recommendation is None else recommendation.params
