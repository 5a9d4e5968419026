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

LICENCE_FILE = re.compile(r"(?i).*(licen[sc]e|copying|notice|lgpl|gpl)")
LGPL = "LGPL, version 3: /usr/share/common-licenses/LGPL-3 with /usr/share/common-licenses/GPL-3"
BRING_NO_TEXT = {"pyside6-essentials": LGPL, "shiboken6": LGPL}
"""Packages without the text of their licence, and where Debian has it."""

HEAD = f"""\
Guild Desktop: Copyright the Guild Desktop contributors
Licence: Apache-2.0, whose text is in /usr/share/common-licenses/Apache-2.0

What comes with the program lies in /usr/lib/guild-desktop/_internal and is listed here. The licences are
in the folder licences beside this file, one folder a package. Qt, PySide and Shiboken are used under the
{LGPL}.
Their libraries are files of their own there and may be replaced by others.
"""


def write_notices(bundle: Path, site: Path, target: Path) -> None:
    """Write ``copyright`` and ``licences/`` to ``target``, from the packages installed in ``site``
    and the libraries of the system that went into the bundle. A package without a licence is a ``Trouble``.
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
            parts.append(
                _entry(package, f"licences/{package}", "part of Debian; its source is there")
            )
    (target / "copyright").write_text("\n".join(parts), "utf-8")


def _python_package(name: str, folder: Path, target: Path) -> str:
    metadata = (folder / "METADATA").read_text("utf-8")
    version = re.search(r"^Version: (.+)$", metadata, re.MULTILINE)
    found = [path for path in folder.rglob("*") if path.is_file() and LICENCE_FILE.match(path.name)]
    if not found and name not in BRING_NO_TEXT:
        raise Trouble(
            f"{name} brings no licence that could be packed with it. Find out which it has, and where "
            "Debian has its text, and add it to packaging/notices.py."
        )
    for path in found:
        # Parts of a package have licences of the same name.
        copy = target / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(path), str(copy))
    licence = f"licences/{name}" if found else BRING_NO_TEXT[name]
    return _entry(name, licence, f"version {version[1] if version else 'unknown'}")


def _entry(name: str, licence: str, comment: str) -> str:
    return f"{name}, {comment}\nCopyright: the authors of {name}\nLicence: {licence}\n"


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
