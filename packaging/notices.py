"""Collects the licences of everything a bundle holds, for the package's folder of documents."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from deb_dependencies import package_of
from qt_system import Trouble

CHECKOUT = Path(__file__).resolve().parent.parent
BUILDERS = {"hatchling", "pathspec", "pluggy", "tomlkit", "trove-classifiers", "colorama"}
"""Locked for running because they install the project; no part of the bundle."""

HEAD = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: guild-desktop
Comment: What comes with the program lies in /usr/lib/guild-desktop/_internal. The licences are in the
 folder licences beside this file, one folder a package. Qt and PySide are used under the LGPL, version
 3; their libraries are files of their own there and may be replaced by others.

Files: *
Copyright: the Guild Desktop contributors
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
"""


def write_notices(bundle: Path, site: Path, target: Path) -> None:
    """Write ``copyright`` and ``licences/`` to ``target``, from the packages installed in ``site``
    and the libraries of the system that went into the bundle.
    """
    parts = [HEAD]
    lock = (CHECKOUT / "requirements" / "run.txt").read_text("utf-8")
    for name in sorted(set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE)) - BUILDERS):
        folders = list(site.glob(f"{name.replace('-', '_')}-*.dist-info"))
        if folders:
            parts.append(_python_package(name, folders[0], target / "licences" / name))
    for package in sorted(_system_packages(bundle)):
        text = Path("/usr/share/doc") / package / "copyright"
        if text.is_file():
            folder = target / "licences" / package
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(text), str(folder / "copyright"))
            parts.append(_entry(package, "see licences/", "part of Debian; its source is there"))
    (target / "copyright").write_text("\n".join(parts), "utf-8")


def _python_package(name: str, folder: Path, target: Path) -> str:
    metadata = (folder / "METADATA").read_text("utf-8")
    expression = re.search(r"^License-Expression: (.+)$", metadata, re.MULTILINE)
    classifier = re.search(r"^Classifier: License :: .*:: (.+)$", metadata, re.MULTILINE)
    version = re.search(r"^Version: (.+)$", metadata, re.MULTILINE)
    for path in folder.rglob("*"):
        if path.is_file() and re.match(r"(?i)(licen[sc]e|copying|notice|lgpl|gpl)", path.name):
            target.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(path), str(target / path.name))
    licence = (expression or classifier or ("", "see licences/"))[1]
    return _entry(name, licence, f"version {version[1] if version else 'unknown'}")


def _entry(name: str, licence: str, comment: str) -> str:
    return (
        f"Files: usr/lib/guild-desktop/_internal/* (of {name})\n"
        f"Copyright: the authors of {name}\nLicense: {licence}\nComment: {comment}\n"
    )


def _system_packages(bundle: Path) -> list[str]:
    """Name the packages of this system whose libraries went into the bundle."""
    libraries = sorted(path.name for path in (bundle / "_internal").glob("lib*.so*"))
    return sorted({name for name in map(_package_or_none, libraries) if name is not None})


def _package_or_none(library: str) -> str | None:
    try:
        return package_of(library)
    except Trouble:
        # Python's own library may be built by hand; its licence comes with the others.
        return None
