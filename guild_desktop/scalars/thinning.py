"""Which values of a run are stored when there are more than anybody can look at."""

from __future__ import annotations

from array import array

MOST_VALUES = 1_000_000
"""Values of one run that are all stored."""


class Thinning:
    """Keeps the first ``most`` values of a run, and then fewer and fewer; belongs to the run's reader.

    Of those that follow every tenth is kept, after another tenth of ``most`` every hundredth, and so on, so
    that what a run stores stays bounded however long it talks. ``left_out`` counts the others.
    """

    def __init__(self, most: int = MOST_VALUES) -> None:
        self._most = most
        self._kept = 0
        self.left_out = 0

    def kept(
        self, first: int, steps: array[int], values: array[float]
    ) -> tuple[array[int], array[float]]:
        """Of a stretch of one scalar, ``values[i]`` at ``steps[i]``, what is to be stored.

        ``first`` counts the values of that scalar before.
        """
        room = self._most - self._kept
        if len(steps) > room:
            whole = max(0, room)
            every = 10 ** (1 + max(0, -room) * 10 // self._most)
            # Counted from the scalar's first value, so that rare ones get their turn.
            begin = whole + -(first + whole) % every
            total = len(steps)
            steps = steps[:whole] + steps[begin::every]
            values = values[:whole] + values[begin::every]
            self.left_out += total - len(steps)
        self._kept += len(steps)
        return steps, values
