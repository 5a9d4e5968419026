"""The compare dock: a few runs side by side."""

from guild_desktop.gui.docks.compare_dock.compare_dock import CompareDock

__all__ = ["CompareDock"]
