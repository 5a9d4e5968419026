"""A session of a fresh home, and the theme, for tests of what stands around the plots."""

from __future__ import annotations

import pytest

from guild_desktop.gui.docks.runs_table import RunsTable
from guild_desktop.gui.live.session import Session
from guild_desktop.gui.theme import Themes
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Changes


@pytest.fixture
def themes(qapp):
    themes = Themes(qapp, "light")
    yield themes
    qapp.setStyleSheet("")


@pytest.fixture
def session(qapp, home):
    return Session(open_home(home))


@pytest.fixture
def tell(session):
    """Gives the session what the store would have told: runs and batches, each call a revision."""

    def give(runs=(), batches=(), purged=()):
        revision = session.frame.revision + 1
        session.apply(Changes(revision, tuple(runs), tuple(batches), tuple(purged)))

    return give


@pytest.fixture
def table(qtbot, session, themes):
    """The runs table of the session, shown."""
    table = RunsTable(session, themes)
    qtbot.addWidget(table)
    table.resize(1000, 500)
    table.show()
    return table
