"""The details of one run: what it was given, what it reported and printed, what it left."""

from guild_desktop.gui.docks.details_dock.details_dock import DetailsDock

__all__ = ["DetailsDock"]
