"""The table of runs with its heading, chips and menus."""

from guild_desktop.gui.docks.runs_table.runs_table import RunsTable

__all__ = ["RunsTable"]
