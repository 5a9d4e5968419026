"""What the optimizers built on scikit-optimize's models share:
starts, results, pending trials, candidates.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np

from guild_desktop.core.batch import Option
from guild_desktop.core.space import Search
from guild_desktop.optimizers.acquisition import acquisitions
from guild_desktop.optimizers.base import Origin, Recommendation, Suggestion
from guild_desktop.optimizers.candidates import Candidates
from guild_desktop.optimizers.encoded import EncodedOptimizer
from guild_desktop.optimizers.encoding import Point
from guild_desktop.optimizers.learnable import learnable
from guild_desktop.optimizers.positions import Array
from guild_desktop.optimizers.scaling import Scaling, scale
from guild_desktop.optimizers.unseen import spread_point, unseen_point

_MODEL_POINTS = 400
"""A model learns from so many trials at most."""

_GOOD = 5
"""Around so many of the lowest trials candidates lie denser."""

_FEW_DIMENSIONS = 3
"""Up to here every third proposal explores, beyond it every eighth (measured on problems of both kinds)."""

_EXPLORED = 16
"""Of so many evenly spread points the least known one is explored."""


class Model(Protocol):
    """A fitted regressor."""

    def predict(self, columns: Array) -> tuple[Array, Array]:
        """Mean and deviation of the true value at each row of ``columns``, each of shape ``(rows,)``."""


@dataclass(frozen=True, slots=True)
class Training:
    """Scaled results to learn from, a row for each trial; ``scaling`` is how ``values`` were scaled."""

    positions: Array
    columns: Array
    values: Array
    scaling: Scaling


class SurrogateOptimizer(EncodedOptimizer, ABC):
    """Fits a model to the results and proposes the most promising point that was not tried yet.

    A failed trial counts as the worst finite value seen. The n-th proposal depends on the seed, on n
    and on what was told; only the gains of gp_hedge live as long as the optimizer. Belongs to one
    engine's child and its thread. See ``Optimizer`` for the public methods.
    """

    is_smooth = True
    """Whether a small step changes the prediction a little; trees give plateaus, where it is no use."""

    def __init__(self, search: Search, options: Mapping[str, Option], seed: int) -> None:
        super().__init__(search, seed)
        self._starts = max(int(options["random-starts"]), 1)
        functions = acquisitions(float(options["kappa"]), float(options["xi"]))
        chosen = options.get("acq-func")
        self._functions = (
            {str(chosen): functions[str(chosen)]} if chosen in functions else functions
        )
        self._is_hedging = chosen == "gp_hedge"
        self._explore_every = 3 if len(search.dimensions) <= _FEW_DIMENSIONS else 8
        self._gains = np.zeros(len(self._functions))
        self._choices: Array | None = None
        self._choices_at = 0
        self._tuning: tuple[int, Array | None] | None = None
        self._model: tuple[int, Training, Model] | None = None

    @abstractmethod
    def _tune(self, training: Training) -> Array | None:
        """The model's own parameters for these results; None if it has none."""

    @abstractmethod
    def _fit(self, training: Training, tuned: Array | None) -> Model:
        """A model of these results."""

    @abstractmethod
    def _guesses(self, mean: Array, training: Training) -> Array:
        """What to assume of pending trials for which the model expects ``mean``."""

    def ask(self) -> Suggestion | None:
        """Initial values, points spread over the space, then what the model finds most promising."""
        results = self._results
        rng = np.random.default_rng((self._seed, results.count))
        even = spread_point(self._encoding, self._seed, results.count)
        initial = self._initial(even)
        if initial is not None:
            return self._suggestion(initial, "initial", "")
        # What the search begins with is no random start.
        usable = len(results.told) + len(results.pending) - results.expected
        if usable >= self._starts and results.best is not None:
            position, origin, note = self._proposal(rng)
            point = None if position is None else self._encoding.at(position)
            # Where numbers lie closer than floats can tell, another position may be the same point.
            if point is not None and point not in results.known:
                return self._suggestion(point, origin, note)
        point = unseen_point(self._encoding, results.known, rng, even)
        return None if point is None else self._suggestion(point, "random", "")

    def recommend(self) -> Recommendation | None:
        """The tried point whose true value the model believes to be lowest."""
        if self._results.best is None:
            return None
        observed, lowest = self._results.best
        training, model = self._fitted()
        points = list(
            dict.fromkeys(told.key for told in self._results.told if told.value is not None)
        )
        mean, deviation = model.predict(self._columns(points))
        best = int(np.argmin(mean))
        return Recommendation(
            params=self._encoding.params(points[best]),
            value=training.scaling.restored(float(mean[best])),
            deviation=training.scaling.deviation(float(deviation[best])),
            observed_params=self._encoding.params(observed),
            observed_value=lowest,
        )

    def _proposal(self, rng: np.random.Generator) -> tuple[Array | None, Origin, str]:
        training, model = self._fitted()
        self._update_gains(model)
        best = float(model.predict(training.columns)[0].min())
        pending = self._results.pending
        if pending:
            model = self._assuming(pending, training, model)
        known = self._encoding.positions(list(self._results.known))
        if self._results.count % self._explore_every == 0:
            place = self._least_known(model, known)
            if place is not None:
                return place, "explore", "where the model knows least"
        good = training.positions[np.argsort(training.values, kind="stable")[:_GOOD]]
        candidates = Candidates(self._encoding, model.predict, known, good, rng)
        if not self._is_hedging:
            name = list(self._functions)[self._results.count % len(self._functions)]
            place = candidates.lowest(partial(self._functions[name], best), refine=self.is_smooth)
            return place, "model", f"chosen by {name}"
        places: list[Array] = []
        for function in self._functions.values():
            place = candidates.lowest(partial(function, best), refine=self.is_smooth)
            if place is None:
                return None, "model", ""
            places.append(place)
        weights = np.exp(self._gains - self._gains.max())
        chosen = int(rng.choice(len(places), p=weights / weights.sum()))
        self._choices = np.stack(places)
        return places[chosen], "model", f"chosen by {list(self._functions)[chosen]}"

    def _least_known(self, model: Model, known: Array) -> Array | None:
        """Of some evenly spread points the one far from all trials of which the model is least sure.

        Without it noise and few starts keep a search in the first good basin it meets.
        """
        count = self._results.count
        points = [
            spread_point(self._encoding, self._seed, number)
            for number in range(count, count + _EXPLORED)
        ]
        positions = self._encoding.positions(points)
        positions = positions[self._encoding.fits(positions)]
        if not len(positions):
            return None
        deviation = model.predict(self._encoding.columns(positions))[1]
        # A little is added because trees may be equally sure of everything.
        apart = self._encoding.distances(positions, known)
        if len(self._encoding) <= _FEW_DIMENSIONS:
            # A point on the edge looks far from everything, yet tells of one side only.
            edge = np.minimum(positions, 1 - positions).min(axis=1, initial=1.0)
            apart = np.minimum(apart, 2 * edge)
        scores = apart * (deviation + 1e-3)
        best = int(np.argmax(scores))
        return positions[best] if scores[best] > 0 else None

    def _update_gains(self, model: Model) -> None:
        """gp_hedge: each function gains by how low the model now thinks its last choice is."""
        if self._choices is not None and self._choices_at < len(self._results.told):
            # Half is forgotten each time, or the greediest function would soon win for good.
            self._gains = self._gains / 2 - model.predict(self._encoding.columns(self._choices))[0]
        self._choices_at = len(self._results.told)

    def _assuming(self, pending: list[Point], training: Training, model: Model) -> Model:
        positions = self._encoding.positions(pending)
        columns = self._encoding.columns(positions)
        guesses = self._guesses(model.predict(columns)[0], training)
        assumed = replace(
            training,
            columns=np.concatenate([training.columns, columns]),
            values=np.concatenate([training.values, guesses]),
        )
        return self._fit(assumed, self._tuned())

    def _fitted(self) -> tuple[Training, Model]:
        told = len(self._results.told)
        if self._model is None or self._model[0] != told:
            training = self._training(told)
            self._model = (told, training, self._fit(training, self._tuned()))
        return self._model[1], self._model[2]

    def _tuned(self) -> Array | None:
        """Parameters found from all trials or, of many, from the last round number of them.

        They are a function of the told trials alone: an optimizer that is told of a whole batch finds
        the same ones as one that lived through it.
        """
        told = len(self._results.told)
        milestone = told - told % max(told // 20, 1)
        if all(result.value is None for result in self._results.told[:milestone]):
            milestone = told
        if self._tuning is None or self._tuning[0] != milestone:
            self._tuning = (milestone, self._tune(self._training(milestone)))
        return self._tuning[1]

    def _training(self, count: int) -> Training:
        """The first ``count`` results, or so many of them as a model can take."""
        told = self._results.told[:count]
        values, scaling = scale([result.value for result in told])
        some = learnable(told, _MODEL_POINTS, self._seed)
        positions = self._encoding.positions([told[index].key for index in some])
        return Training(positions, self._encoding.columns(positions), values[some], scaling)

    def _columns(self, points: list[Point]) -> Array:
        return self._encoding.columns(self._encoding.positions(points))
