"""The same session and theme as for the docks."""

from tests.gui.docks.conftest import session, tell, themes

__all__ = ["session", "tell", "themes"]
