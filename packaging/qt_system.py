"""What Qt needs of a Linux system beyond its own wheel: which libraries, and how to get them."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable, Iterable

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


class Trouble(Exception):  # noqa: N818 -- it is told to a person, never met as a bug
    """Why the work cannot go on, and what to do about it."""


def wanted() -> dict[str, str]:
    """Give the libraries Qt loads on this machine, each with its Debian package."""
    if not sys.platform.startswith("linux"):
        return {}
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return {**ALWAYS, **ON_A_DISPLAY} if shown else ALWAYS


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


def prepare(say: Callable[[str], None]) -> None:
    """Install what Qt misses if we may; otherwise raise the line that does it."""
    lacking = missing()
    if not lacking:
        return
    packages = debian_packages(lacking)
    if not apt_install(packages, say):
        raise Trouble(
            "Qt needs {} of this system, which has not got it. Run this line, then the same "
            "command again:\n  {}".format(", ".join(lacking), advice(packages))
        )


def install_venv_module(say: Callable[[str], None]) -> None:
    """Install the part of Python that makes environments, which Debian leaves out."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if not apt_install([package], say):
        raise Trouble(
            "This Python cannot make environments: its venv module is not complete. "
            "Run this line, then the same command again:\n  "
            + as_root("apt-get install -y " + package)
        )


def apt_install(packages: list[str], say: Callable[[str], None]) -> bool:
    """Install Debian packages where that is possible and allowed; tell whether it was done."""
    if not is_root() or not shutil.which("apt-get"):
        return False
    say("Installing " + " ".join(packages) + " with apt-get")
    install = ["install", "-y", "-qq", "--no-install-recommends", *packages]
    # On a new machine the lists of packages are not there yet, on an old one they are stale.
    return apt_get(install) or (apt_get(["update", "-qq"]) and apt_get(install))


def apt_get(words: list[str]) -> bool:
    """Run apt-get without questions; tell whether it went well."""
    done = subprocess.run(
        ["apt-get", *words],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0
