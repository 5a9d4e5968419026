"""What Qt needs of a Linux system beyond its own wheel: which libraries, and how to get them.

Needs nothing but the standard library, of Python 3.8 on: the project's own set-up reads it before
there is anything else.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path
from typing import Iterable

from guild_desktop.core.errors import UserError

# What cannot be loaded, and the Debian package that brings it.
ALWAYS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
}
# Besides, where there is a display to open a window on.
ON_A_DISPLAY = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")
FONT = "a font"
FONT_PACKAGE = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_FILES = (".ttf", ".otf", ".ttc", ".pfb")

# Elsewhere the packages have other names; each line brings all of the above and does no harm twice.
OTHER_SYSTEMS = {
    "dnf": "dnf install mesa-libGL mesa-libEGL libxkbcommon-x11 dbus-libs fontconfig glib2 libX11-xcb "
    "xcb-util-cursor xcb-util-wm xcb-util-image xcb-util-keysyms xcb-util-renderutil "
    "dejavu-sans-fonts",
    "pacman": "pacman -S --needed libglvnd libxkbcommon-x11 dbus fontconfig glib2 libx11 "
    "xcb-util-cursor xcb-util-wm xcb-util-image xcb-util-keysyms xcb-util-renderutil ttf-dejavu",
    "zypper": "zypper install libGL1 libEGL1 libxkbcommon-x11-0 libdbus-1-3 fontconfig "
    "libglib-2_0-0 libX11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 "
    "libxcb-render-util0 dejavu-fonts",
    "apk": "apk add mesa-gl mesa-egl libxkbcommon-x11 dbus-libs fontconfig glib libx11 "
    "xcb-util-cursor xcb-util-wm xcb-util-image xcb-util-keysyms xcb-util-renderutil ttf-dejavu",
}


def wanted() -> dict[str, str]:
    """Give the libraries Qt loads on this machine, each with its Debian package."""
    if not sys.platform.startswith("linux"):
        return {}
    return {**ALWAYS, **ON_A_DISPLAY} if has_display() else ALWAYS


def has_display() -> bool:
    """Tell whether this process was given a display of Linux to open windows on."""
    return any(os.environ.get(name) for name in DISPLAYS)


def missing() -> list[str]:
    """Name the libraries that cannot be loaded, and ``a font`` if there is none.

    Without a font Qt starts and draws every letter as an empty box.
    """
    libraries = wanted()
    lacking = [name for name in libraries if not can_load(name)]
    if libraries and not has_font(Path(folder).expanduser() for folder in FONT_FOLDERS):
        lacking.append(FONT)
    return lacking


def can_load(name: str) -> bool:
    """Tell whether the system's loader finds a library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_font(folders: Iterable[Path]) -> bool:
    """Tell whether a font file lies in or below any of the folders."""
    return any(
        name.lower().endswith(FONT_FILES)
        for folder in folders
        for _, _, names in os.walk(str(folder))
        for name in names
    )


def debian_packages(lacking: list[str]) -> list[str]:
    """Translate what is missing into Debian's package names."""
    names = {**ALWAYS, **ON_A_DISPLAY, FONT: FONT_PACKAGE}
    return [names[name] for name in lacking]


def advice(packages: list[str]) -> str:
    """Give the exact line that installs Debian packages, or their like on another system."""
    if shutil.which("apt-get"):
        return as_root("apt-get install -y " + " ".join(packages))
    for manager, line in OTHER_SYSTEMS.items():
        if shutil.which(manager):
            return as_root(line)
    return "the packages that hold " + ", ".join(packages) + " (Debian's names)"


def as_root(line: str) -> str:
    """Put ``sudo`` before a line unless we are root already."""
    return line if is_root() else "sudo " + line


def is_root() -> bool:
    """Tell whether packages of the system may be installed by us."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def refusal_of_qt() -> UserError | None:
    """Say which libraries keep Qt from working here and how to install them; None if none is missing."""
    lacking = [name for name in missing() if name != FONT]
    if not lacking:
        return None
    named = ", ".join(lacking[:-1]) + " and " + lacking[-1] if lacking[1:] else lacking[0]
    return UserError(
        "Qt cannot open a window, as this system misses " + named + ".",
        "Install: " + advice(debian_packages(lacking)),
    )
