"""Keeps an analysis of the newest sweep in view up to date, for whoever shows a part of it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from guild_desktop.analysis.documents import Request
from guild_desktop.analysis.question import Question
from guild_desktop.core.batch import Batch, Objective
from guild_desktop.gui.live.analysis_process import AnalysisProcess

if TYPE_CHECKING:
    from collections.abc import Callable

    from guild_desktop.analysis.results import Analysis, ContextKind
    from guild_desktop.core.column import Mask
    from guild_desktop.core.errors import UserError
    from guild_desktop.core.frame import RunFrame
    from guild_desktop.gui.live.session import Session

_SETTLE = 300
"""Milliseconds that the runs must be quiet before they are analyzed anew;
a sweep never is, so see ``_PAUSE``.
"""

_PAUSE = 4.0
"""Between two analyses of a sweep that goes on lie so many times the seconds that the last one took."""

_MOST_PAUSED = 20.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the model is wanted besides all slices: a contour, and what slices keep fixed."""

    pair: tuple[str, str] | None = None
    context: ContextKind = "best"
    context_run: str = ""


@dataclass(frozen=True, slots=True)
class Analyzed:
    """What there is to show; immutable.

    ``analysis`` of ``batch`` is None before the first one. ``wanted`` is what it was asked with.
    ``is_current`` says that nothing has come since; ``error`` why there is no newer one.
    """

    analysis: Analysis | None = None
    batch: Batch | None = None
    wanted: Wanted = Wanted()
    is_current: bool = False
    error: UserError | None = None


@dataclass(frozen=True, slots=True)
class _Data:
    """What an analysis is of: equal if nothing that counts has changed."""

    batch: str
    objective: Objective
    runs: int
    states: int

    def is_alike(self, other: _Data) -> bool:
        """Whether both are about the same sweep and goal."""
        return (self.batch, self.objective) == (other.batch, other.objective)


