"""Guild Desktop's own optimizers as rivals, with options after the name: ``gp:xi=0.1:kappa=2``.

``bayes@ahead`` is asked ahead of time, as an engine does.
"""

from __future__ import annotations

from guild_desktop.optimizers import Optimizer, check_options, create, optimizer_infos
from tests.benchmarks.optimizer_quality.ahead import MODE, Ahead
from tests.benchmarks.optimizer_quality.problem import Params
from tests.benchmarks.optimizer_quality.rival import Asked, Entry, Rival, Setting


def entry(title: str) -> Entry:
    """The optimizer with this name and these options; UserError if there is none such."""
    title, ahead, _ = title.partition(MODE)
    name, *given = title.split(":")
    options = check_options(name, dict(option.split("=", 1) for option in given))

    def begin(setting: Setting) -> Rival:
        optimizer = create(name, setting.search, options, setting.seed)
        return Ahead(optimizer, setting) if ahead else _Ours(optimizer)

    return Entry(begin)


def names() -> tuple[str, ...]:
    """All of ours that search; the grid lists its trials and has nothing to find."""
    return tuple(info.name for info in optimizer_infos() if info.available and not info.lists_all)


class _Ours(Rival):
    def __init__(self, optimizer: Optimizer) -> None:
        self._optimizer = optimizer

    def ask(self) -> Asked | None:
        suggestion = self._optimizer.ask()
        return None if suggestion is None else Asked(suggestion.params)

    def tell(self, asked: Asked, loss: float) -> None:
        self._optimizer.tell(asked.params, loss)

    def recommend(self) -> Params | None:
        recommendation = self._optimizer.recommend()
        return None if recommendation is None else recommendation.params
