"""Which runs' curves are read and drawn, where there are more than anybody could tell apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.core.best import best_runs
from guild_desktop.core.run import Status
from guild_desktop.gui.plots.axes import Mask

if TYPE_CHECKING:
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.gui.live.session import Session

MOST_READ = 200
"""Series read from the store; of more runs the best."""

MOST_LINES = 50
"""Lines drawn; of more runs the median and the middle 80 %."""

BEST_FEW = 5
"""Lines that stay beside the band of many runs."""

_MOST_PICKED = 20
_MOST_GROWING = 10


@dataclass(frozen=True, slots=True)
class CurveChoice:
    """``rows`` are positions in the frame, the most wanted first;
    ``by_hand`` those of picked and pinned runs.

    ``leading`` are the lines that are drawn even where the others become a band. Of the runs in focus
    ``with_steps`` have a curve and ``without_steps`` none.
    """

    rows: tuple[int, ...] = ()
    by_hand: tuple[int, ...] = ()
    leading: tuple[int, ...] = ()
    with_steps: int = 0
    without_steps: int = 0

    @property
    def is_band(self) -> bool:
        """Whether there are too many for a line each."""
        return len(self.rows) > MOST_LINES


@dataclass(frozen=True, slots=True)
class CurveFigures:
    """What the curves say in words; of the chosen runs ``waiting`` have not been read, ``lost`` in vain."""

    choice: CurveChoice = field(default_factory=CurveChoice)
    waiting: int = 0
    lost: int = 0
    trouble: str = ""
    can_be_log: bool = False
    is_log: bool = False


def runs_with_steps(frame: RunFrame, base: Mask, tag: str) -> Mask:
    """Which of the runs ``base`` (bool[n]) have a curve of ``tag``: those that reported it more than once.

    Beside such also those that were stopped early at their first step; their curve is the end of one.
    """
    reports = frame.reports(tag)
    stepped: Mask = base & (reports > 1)
    if stepped.any():
        pruned = frame.with_status(Status.PRUNED)
        stepped |= base & pruned & (reports == 1)
    return stepped


def choose_curves(session: Session, stepped: Mask) -> CurveChoice:
    """Pinned and picked runs, whether in focus or not, then running ones, the best, and the newest.

    ``stepped`` (bool[n]) are the runs in view that have a curve.
    """
    frame, inside = session.frame, session.focus & stepped
    by_hand = _positions(frame, stepped, (*session.pins, *session.highlight[-_MOST_PICKED:]))
    running = np.flatnonzero(inside & frame.with_status(Status.RUNNING))
    growing = running[-_MOST_GROWING:].tolist()
    best = best_runs(frame, inside, session.objective, count=MOST_READ).tolist()
    newest = np.flatnonzero(inside)[::-1][:MOST_READ].tolist()
    rows = tuple(dict.fromkeys((*by_hand, *growing, *best, *newest)))[:MOST_READ]
    return CurveChoice(
        rows,
        by_hand,
        tuple(dict.fromkeys((*by_hand, *growing, *best[:BEST_FEW]))),
        int(np.count_nonzero(inside)),
        int(np.count_nonzero(session.focus & ~stepped)),
    )


def _positions(frame: RunFrame, stepped: Mask, run_ids: Iterable[str]) -> tuple[int, ...]:
    found = (frame.find(run_id) for run_id in run_ids)
    return tuple(dict.fromkeys(at for at in found if at is not None and stepped[at]))


def by_merit(session: Session, rows: Iterable[int]) -> list[int]:
    """Some rows of the frame, the best first; those without a value of the objective last."""
    listed = list(rows)
    mask = np.zeros(len(session.frame), dtype=bool)
    mask[listed] = True
    return list(
        dict.fromkeys((*best_runs(session.frame, mask, session.objective).tolist(), *listed))
    )
