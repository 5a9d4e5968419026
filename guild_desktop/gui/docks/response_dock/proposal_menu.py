"""The button that lists what would be tried next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from guild_desktop.gui.format import estimate_format, estimate_text
from guild_desktop.gui.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from guild_desktop.analysis.results import Guess, Proposal
    from guild_desktop.core.values import Value


class ProposalMenu(QToolButton):
    """Owned by the view of the response, GUI thread; hidden while there are no proposals.

    ``flags_text`` writes flags in few words. Signal: ``taken`` with the flags of a proposal that somebody
    wants to try.
    """

    taken = Signal(object)

    def __init__(self, flags_text: Callable[[Mapping[str, Value]], str]) -> None:
        super().__init__()
        self._flags_text = flags_text
        self._shown: tuple[Sequence[Proposal], bool] = ((), False)
        self.setObjectName("nextProposals")
        self.setProperty("chip", True)
        self.setText(self.tr("Next ▾"))
        self.setToolTip(self.tr("What the method bayes would try next; a click takes the flags"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(self))
        self.hide()

    def show_proposals(self, proposals: Sequence[Proposal], *, usable: bool) -> None:
        """List these; ``usable`` says whether there is something to run them with."""
        if (proposals, usable) == self._shown:
            return
        self._shown = proposals, usable
        self.setVisible(bool(proposals))
        menu = self.menu()
        for action in menu.actions():
            menu.removeAction(action)
            action.deleteLater()
        for proposal in proposals:
            flags = proposal.guess.flags
            words = self.tr("{0}: the model expects {1}")
            text = words.format(self._flags_text(flags), guess_text(proposal.guess))
            # An ampersand would mark a key.
            action = QAction(one_line(text, 160).replace("&", "&&"), menu)
            action.setEnabled(usable)
            action.triggered.connect(lambda _on=False, flags=flags: self.taken.emit(flags))
            menu.addAction(action)


def guess_text(guess: Guess) -> str:
    """Mean and deviation: ``0.84 ± 0.05``."""
    return estimate_text(
        guess.value, guess.deviation, estimate_format(guess.value, guess.deviation)
    )
