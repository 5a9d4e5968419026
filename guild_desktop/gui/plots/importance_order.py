"""The order of axes by importance: the flag that matters most stands beside the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from guild_desktop.gui.plots.axes import choose_axes

if TYPE_CHECKING:
    from guild_desktop.analysis.results import Importance
    from guild_desktop.gui.live.analyses import Analyses, Analyzed
    from guild_desktop.gui.live.arrangement import Arrangement
    from guild_desktop.gui.live.session import Session


def flags_by_importance(session: Session, importance: Importance) -> tuple[str, ...]:
    """The columns of the flags whose share is known, the least important first."""
    known = session.frame.flag_names
    names = [share.flags[0] for share in reversed(importance.flags)]
    return tuple(session.frame.flag_column(name) for name in names if name in known)


def ordered_by_importance(session: Session, importance: Importance) -> Arrangement:
    """Flags by importance, then the goal; what nothing is known of comes first."""
    goal = session.frame.objective_column(session.objective)
    return session.arrangement.ordered((*flags_by_importance(session, importance), goal))


def moved_beside_goal(session: Session, column: str) -> Arrangement:
    """The axes as they are, but for one that stands beside the goal, if it has an axis."""
    shown = choose_axes(session.frame, session.base, session.objective, session.arrangement).shown
    names = [axis.name for axis in shown if axis.name != column]
    if len(names) < len(shown):
        names.insert(len(names) - 1, column)
    return session.arrangement.ordered(tuple(names))


class OrderByImportance(QObject):
    """Orders the axes by importance as soon as that is known; GUI thread, owned by a dock.

    Signal: ``refused`` with the reason why it is not known, in one sentence.
    """

    refused = Signal(str)

    def __init__(self, session: Session, analyses: Analyses, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._analyses = analyses
        self._is_wanted = False
        analyses.add_viewer(self, lambda: self._is_wanted)
        analyses.changed.connect(self._take)

    def order(self) -> None:
        """Order them, now or when the analysis is there."""
        self._is_wanted = True
        self._analyses.follow()
        self._take(self._analyses.now)

    def _take(self, now: Analyzed) -> None:
        if not self._is_wanted or (now.analysis is None and self._analyses.is_busy):
            return
        if now.analysis is not None and not now.is_current and now.error is None:
            return
        self._is_wanted = False
        if now.analysis is None:
            words = self.tr("No sweep in view has runs whose flags could be compared.")
            self.refused.emit(words if now.error is None else str(now.error))
        elif now.analysis.importance.refusal:
            self.refused.emit(now.analysis.importance.refusal)
        else:
            arrangement = ordered_by_importance(self._session, now.analysis.importance)
            self._session.set_arrangement(arrangement, self.tr("order the axes"))
