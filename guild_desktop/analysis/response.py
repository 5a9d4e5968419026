"""How the objective follows the flags, as the fitted model has it:
slices, contours, the best and what is next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from guild_desktop.analysis.question import Question
from guild_desktop.analysis.results import Contour, Response, SeenBest, Slice
from guild_desktop.analysis.subject import Subject
from guild_desktop.analysis.surrogate import Surrogate
from guild_desktop.core.batch import Batch
from guild_desktop.core.errors import UserError
from guild_desktop.core.luck import is_lucky
from guild_desktop.core.space import CategoricalDimension, count_values
from guild_desktop.core.values import Value
from guild_desktop.optimizers.encoding import Point
from guild_desktop.optimizers.positions import Array

_FEWEST, _MOST_NEEDED = 5, 20
"""Runs with a value that a model needs: one more than flags, within these bounds."""

_POINTS, _CONTOUR_POINTS = 101, 33
"""Places along a range that has more values; odd, so that the middle is one."""

_MOST_CHOICES = 64
_AVERAGED = 64
"""An average is taken over so many runs at most, drawn by chance."""

_SLICED = 30
"""Of more flags only those that are asked for, or so many of the most important, get a slice."""


def needed_runs(flags: int) -> int:
    """How many different runs with a value there must be."""
    return min(max(_FEWEST, flags + 1), _MOST_NEEDED)


def response_of(
    subject: Subject,
    batch: Batch | None,
    question: Question,
    run_point: Point | None,
    leading: Sequence[str] = (),
) -> Response:
    """All that a question asks of the model; ``run_point`` is where its context's run lies.

    Of very many flags the ``leading`` ones get slices, if the question names none.
    ``UserError`` if it asks for a flag that was not varied, or if that run lies outside.
    """
    flags = [flag.name for flag in subject.flags]
    for name in (*(question.flags or ()), *(question.pair or ())):
        if name not in flags:
            raise _not_varied(name, flags)
    needed = needed_runs(len(flags))
    if not flags:
        return Response(needed, "No flag was varied, so there is nothing to follow.")
    if lack := subject.lacks_runs(needed):
        return Response(needed, lack)
    surrogate = Surrogate(subject, batch)
    best = surrogate.best()
    context = best
    if question.context == "run":
        if run_point is None:
            raise UserError(
                "The run whose flags were to be kept lies outside of what was searched.",
                "Name a run of this batch.",
            )
        context = run_point
    explorer = _Explorer(subject, surrogate, context, average=question.context == "average")
    first = set([*dict.fromkeys((*leading, *flags))][:_SLICED])
    wanted = [name for name in flags if name in first]
    if question.flags is not None:
        wanted = list(question.flags)
    shown: Mapping[str, Value] | None = None
    if question.context != "average":
        shown = subject.encoding.params(context)
    return Response(
        needed,
        context=question.context,
        context_flags=shown,
        noise=surrogate.noise,
        slices=tuple(explorer.slice(name) for name in wanted),
        contour=None if question.pair is None else explorer.contour(*question.pair),
        seen_best=_seen_best(subject, surrogate),
        model_best=surrogate.guess(best),
        proposals=surrogate.proposals(question.proposals),
    )


class _Explorer:
    """Moves one or two flags about in a context; lives for one response."""

    def __init__(
        self, subject: Subject, surrogate: Surrogate, context: Point, *, average: bool
    ) -> None:
        self._subject = subject
        self._surrogate = surrogate
        encoding = subject.encoding
        points = [context]
        if average:
            points = [tried.point for tried in subject.with_value]
            if len(points) > _AVERAGED:
                chosen = np.random.default_rng(0).permutation(len(points))[:_AVERAGED]
                points = [points[at] for at in chosen]
        self._contexts = encoding.positions(points)
        self._is_average = average

    def slice(self, flag: str) -> Slice:
        """The model along one flag."""
        place = self._subject.dimension(flag)
        along, values = self._along(place, _POINTS)
        moved = [_moved(self._contexts, {place: position}) for position in along]
        positions = np.concatenate(moved)
        if self._is_average:
            predicted = self._surrogate.averages(moved)
        else:
            predicted = self._surrogate.predict(positions)
        logs = self._surrogate.log_improvements(positions).reshape(len(values), -1)
        top = float(logs.max())
        promise = np.exp(logs - top).mean(1) if np.isfinite(top) else np.zeros(len(values))
        # Of an average the greatest is less than 1.
        promise /= promise.max() or 1.0
        return Slice(flag, values, *(tuple(each.tolist()) for each in (*predicted, promise)))

    def contour(self, across: str, down: str) -> Contour:
        """The model over two flags."""
        first, second = self._subject.dimension(across), self._subject.dimension(down)
        across_along, across_values = self._along(first, _CONTOUR_POINTS)
        down_along, down_values = self._along(second, _CONTOUR_POINTS)
        moved = [
            _moved(self._contexts, {first: x, second: y}) for y in down_along for x in across_along
        ]
        if self._is_average:
            predicted = self._surrogate.averages(moved)
        else:
            predicted = self._surrogate.predict(np.concatenate(moved))
        shape = len(down_along), len(across_along)
        mean, deviation = (
            tuple(map(tuple, each.reshape(shape).tolist()))
            for each in (predicted.mean, predicted.deviation)
        )
        return Contour(across, down, across_values, down_values, mean, deviation)

    def _along(self, place: int, most: int) -> tuple[Array, tuple[Value, ...]]:
        """Positions along one dimension, all of its values if they are few, and the values that lie there."""
        encoding = self._subject.encoding
        dimension = encoding.dimensions[place]
        count = count_values(dimension)
        if isinstance(dimension, CategoricalDimension):
            most = _MOST_CHOICES
        # So dense that rounding passes no value by.
        steps = most if count is None or count > most else 4 * count + 1
        moved = self._contexts[:1].repeat(steps, axis=0)
        moved[:, place] = np.linspace(0.0, 1.0, steps)
        moved = encoding.snapped(moved)
        moved = moved[np.unique(moved[:, place].round(12), return_index=True)[1]]
        values = [encoding.params(encoding.at(position))[dimension.name] for position in moved]
        return moved[:, place], tuple(values)


def _moved(contexts: Array, to: Mapping[int, float]) -> Array:
    moved = contexts.copy()
    for place, position in to.items():
        moved[:, place] = position
    return moved


def _seen_best(subject: Subject, surrogate: Surrogate) -> SeenBest:
    tried = min(subject.with_value, key=lambda each: (each.value, each.run.sequence))
    seen = subject.sign * (tried.value or 0.0)
    guess = surrogate.guess(tried.point)
    lucky = is_lucky(seen, guess.value, guess.deviation, subject.objective)
    return SeenBest(tried.run.id, seen, guess, lucky)


def _not_varied(name: str, flags: list[str]) -> UserError:
    hint = f"Choose among {', '.join(flags[:10])}." if flags else "No flag was varied."
    return UserError(f"The flag {name} was not varied in these runs.", hint)
