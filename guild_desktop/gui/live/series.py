"""The series of a few runs, read from the store beside the window and kept while they are looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from guild_desktop.gui.live.background import Background
from guild_desktop.store.store import Store

if TYPE_CHECKING:
    from array import array

    from guild_desktop.core.errors import UserError
    from guild_desktop.core.run import Run
    from guild_desktop.store.home import Home

Floats: TypeAlias = npt.NDArray[np.float64]

MOST_VALUES = 4000
"""Values kept of one series; of a longer one the lowest and highest of each stretch."""

AT_ONCE = 40
"""Series read in one go, so that the first are seen soon."""

_MOST_KEPT = 1000  # series; the oldest make room, but for those wanted now
_PAUSE = 1000  # milliseconds between two readings of series that grow


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """What one run reported under one name: ``values`` at rising ``steps``; ``count`` were reported."""

    steps: Floats
    values: Floats
    count: int


class SeriesReader(QObject):
    """Reads series in another thread, a few at a time; lives on the GUI thread, owned by a plot.

    Signals: ``arrived`` when more of what is wanted is there, ``failed`` with a sentence when the store
    cannot be read.
    """

    arrived = Signal()
    failed = Signal(str)

    def __init__(self, home: Home, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._background = Background(self, threads=1)
        self._kept: dict[tuple[str, str], tuple[int, Series]] = {}
        self._tag = ""
        self._runs: tuple[Run, ...] = ()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._go_on)

    def want(self, tag: str, runs: Sequence[Run]) -> None:
        """Have the series ``tag`` of ``runs``, the first of them first;
        what was wanted before no longer is.
        """
        self._tag, self._runs = tag, tuple(runs)
        self._go_on()

    def series(self, tag: str, run_id: str) -> Series | None:
        """A series that has been read, perhaps before the run went on; None until then."""
        kept = self._kept.get((run_id, tag))
        return None if kept is None else kept[1]

    @property
    def waiting(self) -> int:
        """How many of the wanted series have not been read at all."""
        return sum((run.id, self._tag) not in self._kept for run in self._runs)

    def close(self) -> None:
        """Read nothing more."""
        self._pause.stop()
        self._background.close()

    def _go_on(self) -> None:
        if self._background.is_busy:
            return
        tag = self._tag
        missing = [run for run in self._runs if (run.id, tag) not in self._kept]
        older = [
            run
            for run in self._runs
            if self._kept.get((run.id, tag), (run.revision,))[0] != run.revision
        ]
        if not missing and (not older or self._pause.isActive()):
            return
        if not missing:
            self._pause.start()
        batch = (missing or older)[:AT_ONCE]
        home = self._home
        self._background.run(lambda: _read(home, tag, batch), self._take, self._give_up)

    def _take(self, found: Mapping[tuple[str, str], tuple[int, Series]]) -> None:
        for key, entry in found.items():
            self._kept.pop(key, None)
            self._kept[key] = entry
        wanted = {(run.id, self._tag) for run in self._runs}
        for key in list(self._kept)[: max(len(self._kept) - _MOST_KEPT, 0)]:
            if key not in wanted:
                del self._kept[key]
        self.arrived.emit()
        self._go_on()

    def _give_up(self, error: UserError) -> None:
        self.failed.emit(error.message)


def _read(home: Home, tag: str, runs: Sequence[Run]) -> dict[tuple[str, str], tuple[int, Series]]:
    """The series of some runs with the runs' revisions; in another thread."""
    with Store(home).opened() as store:
        return {
            (run.id, tag): (run.revision, in_short(*store.packed_series(run, tag))) for run in runs
        }


def in_short(steps: array[int], values: array[float], most: int = MOST_VALUES) -> Series:
    """A series by rising steps, and no longer than ``most``: then each stretch is told by its two extremes.

    Where a script counts no steps the values count themselves.
    """
    xs, ys = np.array(steps, dtype=float), np.array(values, dtype=float)
    count = xs.size
    if count > 1 and (xs == xs[0]).all():
        xs = np.arange(count, dtype=float)
    if (np.diff(xs) < 0.0).any():
        order = np.argsort(xs, kind="stable")
        xs, ys = xs[order], ys[order]
    if count > most:
        kept = extremes(ys, most // 2)
        xs, ys = xs[kept], ys[kept]
    return Series(xs, ys, count)


def extremes(values: Floats, stretches: int) -> npt.NDArray[np.intp]:
    """The indexes of the lowest and the highest of ``values`` in each of so many equal stretches,
    and of both ends.
    """
    width = -(-values.size // stretches)
    padded = np.full(width * stretches, np.nan)
    padded[: values.size] = values
    rows = padded.reshape(stretches, width)
    starts = np.arange(stretches) * width
    lowest = np.where(np.isnan(rows), np.inf, rows).argmin(axis=1)
    highest = np.where(np.isnan(rows), -np.inf, rows).argmax(axis=1)
    found = np.concatenate([starts + lowest, starts + highest, [0, values.size - 1]])
    return np.unique(found[found < values.size])
