"""Where the files that come with the program are: beside the package, inside it, or in a bundle."""

from __future__ import annotations

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a file of ``resources/``; the folder lies inside an installed package.

    In a checkout (also an editable install) it lies beside the package, in a frozen program in the
    bundle's own folder.
    """
    package = Path(__file__).resolve().parent.parent
    folders = [package / "resources", package.parent / "resources"]
    if getattr(sys, "frozen", False):
        folders.insert(0, Path(getattr(sys, "_MEIPASS", package)) / "resources")
    for folder in folders:
        if folder.is_dir():
            return folder.joinpath(*parts)
    raise FileNotFoundError("resources")
