"""Makes the pictures of the documents anew, by the program itself and without a display.

``.venv/bin/python packaging/screenshots.py`` writes all of docs/pictures, and only those whose names
are given as words. Sweeps have fixed seeds and the window a fixed size, so that a picture changes
when the program does; only the times in it are those of the day.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from few_colours import with_few_colours
from scene_gestures import PROJECT, rest, until
from scenes import HEIGHT, SCENES, WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QPixmap

    from guild_desktop.gui.main_window import MainWindow

CHECKOUT = Path(__file__).resolve().parent.parent
PICTURES = CHECKOUT / "docs" / "pictures"
LARGEST = 200_000
"""Bytes of a picture, so that a checkout stays small."""


def main() -> None:
    """Make the pictures that are asked for."""
    sys.path.insert(0, str(CHECKOUT))
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    wanted = sys.argv[1:] or list(SCENES)
    unknown = [name for name in wanted if name not in SCENES]
    if unknown:
        sys.exit(f"There is no picture {unknown[0]}. There are: {', '.join(SCENES)}.")
    if PROJECT.exists():
        sys.exit(f"{PROJECT} exists already. Move it away: the pictures need that name.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-") as scratch:
        _live_in(Path(scratch))
        shutil.copytree(CHECKOUT / "resources" / "sample", PROJECT)
        try:
            shutil.copy(CHECKOUT / "docs" / "examples" / "moons.py", PROJECT)
            # The interpreter beside the scripts is the one that is shown, whatever this machine has.
            subprocess.run(
                [sys.executable, "-m", "venv", "--without-pip", str(PROJECT / ".venv")], check=True
            )
            for name in wanted:
                make, theme = SCENES[name]
                with _window(Path(scratch) / f"home-{name}", theme) as window:
                    _save(name, make(window))
        finally:
            shutil.rmtree(PROJECT)


def _live_in(scratch: Path) -> None:
    """Give this program and its children a user of their own, so that nothing of ours is seen."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        folder = scratch / name.lower()
        folder.mkdir()
        os.environ[name] = str(folder)
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "GUILD_DESKTOP_HOME"):
        os.environ.pop(name, None)


@contextmanager
def _window(home: Path, theme: str) -> Iterator[MainWindow]:
    from guild_desktop.gui.app import make_window

    window = make_window(home)
    window.themes.choose(theme)
    window.resize(WIDTH, HEIGHT)
    window.show()
    until(lambda: window.is_loaded)
    try:
        yield window
    finally:
        window.close_without_asking()
        window.finish()
        window.deleteLater()
        rest(0.1)


def _save(name: str, seen: QPixmap) -> None:
    picture = PICTURES / f"{name}.png"
    if not with_few_colours(seen.toImage()).save(str(picture), None, 0):
        sys.exit(f"{picture} cannot be written.")
    size = picture.stat().st_size
    print(f"{picture.relative_to(CHECKOUT)}: {seen.width()} by {seen.height()}, {size:,} bytes")
    if size > LARGEST:
        sys.exit(f"That is too large for a picture; {LARGEST:,} bytes are allowed.")


if __name__ == "__main__":
    main()
