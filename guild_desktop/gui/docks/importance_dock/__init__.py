"""The importance dock: which flags the goal depends on."""

from guild_desktop.gui.docks.importance_dock.importance_dock import ImportanceView

__all__ = ["ImportanceView"]
