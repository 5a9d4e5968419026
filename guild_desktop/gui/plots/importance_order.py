"""The order of axes by importance: the flag that matters most stands beside the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.gui.plots.axes import choose_axes

if TYPE_CHECKING:
    from guild_desktop.analysis.results import Importance
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
