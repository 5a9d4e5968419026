"""The response dock: what the fitted model makes of the flags."""

from guild_desktop.gui.docks.response_dock.response_dock import ResponseView

__all__ = ["ResponseView"]
