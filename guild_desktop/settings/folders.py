"""Which folder is the home when nobody names one."""

from __future__ import annotations

import os
from pathlib import Path

HOME_VARIABLE = "GUILD_DESKTOP_HOME"


def home_folder(named: str | None = None) -> Path:
    """The home: ``named`` (an option), else the environment variable, else the user's data folder."""
    chosen = named or os.environ.get(HOME_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("guild-desktop", appauthor=False))
