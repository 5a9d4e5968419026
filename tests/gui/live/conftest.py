"""The same session as for the docks."""

from tests.gui.docks.conftest import session, tell

__all__ = ["session", "tell"]