class Analyses(QObject):
    """Owned by the window's layout, lives on the GUI thread, has no widget.

    It analyzes all runs in view of the script whose sweep in view is the newest, in that sweep's space
    and by the goal shown; those that lie outside are counted. Nothing happens unless somebody can see it:
    who shows a part of it is added with ``add_viewer``, calls ``follow`` when it comes into sight, and
    hears of ``changed`` with an ``Analyzed``. What is computed, is computed by a process of its own, one
    question at a time; a question about another sweep or goal than is shown now is dropped, and a sweep
    that goes on is looked at again after a pause, so that the processors are left to the trials. Its
    owner calls ``finish`` at the end. ``process`` computes; without, it is one of its own.
    """

    changed = Signal(object)

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        process: AnalysisProcess | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._viewers: dict[QObject, Callable[[], bool]] = {}
        self._process = AnalysisProcess(self) if process is None else process
        self._process.answered.connect(self._take)
        self._process.refused.connect(self._refuse)
        self._asking: tuple[_Data, Wanted, Batch] | None = None
        self._asked: tuple[_Data, Wanted] | None = None
        self._weighed: _Data | None = None
        self._began = self._took = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self._wanted = Wanted()
        self._looked: tuple[RunFrame, Mask, Objective, Wanted] | None = None
        self.now = Analyzed()
        for signal in (
            session.frame_changed,
            session.selection_changed,
            session.objective_changed,
        ):
            signal.connect(self.follow)

    @property
    def is_busy(self) -> bool:
        """Whether a newer analysis is on its way."""
        return self._process.is_busy or self._timer.isActive()

    def add_viewer(self, who: QObject, is_seen: Callable[[], bool]) -> None:
        """Work from now on while ``is_seen`` says that ``who`` is in sight; as long as that lives."""
        self._viewers[who] = is_seen
        self.follow()

    def choose(self, wanted: Wanted) -> None:
        """Ask for another contour, or for slices that keep something else."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.follow()

    def finish(self) -> None:
        """End the process; nothing is computed any more."""
        self._viewers.clear()
        self._timer.stop()
        self._process.stop()

    def follow(self, _change: object = None) -> None:
        """See whether what is shown is still true, and ask anew if it is not; takes what a signal carries."""
        if not self._is_seen():
            return
        session, looked = self._session, self._looked
        view = session.frame, session.base, session.objective, self._wanted
        # A brush that moves changes neither frame nor base, and comes often.
        if looked and looked[0] is view[0] and looked[1] is view[1] and looked[2:] == view[2:]:
            return
        self._looked = view
        self._look()

    def _look(self) -> None:
        found = self._found()
        if found is None:
            self._process.drop()
            self._timer.stop()
            self._asking = self._asked = None
            self._show(Analyzed())
            return
        batch, data, _, _ = found
        if self._asked == (data, self._wanted):
            return
        known = self.now.analysis
        other = known is None or self.now.batch is None or self.now.batch.id != batch.id
        other = other or known is None or known.objective != data.objective
        if other:
            # Nobody wants to read about another sweep, or another goal.
            self._show(Analyzed(batch=batch))
        elif self.now.is_current:
            self._show(replace(self.now, is_current=False))
        if self._process.is_busy and self._asking is not None:
            if self._asking[0].is_alike(data):
                # It is worth seeing; what has come since is asked when it is there.
                return
            self._process.drop()
        if other or (self._asked is not None and self._asked[1] != self._wanted):
            self._timer.start(0)
        elif not self._timer.isActive():
            self._timer.start(max(round(self._pause() * 1000), _SETTLE))

    def _look_again(self) -> None:
        """See what has come meanwhile, if anybody still looks; else when somebody does."""
        self._looked = None
        self.follow()

    def _is_seen(self) -> bool:
        self._viewers = {who: is_seen for who, is_seen in self._viewers.items() if isValid(who)}
        return any(is_seen() for is_seen in self._viewers.values())

    def _pause(self) -> float:
        """Seconds to wait until the next analysis of the same sweep."""
        pause = min(_PAUSE * self._took, _MOST_PAUSED)
        return max(self._began + self._took + pause - time.monotonic(), 0.0)

    def _ask(self) -> None:
        found = self._found()
        if found is None or not self._is_seen():
            self._looked = None
            return
        batch, data, batches, without = found
        question = Question(
            data.objective,
            pair=self._wanted.pair,
            context=self._wanted.context,
            context_run=self._wanted.context_run,
            # Another pair of flags leaves it as it is.
            with_importance=not self._has_importance_of(data),
        )
        self._asking = data, self._wanted, batch
        self._began = time.monotonic()
        home = str(self._session.home.path)
        number = self._process.next_number()
        self._process.ask(Request(number, home, batch.id, batches, without, question))

    def _take(self, analysis: Analysis) -> None:
        if self._asking is None:
            return
        data, wanted, batch = self._asking
        self._took = time.monotonic() - self._began
        if self.now.analysis is not None and self._has_importance_of(data):
            analysis = replace(analysis, importance=self.now.analysis.importance)
        self._weighed = data
        self._asked = data, wanted
        found = self._found()
        current = found is not None and (found[1], self._wanted) == self._asked
        self._show(Analyzed(analysis, batch, wanted, is_current=current))
        self._look_again()

    def _refuse(self, error: UserError) -> None:
        if self._asking is not None:
            self._took = time.monotonic() - self._began
            self._asked = self._asking[:2]
            self._show(replace(self.now, error=error))
            self._look_again()

    def _has_importance_of(self, data: _Data) -> bool:
        """Whether the importance that is there is of these runs:
        after a refusal it may be of others, or none.
        """
        return self.now.analysis is not None and self._weighed == data

    def _show(self, analyzed: Analyzed) -> None:
        if analyzed != self.now:
            self.now = analyzed
            self.changed.emit(analyzed)

    def _found(self) -> tuple[Batch, _Data, tuple[str, ...], tuple[str, ...]] | None:
        """The newest sweep in view, what is to be analyzed, the batches to read and the runs to pass over."""
        session = self._session
        frame = session.frame
        seen = session.base & frame.alive
        places = list(frame.run_batches.places)
        codes = frame.run_batches.codes
        shown = [frame.batches.get(places[code]) for code in np.unique(codes[seen])]
        batches = [batch for batch in shown if batch is not None]
        newest = max(
            (batch for batch in batches if not batch.hidden),
            key=lambda batch: batch.sequence,
            default=None,
        )
        if newest is None:
            return None
        target = newest.operation.target
        ids = tuple(batch.id for batch in batches if batch.operation.target == target)
        of_them = frame.run_batches.mask(ids)
        used = of_them & seen
        without = np.flatnonzero(of_them & frame.alive & ~seen)
        data = _Data(
            newest.id, session.objective, hash(used.tobytes()), hash(frame.status[used].tobytes())
        )
        return newest, data, ids, tuple(frame.ids[at] for at in without)
