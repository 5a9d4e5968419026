"""The card, the details and the table call what can be done with a run by the same names."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QToolButton

from guild_desktop.gui.docks.best_card import BestCard
from guild_desktop.gui.docks.details_dock.details_dock import DetailsDock
from guild_desktop.gui.docks.runs_table.runs_table import RunsTable
from guild_desktop.gui.live.analyses import Analyses
from tests.gui.docks.sample_runs import a_batch, a_run, a_scalar

WORDS = {"Copy as command", "Use these flags", "Open folder"}


def test_that_what_can_be_done_with_a_run_has_the_same_words_everywhere(
    qtbot, session, themes, tell
):
    card, details = BestCard(session, themes, Analyses(session)), DetailsDock(session, themes)
    table = RunsTable(session, themes)
    for widget in (card, details, table):
        qtbot.addWidget(widget)
        widget.show()
    batch = a_batch()
    run = a_run(batch, 1, flags={"x": 0.5}, scalars={"loss": a_scalar(1.0)})
    tell([run], [batch])
    session.set_highlight([run.id])
    on_card = {b.text() or b.accessibleName() for b in card.findChildren(QPushButton)}
    assert on_card == WORDS | {"Save settings…", "Use as start point", run.id[:8]}
    files = details.findChild(QToolButton, "runFiles")
    qtbot.waitUntil(files.isVisible)
    in_details = {button.text() for button in details.findChildren(QPushButton)}
    in_details |= {action.text() for action in files.menu().actions()}
    assert in_details >= WORDS
    assert {action.text() for action in table.menu.menu().actions()} >= WORDS
