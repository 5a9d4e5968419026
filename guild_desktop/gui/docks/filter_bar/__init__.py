"""The filter bar: the clauses of the selection as chips, a field for more, and how many runs match."""

from guild_desktop.gui.docks.filter_bar.filter_bar import FilterBar

__all__ = ["FilterBar"]
