"""Which folders can be a log folder that somebody named."""

from __future__ import annotations

from pathlib import Path

from guild_desktop.core.errors import UserError


def chosen_log_folder(name: str, home: Path) -> Path:
    """Its absolute path; it need not be there.

    ``UserError`` if it is the person's home directory, or the home of the program or inside of it: nobody
    means these, and what is written there could hardly be told from what belongs there.
    """
    folder = Path(name).absolute()
    place, library = folder.resolve(), home.resolve()
    if place == Path.home().resolve():
        reason = f"{folder} is your home directory, not a place for a log folder."
    elif place == library or library in place.parents:
        reason = f"{folder} belongs to the program's own library, where no log folder may be."
    else:
        return folder
    raise UserError(reason, "Name a folder of its own, such as --logdir runs-for-tensorboard.")
