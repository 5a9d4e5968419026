"""What goes into the packaged program and what stays out, as measured in docs/packaging.md."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Iterable, Tuple

import tomllib

Entry = Tuple[str, str, str]
"""PyInstaller's: the name inside the bundle, the file it comes from, and its kind."""

# numpy.f2py must stay: scipy's array layer imports it.
EXCLUDED_MODULES = [
    "IPython",
    "PIL",
    "hatchling",
    "matplotlib",
    "pandas",
    "pip",
    "pytest",
    "setuptools",
    "tkinter",
    "guild_desktop.scripts.bootstrap",
]

_PLUGINS = {
    "iconengines": ("qsvgicon",),
    "imageformats": ("qsvg", "qico", "qjpeg"),
    "platforminputcontexts": ("composeplatforminputcontext", "ibusplatforminputcontext"),
    "platforms": ("qxcb", "qwayland", "qoffscreen", "qminimal"),
    "platformthemes": ("qxdgdesktopportal",),
    "wayland-decoration-client": ("",),
    "wayland-graphics-integration-client": ("",),
    "wayland-shell-integration": ("",),
    "xcbglintegrations": ("",),
}
"""Folders of Qt's plugins that are kept, and how the names of those inside begin (after ``lib``).

The GTK theme stays out with the 33 libraries that only it needs, and so do network, printing and
drivers of databases: the program uses none of them.
"""

_OF_THE_SYSTEM = ("libstdc++.so.6", "libgcc_s.so.1", "libX11.so.6", "libX11-xcb.so.1")
"""Libraries that the system's graphics drivers load too, and may need newer than ours: there must be one.
They become dependencies of the package.
"""

_DROPPED_DATA = re.compile(r"PySide6/Qt/(translations|qml)/|/tests?/|\.(pyi|pxd|h|c|cpp|pyx)$")


def data_files(checkout: Path) -> list[tuple[str, str]]:
    """Files that must lie on disk: the resources, and what the user's own Python runs."""
    bootstrap = checkout / "guild_desktop" / "scripts" / "bootstrap"
    found = [(str(path), "guild_desktop/scripts/bootstrap") for path in bootstrap.glob("*.py")]
    found += [
        (str(path), path.parent.relative_to(checkout).as_posix())
        for path in (checkout / "resources").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return [*sorted(found), (str(checkout / "LICENSE"), ".")]


def own_metadata(checkout: Path, folder: Path) -> list[tuple[str, str]]:
    """Write into ``folder`` what an installation knows of its program, for the bundle to know it too.

    Its own optimizers that come by entry points, such as tpe, would otherwise not even be listed.
    """
    project = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]
    init = (checkout / "guild_desktop" / "__init__.py").read_text("utf-8")
    version = init.partition('__version__ = "')[2].partition('"')[0]
    name = f"guild_desktop-{version}.dist-info"
    groups = (
        "\n".join([f"[{group}]", *(f"{entry} = {value}" for entry, value in entries.items())])
        for group, entries in project["entry-points"].items()
    )
    files = {
        "METADATA": f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {version}",
        "entry_points.txt": "\n\n".join(groups),
    }
    (folder / name).mkdir(parents=True, exist_ok=True)
    for file, text in files.items():
        (folder / name / file).write_text(f"{text}\n", "utf-8")
    return [(str(folder / name / file), name) for file in files]


def own_modules(checkout: Path) -> list[str]:
    """Name every module of the program, without those that only the user's Python runs."""
    names = []
    for path in sorted((checkout / "guild_desktop").rglob("*.py")):
        parts = path.relative_to(checkout).with_suffix("").parts
        if "bootstrap" not in parts and parts[-1] != "__main__":
            names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names


def pruned(entries: Iterable[Entry]) -> list[Entry]:
    """Leave out unused plugins and data, and then each library that nothing left needs."""
    kept = [entry for entry in entries if _is_wanted(entry[0])]
    libraries = {Path(name).name: (name, source) for name, source, _ in kept if _is_library(name)}
    reached = {name for name, _, _ in kept if not _is_library(name)}
    waiting = [source for name, source, kind in kept if name in reached and kind != "DATA"]
    while waiting:
        for needed in needed_by(Path(waiting.pop())):
            name, source = libraries.pop(needed, ("", ""))
            if name:
                reached.add(name)
                waiting.append(source)
    return [entry for entry in kept if entry[0] in reached or "libpython" in entry[0]]


def _is_wanted(name: str) -> bool:
    path = Path(name).as_posix()
    if "/plugins/" in path:
        folder, _, file = path.partition("/plugins/")[2].partition("/")
        prefixes = _PLUGINS.get(folder)
        return prefixes is not None and file.replace("lib", "", 1).startswith(prefixes)
    return path not in _OF_THE_SYSTEM and not _DROPPED_DATA.search(path)


def _is_library(name: str) -> bool:
    """Tell whether an entry is loaded by others only: no plugin and no module of Python."""
    path = Path(name)
    top = path.parts[0]
    alone = len(path.parts) == 1 or (top == "PySide6" and "lib" in path.parts)
    return ".so" in path.name and path.name.startswith("lib") and alone


def needed_by(file: Path) -> list[str]:
    """Name the libraries that a program or library asks the system's loader for."""
    return re.findall(r"^\s*NEEDED\s+(\S+)", dump_of(file), re.MULTILINE)


def dump_of(file: Path) -> str:
    """Give what ``objdump`` tells of a file's dynamic part; nothing of a file of another kind."""
    done = subprocess.run(["objdump", "-p", str(file)], capture_output=True, text=True, check=False)
    return done.stdout
